// Patterns of Go's regexp package: the same verdict on what is a pattern, and matching in linear time whatever the pattern.

import { ClassFault } from './go-pattern-class';
import { compileProgram, holds, type Instruction } from './go-pattern-program';
import { type Capture, search } from './go-pattern-search';
import { PatternFault, parsePattern } from './go-pattern-syntax';
import { fail, ok, type Result } from './result';

export interface GoPattern {
  /** Whether the pattern matches anywhere in the text. */
  test(text: string): boolean;
  /**
   * The leftmost match from a place on: that of the whole, then those of the groups; undefined when there is none. `spend` is told how much work
   * was done, and may throw.
   */
  find(text: string, from: number, spend: (steps: number) => void): readonly Capture[] | undefined;
  /** The names of the groups, by number less one. */
  readonly groups: readonly (string | undefined)[];
}

/**
 * Compiles a pattern, or says in words why Go refuses it. All states of the automaton advance together, so no pattern can take forever: patterns come from files, texts from programs.
 */
export function compileGoPattern(pattern: string): Result<GoPattern, string> {
  try {
    const { node, groups } = parsePattern(pattern);
    const program = compileProgram(node);
    return ok({
      groups,
      test: text => run(program, text),
      find: (text, from, spend) => search(program, text, { from, groups: groups.length, spend }),
    });
  } catch (error) {
    if (error instanceof PatternFault || error instanceof ClassFault) return fail(error.message);
    throw error;
  }
}

function run(program: readonly Instruction[], text: string): boolean {
  let current: number[] = [];
  // For each instruction the step at which it was last reached, so that each is followed once per character.
  const reached = new Int32Array(program.length).fill(-1);
  let step = 0;
  for (let at = 0; ; ) {
    const code = text.codePointAt(at);
    if (follow(program, 0, { text, at, step }, reached, current)) return true;
    if (code === undefined) return false;
    const width = code > 0xffff ? 2 : 1;
    const next: number[] = [];
    step++;
    for (const index of current) {
      const instruction = program[index];
      if (instruction?.kind !== 'char' || !instruction.set(code)) continue;
      if (follow(program, index + 1, { text, at: at + width, step }, reached, next)) return true;
    }
    current = next;
    at += width;
  }
}

interface Moment {
  readonly text: string;
  readonly at: number;
  readonly step: number;
}

/** Adds the character tests that can be reached from an instruction without reading; true when the end of the pattern can be. */
function follow(
  program: readonly Instruction[],
  start: number,
  { text, at, step }: Moment,
  reached: Int32Array,
  found: number[],
): boolean {
  const pending = [start];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const instruction = program[index];
    if (instruction === undefined || reached[index] === step) continue;
    reached[index] = step;
    switch (instruction.kind) {
      case 'match':
        return true;
      case 'char':
        found.push(index);
        break;
      case 'jump':
        pending.push(instruction.to);
        break;
      case 'save':
        pending.push(index + 1);
        break;
      case 'split':
        pending.push(instruction.b, instruction.a);
        break;
      case 'assert':
        if (holds(instruction.what, text, at)) pending.push(index + 1);
    }
  }
  return false;
}

// Patterns of Go's regexp package: the same verdict on what is a pattern, and matching in linear time whatever the pattern.

import { type CharSet, ClassFault } from './go-pattern-class';
import { type Assertion, PatternFault, type PatternNode, parsePattern } from './go-pattern-syntax';
import { fail, ok, type Result } from './result';

export interface GoPattern {
  /** Whether the pattern matches anywhere in the text. */
  test(text: string): boolean;
}

/**
 * Compiles a pattern, or says in words why Go refuses it. Every feature of RE2 but captures is there, since only "does it match" is asked.
 * All states of the automaton advance together, so no pattern can take forever: patterns come from files, texts from programs.
 */
export function compileGoPattern(pattern: string): Result<GoPattern, string> {
  try {
    const program = compile(parsePattern(pattern));
    return ok({ test: text => run(program, text) });
  } catch (error) {
    if (error instanceof PatternFault || error instanceof ClassFault) return fail(error.message);
    throw error;
  }
}

type Instruction =
  | { readonly kind: 'char'; readonly set: CharSet }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'split'; a: number; b: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'match' };

/** Where counted repetitions of repetitions would grow beyond reason; Go refuses such patterns too. */
const mostInstructions = 20_000;

function compile(node: PatternNode): readonly Instruction[] {
  const program: Instruction[] = [];
  emit(node, program);
  program.push({ kind: 'match' });
  return program;
}

function emit(node: PatternNode, program: Instruction[]): void {
  if (program.length > mostInstructions) throw new PatternFault('it is too large');
  switch (node.kind) {
    case 'char':
      program.push({ kind: 'char', set: node.set });
      return;
    case 'assert':
      program.push({ kind: 'assert', what: node.what });
      return;
    case 'sequence':
      for (const part of node.parts) emit(part, program);
      return;
    case 'choice':
      emitChoice(node.parts, program);
      return;
    case 'repeat':
      emitRepeat(node.part, node.least, node.most, program);
  }
}

function emitChoice(parts: readonly PatternNode[], program: Instruction[]): void {
  const jumps: { to: number }[] = [];
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1) {
      emit(part, program);
      break;
    }
    const split = { kind: 'split' as const, a: program.length + 1, b: 0 };
    program.push(split);
    emit(part, program);
    const jump = { kind: 'jump' as const, to: 0 };
    program.push(jump);
    jumps.push(jump);
    split.b = program.length;
  }
  for (const jump of jumps) jump.to = program.length;
}

function emitRepeat(part: PatternNode, least: number, most: number, program: Instruction[]): void {
  for (let count = 0; count < least; count++) emit(part, program);
  if (most === Number.POSITIVE_INFINITY) {
    const split = { kind: 'split' as const, a: program.length + 1, b: 0 };
    const start = program.length;
    program.push(split);
    emit(part, program);
    program.push({ kind: 'jump', to: start });
    split.b = program.length;
    return;
  }
  const splits: { b: number }[] = [];
  for (let count = least; count < most; count++) {
    const split = { kind: 'split' as const, a: program.length + 1, b: 0 };
    program.push(split);
    splits.push(split);
    emit(part, program);
  }
  for (const split of splits) split.b = program.length;
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
      case 'split':
        pending.push(instruction.b, instruction.a);
        break;
      case 'assert':
        if (holds(instruction.what, text, at)) pending.push(index + 1);
    }
  }
  return false;
}

function holds(what: Assertion, text: string, at: number): boolean {
  switch (what) {
    case 'text-start':
      return at === 0;
    case 'text-end':
      return at === text.length;
    case 'line-start':
      return at === 0 || text[at - 1] === '\n';
    case 'line-end':
      return at === text.length || text[at] === '\n';
    case 'word':
      return isWord(text[at - 1]) !== isWord(text[at]);
    case 'not-word':
      return isWord(text[at - 1]) === isWord(text[at]);
  }
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /[0-9A-Za-z_]/.test(char);
}

// Finds matches and their groups: the leftmost, and of those the one that a backtracking engine would find first, in linear time.

import { holds, type Instruction } from './go-pattern-program';

/** Where a group matched; undefined: it took no part. */
export type Capture = { readonly start: number; readonly end: number } | undefined;

export interface SearchOptions {
  readonly from: number;
  /** How many groups there are. */
  readonly groups: number;
  readonly spend: (steps: number) => void;
}

interface Thread {
  readonly index: number;
  /** Places by slot. */
  readonly places: readonly number[];
}

/** Undefined when nothing matches. */
export function search(
  program: readonly Instruction[],
  text: string,
  options: SearchOptions,
): readonly Capture[] | undefined {
  const { from, groups, spend } = options;
  const reached = new Int32Array(program.length).fill(-1);
  let current: Thread[] = [];
  let best: readonly number[] | undefined;
  for (let at = from, step = 0; ; step++) {
    // A later start is worth less than every thread of an earlier one, and nothing once there is a match.
    if (best === undefined) follow(program, { index: 0, places: [at] }, { text, at, step }, reached, current);
    if (current.length === 0 && best !== undefined) break;
    spend(1 + current.length / 8);
    const code = text.codePointAt(at);
    const width = code === undefined ? 1 : code > 0xffff ? 2 : 1;
    const next: Thread[] = [];
    for (const thread of current) {
      const instruction = program[thread.index];
      if (instruction?.kind === 'match') {
        best = [thread.places[0] ?? at, at, ...thread.places.slice(2)];
        // What is left is worth less than this match.
        break;
      }
      if (instruction?.kind !== 'char' || code === undefined || !instruction.set(code)) continue;
      const after = { index: thread.index + 1, places: thread.places };
      follow(program, after, { text, at: at + width, step: step + 1 }, reached, next);
    }
    current = next;
    if (code === undefined) break;
    at += width;
  }
  return best === undefined ? undefined : Array.from({ length: groups + 1 }, (_, group) => capture(best ?? [], group));
}

function capture(places: readonly number[], group: number): Capture {
  const start = places[group * 2];
  const end = places[group * 2 + 1];
  return start === undefined || end === undefined ? undefined : { start, end };
}

interface Moment {
  readonly text: string;
  readonly at: number;
  readonly step: number;
}

/** Adds what can be reached from a thread without reading, the preferred ways first; each instruction is reached once in a step. */
function follow(
  program: readonly Instruction[],
  from: Thread,
  { text, at, step }: Moment,
  reached: Int32Array,
  found: Thread[],
): void {
  const pending = [from];
  for (let thread = pending.pop(); thread !== undefined; thread = pending.pop()) {
    const { index, places } = thread;
    const instruction = program[index];
    if (instruction === undefined || reached[index] === step) continue;
    reached[index] = step;
    switch (instruction.kind) {
      case 'match':
      case 'char':
        found.push(thread);
        break;
      case 'jump':
        pending.push({ index: instruction.to, places });
        break;
      case 'split':
        pending.push({ index: instruction.b, places }, { index: instruction.a, places });
        break;
      case 'save': {
        const noted = [...places];
        noted[instruction.slot] = at;
        pending.push({ index: index + 1, places: noted });
        break;
      }
      case 'assert':
        if (holds(instruction.what, text, at)) pending.push({ index: index + 1, places });
    }
  }
}

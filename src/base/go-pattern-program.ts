// Patterns as programs of an automaton: what it does at each place, and in which order it tries ways.

import type { CharSet } from './go-pattern-class';
import { type Assertion, PatternFault, type PatternNode } from './go-pattern-syntax';

/** What an automaton does at one place. The first way of a split is preferred. */
export type Instruction =
  | { readonly kind: 'char'; readonly set: CharSet }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'split'; a: number; b: number }
  | { readonly kind: 'jump'; to: number }
  /** Notes the place in the text: 0 and 1 for the whole match, then two for each group. */
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'match' };

/** Where counted repetitions of repetitions would grow beyond reason; Go refuses such patterns too. */
const mostInstructions = 20_000;

/** Throws a PatternFault. */
export function compileProgram(node: PatternNode): readonly Instruction[] {
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
    case 'group':
      program.push({ kind: 'save', slot: node.number * 2 });
      emit(node.part, program);
      program.push({ kind: 'save', slot: node.number * 2 + 1 });
      return;
    case 'repeat':
      emitRepeat(node, program);
  }
}

function emitChoice(parts: readonly PatternNode[], program: Instruction[]): void {
  const jumps: { to: number }[] = [];
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1) {
      emit(part, program);
      break;
    }
    const split = openSplit(program);
    emit(part, program);
    const jump = { kind: 'jump' as const, to: 0 };
    program.push(jump);
    jumps.push(jump);
    split.b = program.length;
  }
  for (const jump of jumps) jump.to = program.length;
}

function emitRepeat(node: Extract<PatternNode, { kind: 'repeat' }>, program: Instruction[]): void {
  const { part, least, most, lazy } = node;
  if (most === Number.POSITIVE_INFINITY) {
    for (let count = 1; count < least; count++) emit(part, program);
    if (least > 0) emitLoop(part, lazy, program);
    // A part that may be empty is gone through once at least, so that its groups are set.
    else if (isNullable(part)) emitOption(lazy, program, () => emitLoop(part, lazy, program));
    else
      emitOption(lazy, program, start => {
        emit(part, program);
        program.push({ kind: 'jump', to: start });
      });
    return;
  }
  for (let count = 0; count < least; count++) emit(part, program);
  const splits: Split[] = [];
  for (let count = least; count < most; count++) {
    splits.push(openSplit(program));
    emit(part, program);
  }
  for (const split of splits) closeSplit(split, program.length, lazy);
}

/** Once or more. */
function emitLoop(part: PatternNode, lazy: boolean, program: Instruction[]): void {
  const start = program.length;
  emit(part, program);
  const end = program.length + 1;
  program.push(lazy ? { kind: 'split', a: end, b: start } : { kind: 'split', a: start, b: end });
}

/** What may be left out. */
function emitOption(lazy: boolean, program: Instruction[], body: (start: number) => void): void {
  const start = program.length;
  const split = openSplit(program);
  body(start);
  closeSplit(split, program.length, lazy);
}

/** Whether a part can match without reading anything. */
function isNullable(node: PatternNode): boolean {
  switch (node.kind) {
    case 'char':
      return false;
    case 'assert':
      return true;
    case 'sequence':
      return node.parts.every(isNullable);
    case 'choice':
      return node.parts.some(isNullable);
    case 'group':
      return isNullable(node.part);
    case 'repeat':
      return node.least === 0 || isNullable(node.part);
  }
}

interface Split {
  readonly kind: 'split';
  a: number;
  b: number;
}

function openSplit(program: Instruction[]): Split {
  const split: Split = { kind: 'split', a: program.length + 1, b: 0 };
  program.push(split);
  return split;
}

function closeSplit(split: Split, end: number, lazy: boolean): void {
  if (lazy) [split.a, split.b] = [end, split.a];
  else split.b = end;
}

/** Whether an assertion is true at a place of a text. */
export function holds(what: Assertion, text: string, at: number): boolean {
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

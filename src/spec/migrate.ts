// Brings a whole file into today's form: every obvious fix, again and again until none is left, and never to its harm.

import { applyEdits, LineMap, type TextEdit } from '../base/text';
import type { Compilation, CompileOptions } from './compilation';
import { compile } from './compile';
import { type OfferedFix, preferredFixes } from './preferred-fixes';

export interface Migration {
  /** The text as it was where nothing could be mended. */
  readonly text: string;
  readonly changes: readonly Change[];
  /** What is said about the text now. */
  readonly compilation: Compilation;
  /** Fixes that were left out because the file would have been worse with them. */
  readonly refused: readonly Change[];
}

export interface Change {
  /** The line where the problem was, from 1, in the text as it was then. */
  readonly line: number;
  readonly title: string;
}

/** Every round can bring to light what an old key hid; no file of people needs this many. */
const mostRounds = 40;

/** Fixes that are tried one by one; a file that needs more is mended in part. */
const mostSteps = 200;

export function migrate(text: string, options: CompileOptions): Migration {
  const start: State = { text, compilation: compile(text, options) };
  const together = inRounds(start, options);
  // Half a change can be wrong where the whole is right, so that only the end is judged; then each fix has to stand for itself.
  return isWorse(together, start) ? oneByOne(start, options) : { ...together, refused: [] };
}

interface State {
  readonly text: string;
  readonly compilation: Compilation;
}

function inRounds(start: State, options: CompileOptions): State & Pick<Migration, 'changes'> {
  let state = start;
  const changes: Change[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const fixes = preferredFixes(state.compilation.diagnostics);
    if (fixes.length === 0) break;
    changes.push(...changesOf(fixes, state.text));
    state = after(state, fixes, options);
  }
  return { ...state, changes };
}

function oneByOne(start: State, options: CompileOptions): Migration {
  let state = start;
  const changes: Change[] = [];
  const refused = new Map<string, Change>();
  for (let round = 0; round < mostSteps; round++) {
    const [fix] = preferredFixes(state.compilation.diagnostics).filter(one => !refused.has(keyOf(one)));
    if (fix === undefined) break;
    const own = changesOf([fix], state.text);
    const whole = withRevealed(state, fix, options);
    if (isWorse(whole, state)) for (const change of own) refused.set(keyOf(fix), change);
    else {
      changes.push(...own, ...whole.changes);
      state = whole;
    }
  }
  return { ...state, changes, refused: [...refused.values()] };
}

/** A fix together with the fixes of what it brings to light: an old key hides what is old below it. */
function withRevealed(before: State, fix: OfferedFix, options: CompileOptions): State & Pick<Migration, 'changes'> {
  const known = countsOf(before);
  let state = after(before, [fix], options);
  const changes: Change[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const now = countsOf(state);
    const isNew = (one: OfferedFix): boolean => (now.get(keyOf(one)) ?? 0) > (known.get(keyOf(one)) ?? 0);
    const revealed = preferredFixes(state.compilation.diagnostics).filter(isNew);
    if (revealed.length === 0) break;
    changes.push(...changesOf(revealed, state.text));
    state = after(state, revealed, options);
  }
  return { ...state, changes };
}

function countsOf({ compilation }: State): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const fix of preferredFixes(compilation.diagnostics)) counts.set(keyOf(fix), (counts.get(keyOf(fix)) ?? 0) + 1);
  return counts;
}

function after({ text }: State, fixes: readonly OfferedFix[], options: CompileOptions): State {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const edits = fixes
    .flatMap(({ fix }) => fix.edits)
    .map(
      (edit): TextEdit => ({
        ...edit,
        text: edit.text.replace(/\r?\n/g, lineEnd),
      }),
    );
  const changed = applyEdits(text, edits);
  return { text: changed, compilation: compile(changed, options) };
}

/** More errors than before, or text that no longer reads as YAML. */
function isWorse(now: State, before: State): boolean {
  return errors(now) > errors(before) || syntaxErrors(now) > syntaxErrors(before);
}

function errors({ compilation }: State): number {
  return compilation.diagnostics.filter(found => found.severity === 'error').length;
}

function syntaxErrors({ compilation }: State): number {
  return compilation.diagnostics.filter(found => found.code.startsWith('yaml-')).length;
}

function changesOf(fixes: readonly OfferedFix[], text: string): readonly Change[] {
  const lines = new LineMap(text);
  return fixes.map(({ fix, diagnostic }) => ({
    line: lines.position(diagnostic.range.start).line + 1,
    title: fix.title,
  }));
}

function keyOf({ fix, diagnostic }: OfferedFix): string {
  return `${diagnostic.code} ${diagnostic.message} ${fix.title}`;
}

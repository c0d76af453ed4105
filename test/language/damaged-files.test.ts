// Files that are damaged in every way: nothing throws, nothing hangs, and every answer lies inside the text.
// RESTEP_DAMAGE=SECONDS goes on for so long, with other damages than usual; RESTEP_DAMAGE_SEED plays one of them again.

import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits, type TextEdit, type TextRange } from '../../src/base/text';
import { completionsAt } from '../../src/language/completion/answer';
import { calledFileAt, definitionsAt, occurrencesAt } from '../../src/language/definition';
import { type DocumentSymbol, documentSymbols } from '../../src/language/document-symbols';
import { fixAll, fixesAt } from '../../src/language/fixes';
import { foldsOf } from '../../src/language/folding';
import { hoverAt } from '../../src/language/hover/hover';
import { lensesOf } from '../../src/language/lenses';
import { renameAt, renameStart } from '../../src/language/rename';
import { scheduleWords } from '../../src/language/schedule-words';
import { scheduleExpressions } from '../../src/language/schedules';
import { selectionsAt } from '../../src/language/selection';
import type { Workflow } from '../../src/language/workflow';
import { readWorkflow, workflowReader } from '../../src/language/workflow-reader';
import { compile } from '../../src/spec/compile';
import { migrate } from '../../src/spec/migrate';
import { cursorAt, pathText } from '../../src/syntax/cursor';
import { parseStream } from '../../src/syntax/document';
import { readCases } from '../cases/recording';
import { repository } from '../support/cli-run';
import { damaged, seeded } from '../support/mutation';

const options = { file: '/flow.yaml', lookup: { read: () => undefined } };
const usualCount = 25;
/** Each text is asked some sixty questions, none of which may take a second. */
const slowestMs = 10_000;

describe('damaged files', function () {
  const seconds = Number(process.env.RESTEP_DAMAGE ?? 0);
  this.timeout((seconds + 60) * 1000);

  it('keep every answer inside the text, and crash nothing', () => {
    const texts = sources();
    const only = process.env.RESTEP_DAMAGE_SEED;
    if (only !== undefined) {
      ask(Number(only), texts);
      return;
    }
    const until = Date.now() + seconds * 1000;
    const first = seconds === 0 ? 1 : Date.now() % 1_000_000_000;
    for (let seed = first; seconds === 0 ? seed < first + usualCount : Date.now() < until; seed++) {
      const start = Date.now();
      ask(seed, texts);
      // Only the long run, which somebody watches, minds the clock.
      if (seconds > 0) assert.ok(Date.now() - start < slowestMs, `seed ${seed} takes ${Date.now() - start} ms`);
    }
  });
});

function sources(): readonly string[] {
  const recorded = readCases().flatMap(({ files }) => Object.values(files));
  const folder = join(repository, 'test', 'fixtures', 'older');
  const samples = join(repository, 'samples');
  const older = readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'));
  const own = readdirSync(samples)
    .filter(name => name.endsWith('.yaml'))
    .map(name => readFileSync(join(samples, name), 'utf8'));
  return [...recorded, ...older, ...own];
}

function ask(seed: number, texts: readonly string[]): void {
  const random = seeded(seed);
  const before = texts[Math.floor(random() * texts.length)] ?? '';
  const text = damaged(before, texts, random);
  const offsets = Array.from({ length: 2 }, () => Math.floor(random() * (text.length + 1)));
  try {
    askCompiler(text);
    const read = workflowReader();
    read(before);
    askLanguage(readWorkflow(text), offsets, read);
    askLanguage(read(text), offsets, read);
  } catch (error) {
    throw new Error(`seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

function askCompiler(text: string): void {
  const { diagnostics, dag, refusals } = compile(text, options);
  assert.equal(dag === undefined, refusals.length > 0);
  for (const { range, related, fixes, code } of diagnostics) {
    inside(range, text, code);
    for (const place of related ?? []) if (place.file === undefined) inside(place.range, text, `related of ${code}`);
    for (const { title, edits } of fixes ?? []) apply(text, edits, `${code}: ${title}`);
  }
  compile(apply(text, fixAll(diagnostics), 'all fixes'), options);
  assert.ok(fixesAt(diagnostics, { start: 0, end: text.length }).length >= 0);
  if (text.length < 20_000) migrate(text, options);
  if (dag !== undefined)
    for (const { range } of lensesOf(dag, { start: 0, end: 0 }, undefined)) inside(range, text, 'lens');
}

/** `read` has read an earlier version of the same text. */
function askLanguage(workflow: Workflow, offsets: readonly number[], read: (text: string) => Workflow): void {
  const { text } = workflow;
  const stream = parseStream(text);
  const { dag } = compile(text, options);
  for (const symbol of documentSymbols(workflow)) insideSymbol(symbol, text);
  const lines = text.split('\n').length;
  for (const fold of foldsOf(workflow)) assert.ok(fold.start <= fold.end && fold.end <= lines, 'fold');
  for (const { range, text: expression } of scheduleExpressions(workflow)) {
    inside(range, text, 'schedule');
    scheduleWords(expression, 0);
  }
  for (const offset of [0, text.length, ...offsets]) {
    const cursor = cursorAt(text, stream, offset);
    inside(cursor.word, text, 'word');
    pathText(cursor.path);
    for (const range of selectionsAt(workflow, offset)) inside(range, text, 'selection');
    for (const link of definitionsAt(workflow, offset, dag)) {
      for (const range of [link.origin, link.whole, link.name]) inside(range, text, 'definition');
    }
    const called = calledFileAt(workflow, offset);
    if (called !== undefined) inside(called.range, text, 'called file');
    const found = occurrencesAt(workflow, offset);
    for (const range of [...(found?.definitions ?? []), ...(found?.references ?? [])])
      inside(range, text, 'occurrence');
    for (const { range } of completionsAt({ text, offset, read, callable: [] })) inside(range, text, 'completion');
    const hover = hoverAt(workflow, offset);
    if (hover !== undefined) inside(hover.range, text, 'hover');
    const start = renameStart(workflow, offset);
    if (start.ok) inside(start.value.range, text, 'name');
    const renamed = renameAt(workflow, offset, 'another_name');
    if (renamed.ok) apply(text, renamed.value, 'rename');
  }
}

function insideSymbol({ whole, selection, children, name }: DocumentSymbol, text: string): void {
  inside(whole, text, `symbol ${name}`);
  assert.ok(whole.start <= selection.start && selection.end <= whole.end, `selection of ${name}`);
  for (const child of children) insideSymbol(child, text);
}

function inside({ start, end }: TextRange, text: string, what: string): void {
  assert.ok(0 <= start && start <= end && end <= text.length, `${what}: ${start}-${end} of ${text.length}`);
}

function apply(text: string, edits: readonly TextEdit[], what: string): string {
  const ordered = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  for (const [index, { range }] of ordered.entries()) {
    inside(range, text, what);
    const next = ordered[index + 1]?.range.start ?? text.length;
    assert.ok(range.end <= next, `${what}: edits overlap at ${next}`);
  }
  return applyEdits(text, edits);
}

// Renaming in all the files that were recorded with a real Dagu: the verdict stays, and the way back leads to the same text.

import { strict as assert } from 'node:assert';
import { applyEdits } from '../../src/base/text';
import { newNameFault } from '../../src/language/new-name';
import { renameAt, renameStart } from '../../src/language/rename';
import { noNames, type Thing } from '../../src/language/thing';
import { thingsOf } from '../../src/language/things';
import type { Workflow } from '../../src/language/workflow';
import { readWorkflow } from '../../src/language/workflow-reader';
import { compile } from '../../src/spec/compile';
import { plainValue } from '../../src/syntax/scalar';
import { type RecordedCase, readCases } from './recording';

const file = '/case/flow.yaml';

/** Undefined for files that are not valid. Names that two documents share are a remark, which a rename may end. */
function verdict(text: string, files: ReadonlyMap<string, string>): string | undefined {
  const { valid, diagnostics } = compile(text, { file, lookup: { read: path => files.get(path) } });
  const codes = diagnostics.map(({ code }) => code).filter(code => code !== 'caller-values');
  return valid ? codes.sort().join(' ') : undefined;
}

function freshName({ kind, name }: Thing): string {
  return kind === 'action' && name.includes('.') ? 'fresh.one' : 'fresh_one';
}

describe('renaming', () => {
  const cases = readCases();
  const groups = new Set(cases.map(({ name }) => name.slice(0, name.indexOf('/'))));

  for (const group of groups) {
    it(`changes no verdict of a recorded file about ${group}, and can be taken back`, () => {
      const recorded = cases.filter(({ name }) => name.startsWith(`${group}/`));
      const faults = recorded.flatMap(one => Object.keys(one.files).flatMap(name => faultsIn(one, name)));
      assert.deepEqual(faults, []);
    });
  }

  it('was tried on more than a thousand names', () => {
    assert.ok(renamed > 1000, `only ${renamed} names were changed`);
  });
});

let renamed = 0;

function faultsIn(recorded: RecordedCase, name: string): readonly string[] {
  const text = recorded.files[name] ?? '';
  const files = new Map(Object.entries(recorded.files).map(([path, content]) => [`/case/${path}`, content]));
  const before = /\.ya?ml$/.test(name) ? verdict(text, files) : undefined;
  if (before === undefined) return [];
  const workflow = readWorkflow(text);
  return thingsOf(workflow)
    .all()
    .flatMap(thing => {
      // The first of its places is the one that the new name does not move.
      const at = Math.min(...[...thing.definitions, ...thing.references].map(({ start }) => start));
      // Names that nobody could give again, and numbers, which would come back in quotes.
      const isOdd = newNameFault({ ...thing, space: noNames }, thing.name, workflow) !== undefined;
      if (isOdd || typeof plainValue(thing.name) !== 'string' || !renameStart(workflow, at).ok) return [];
      renamed++;
      const fault = renamingFault(workflow, thing, at, changed => verdict(changed, files) === before);
      return fault === undefined ? [] : [`${recorded.name} ${name}: ${thing.kind} ${thing.name}: ${fault}`];
    });
}

function renamingFault(
  workflow: Workflow,
  thing: Thing,
  at: number,
  isSame: (text: string) => boolean,
): string | undefined {
  const there = renameAt(workflow, at, freshName(thing));
  if (!there.ok) return there.error;
  const changed = applyEdits(workflow.text, there.value);
  if (!isSame(changed)) return 'another verdict';
  const back = renameAt(readWorkflow(changed), at, thing.name);
  if (!back.ok) return `cannot be taken back: ${back.error}`;
  return applyEdits(changed, back.value) === workflow.text ? undefined : 'leads to another text when it is taken back';
}

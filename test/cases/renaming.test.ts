// Renaming in all the files that were recorded with a real Dagu: the verdict stays, and the way back leads to the same text.

import { strict as assert } from 'node:assert';
import { applyEdits } from '../../src/base/text';
import { newNameFault } from '../../src/language/new-name';
import { renameAt, renameStart } from '../../src/language/rename';
import { noNames, type Thing } from '../../src/language/thing';
import { thingsOf } from '../../src/language/things';
import { readWorkflow } from '../../src/language/workflow-reader';
import { compile } from '../../src/spec/compile';
import { plainValue } from '../../src/syntax/scalar';
import { readCases } from './recording';

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
  it('changes no verdict of a recorded file, and can be taken back', () => {
    let renamed = 0;
    const faults: string[] = [];
    for (const recorded of readCases()) {
      const files = new Map(Object.entries(recorded.files).map(([name, text]) => [`/case/${name}`, text]));
      for (const [name, text] of Object.entries(recorded.files)) {
        if (!/\.ya?ml$/.test(name)) continue;
        const workflow = readWorkflow(text);
        const before = verdict(text, files);
        if (before === undefined) continue;
        for (const thing of thingsOf(workflow).all()) {
          // The first of its places is the one that the new name does not move.
          const at = Math.min(...[...thing.definitions, ...thing.references].map(({ start }) => start));
          // Names that nobody could give again, and numbers, which would come back in quotes.
          const isOdd = newNameFault({ ...thing, space: noNames }, thing.name, workflow) !== undefined;
          if (isOdd || typeof plainValue(thing.name) !== 'string' || !renameStart(workflow, at).ok) continue;
          const report = (what: string): void =>
            void faults.push(`${recorded.name} ${name}: ${thing.kind} ${thing.name}: ${what}`);
          const there = renameAt(workflow, at, freshName(thing));
          if (!there.ok) {
            report(there.error);
            continue;
          }
          renamed++;
          const changed = applyEdits(text, there.value);
          const after = verdict(changed, files);
          if (after !== before) report(`"${before}" became "${after ?? 'not valid'}"`);
          const back = renameAt(readWorkflow(changed), at, thing.name);
          if (!back.ok) report(`cannot be taken back: ${back.error}`);
          else if (applyEdits(changed, back.value) !== text) report('leads to another text when it is taken back');
        }
      }
    }
    assert.deepEqual(faults, []);
    assert.ok(renamed > 1000, `only ${renamed} names were changed`);
  });
});

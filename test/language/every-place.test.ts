// Completions and hovers at every place of texts that are whole, cut off, or broken: an answer always comes, and fits.

import { strict as assert } from 'node:assert';
import { applyEdits } from '../../src/base/text';
import { completionsAt } from '../../src/language/completion/answer';
import { hoverAt } from '../../src/language/hover/hover';
import { markdown } from '../../src/language/prose';
import { workflowReader } from '../../src/language/workflow-reader';

const text = `# a remark
name: x
schedule: {start: ["0 9 * * *"]}
params: "A=1 B=two"
env:
  - C: "\${params.A}"
consts: [{D: 1}]
handler_on:
  exit:
    run: echo \${a.output}
steps:
  - id: a
    run: |
      echo $A
      echo "\${env.C} \${consts.D}"
    output: OUT
  - - id: b
      depends: [a, 'c']
      with: {shell: bash}
      run: x
    - echo \${OUT.x[0]}
  - id: c
    action: router.route
    with:
      value: \${steps.a.outputs.b}
      routes:
        "re:.*": [b]
    retry_policy: {limit: 1, interval_sec: "2"}
  - foreach: {items: [1], steps: [{run: "\${foreach.item}"}]}
---
name: y
steps: []
`;

const broken = [
  '',
  '\n',
  'steps:\n  - id: "a\n    run: [x, {y: \n\t- z: ${\n? k\n: v\n---\n- a',
  '{steps: [{run: ',
  '%X\n---\nsteps:\n  - &a b\n  - *',
];

describe('At every place', () => {
  it('completions and hovers answer, and lie where the cursor is', () => {
    const read = workflowReader();
    const texts = [text, ...broken, ...Array.from({ length: 6 }, (_, part) => text.slice(0, (text.length * part) / 6))];
    for (const version of texts) {
      for (let offset = 0; offset <= version.length; offset += 7) {
        for (const item of completionsAt({ text: version, offset, read, callable: [] })) {
          const { range, label, edits } = item;
          const replaced = version.slice(range.start, range.end);
          assert.ok(
            range.start <= offset && offset <= range.end && !replaced.includes('\n'),
            `${offset} ${label}\n${version}`,
          );
          if (edits !== undefined) applyEdits(version, [{ range, text: item.text }, ...edits]);
        }
        const hover = hoverAt(read(version), offset);
        if (hover === undefined) continue;
        assert.ok(hover.range.start <= offset && offset <= hover.range.end, `${offset}\n${version}`);
        assert.ok(hover.schedule !== undefined || markdown(hover.prose) !== '', `${offset}\n${version}`);
      }
    }
  });
});

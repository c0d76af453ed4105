// Which files count as workflows, and what they are called, told from their first lines.

import { strict as assert } from 'node:assert';
import { looksLikeWorkflow, workflowName } from '../../src/ui/workflow-text';

describe('the look of a workflow', () => {
  const looks: readonly (readonly [title: string, text: string])[] = [
    ['steps alone', 'steps:\n  - run: echo hi\n'],
    ['a name, comments and a byte order mark before', '\ufeff# note\nname: etl\n\nsteps:\n  - run: echo hi\n'],
    ['a document mark and carriage returns', '---\r\nsteps:\r\n  - run: echo hi\r\n'],
    ['a key in quotes', '"steps":\n  - run: echo hi\n'],
    ['steps as a map', 'type: graph\nsteps: {one: {run: echo hi}}\n'],
    ['a sub-workflow behind it with keys of its own', 'steps: []\n---\nname: child\non: x\n'],
  ];
  for (const [title, text] of looks) it(`is seen in ${title}`, () => assert.equal(looksLikeWorkflow(text), true));

  const others: readonly (readonly [title: string, text: string])[] = [
    ['nothing', ''],
    ['nested steps', 'jobs:\n  build:\n    steps:\n      - run: make\n'],
    ['a composite action', 'name: x\nruns:\n  using: composite\n  steps: []\n'],
    ['an Azure pipeline', 'trigger: [main]\npool: default\nsteps:\n  - script: make\n'],
    ['a Cloud Build file', 'steps:\n  - name: gcr.io/x\nimages: [x]\n'],
    ['text that mentions it', '# steps:\ndescription: |\n  steps: none\n'],
    ['steps in the second document only', 'name: x\n---\nsteps: []\n'],
  ];
  for (const [title, text] of others) it(`is not seen in ${title}`, () => assert.equal(looksLikeWorkflow(text), false));
});

describe('the name of a workflow', () => {
  it('is the one that it gives itself', () => {
    assert.equal(workflowName('name: etl # nightly\nsteps: []\n', '/a/b.yaml'), 'etl');
    assert.equal(workflowName("name: 'two words'\nsteps: []\n", '/a/b.yaml'), 'two words');
  });

  it('is that of its file when it gives itself none, or one that only a parser can read', () => {
    assert.equal(workflowName('steps: []\n', '/a/nightly.report.yaml'), 'nightly.report');
    assert.equal(workflowName('name: *alias\nsteps: []\n', 'C:\\a\\b.YML'), 'b');
  });
});

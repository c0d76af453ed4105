// A foreach in a real workbench: its items stand below its step in the tree, each with its status and its own steps.

import { strict as assert } from 'node:assert';
import { resolve } from 'node:path';
import { openWorkbench, type Workbench } from '../support/workbench';

const workflow = `steps:
  - id: deploy
    foreach:
      items: [{host: alpha, code: 0}, {host: beta, code: 3}]
      as: server
      key: \${foreach.server.host}
      steps:
        - id: copy
          run: echo "to \${foreach.server.host}"
        - id: start
          depends: copy
          run: exit \${foreach.server.code}
`;

describe('a foreach in the workbench', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      folder: resolve(__dirname, '../../../test/fixtures/empty'),
      files: { 'flow.yaml': workflow },
    });
  });

  after(() => workbench?.close());

  it('shows which item failed, and in which of its steps', async () => {
    await workbench.openContainer('Restep');
    await workbench.open('flow.yaml');
    await workbench.clickLens('Run');
    const step = workbench.treeRow('deploy').filter({ hasText: 'Failed' }).first();
    await step.waitFor();
    await step.click();
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.treeRow('alpha').filter({ hasText: 'Succeeded' }).first().waitFor();
    const item = workbench.treeRow('beta').filter({ hasText: 'Failed' }).first();
    await item.waitFor();
    await item.click();
    await workbench.treeRow('copy').filter({ hasText: 'Succeeded' }).first().waitFor();
    await workbench.treeRow('start').filter({ hasText: 'Failed' }).first().waitFor();
    await workbench.screenshot('foreach-items');
    assert.equal(await workbench.treeRow('start').count(), 1);
  });

  it('opens the log of a step of an item', async () => {
    const row = workbench.treeRow('copy').first();
    await row.hover();
    await row.getByRole('button', { name: 'Open Log of Step' }).click();
    await workbench.page.locator('.monaco-editor .view-line', { hasText: 'to beta' }).first().waitFor();
  });
});

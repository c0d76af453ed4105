// A folder that nobody has trusted yet: everything is shown and checked, nothing is run, and every way to run says how to trust it.

import { strict as assert } from 'node:assert';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openWorkbench, type Workbench } from '../support/workbench';

const refusal = /not trusted: workflows are shown and checked, but nothing is run/;

describe('a workspace that is not trusted', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      folder: resolve(__dirname, '../../../samples'),
      trust: true,
      files: { 'broken.yaml': 'steps:\n  - id: one\n    depends: none\n    run: echo one\n' },
      // A workspace must not be able to say where runs are kept, nor what applies to them.
      settings: { 'restep.home': '/nonexistent/restep-home' },
    });
  });

  after(() => workbench?.close());

  /** Nothing has been written where runs are kept. */
  function assertNothingRan(): void {
    const runs = join(workbench.home, 'runs');
    assert.deepEqual(existsSync(runs) ? readdirSync(runs) : [], []);
  }

  /** Clears the messages, acts, and waits for the refusal. */
  async function assertRefused(act: () => Promise<void>): Promise<void> {
    await workbench.command('Notifications: Clear All Notifications');
    await act();
    await workbench.notifications(refusal);
    assertNothingRan();
  }

  it('shows problems, lenses and the DAGs', async () => {
    await workbench.open('broken.yaml');
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await workbench.open('hello.yaml');
    await workbench.lens('Run step').nth(1).waitFor();
    await workbench.openContainer('Restep');
    await workbench.treeRow('nightly-report').first().waitFor();
    await workbench.screenshot('untrusted');
  });

  it('shows the graph, which says that nothing is run', async () => {
    await workbench.clickLens('Graph');
    const visible = { visible: true };
    await workbench.webview().getByText('greet').filter(visible).first().click();
    await workbench.webview().getByText('not trusted').filter(visible).first().waitFor();
    await workbench.screenshot('untrusted-graph');
    await workbench.command('View: Close All Editors');
    await workbench.open('hello.yaml');
  });

  it('refuses the lenses', async () => {
    await workbench.lens('Run').waitFor();
    await assertRefused(() => workbench.clickLens('Run'));
    await assertRefused(() => workbench.clickLens('Run step'));
  });

  it('refuses the commands', async () => {
    for (const title of [
      'Run DAG',
      'Run DAG with Parameters…',
      'Retry Step…',
      'Retry What Failed…',
      'Continue Pending Steps',
    ])
      await assertRefused(() => workbench.command(`Restep: ${title}`));
  });

  it('offers the way to trust it, and runs afterwards', async () => {
    await assertRefused(() => workbench.clickLens('Run'));
    await workbench.notificationButton('Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor').waitFor();
    await workbench.page
      .locator('.monaco-modal-editor-block')
      .getByRole('button', { name: /^Close/ })
      .first()
      .click();
    await workbench.trustFolder();
    await workbench.open('hello.yaml');
    await workbench.clickLens('Run');
    await workbench.lens('Retry step…').nth(1).waitFor();
    await workbench
      .lens(/Succeeded/)
      .nth(1)
      .waitFor();
  });
});

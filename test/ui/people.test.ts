// A run that waits for people, clicked through in a real workbench: seen everywhere, answered with a form, pushed back and approved.

import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openWorkbench, type Workbench } from '../support/workbench';

const workflow = `working_dir: .
steps:
  - id: build
    run: echo built >> trace.txt

  - id: release
    action: human.task
    depends: build
    with:
      prompt: Which version shall go out?
      form:
        type: object
        properties:
          version: {type: string, title: Version, pattern: "^v[0-9]+$", description: The tag with its v}
          notify: {type: boolean, default: true}
          channel: {type: string, enum: [stable, beta]}
        required: [version, channel]

  - id: ship
    depends: release
    run: echo "ship \${steps.release.outputs.version} \${steps.release.outputs.channel} \${steps.release.outputs.notify}\${NOTE:+ $NOTE}" >> trace.txt
    approval: {prompt: "Does it run well?", input: [NOTE]}

  - id: tell
    depends: ship
    run: echo "tell $NOTE" >> trace.txt
`;

describe('people in the workbench', () => {
  let workbench: Workbench;

  const trace = (): string => {
    const path = join(workbench.folder, 'trace.txt');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').join(' | ') : '';
  };
  const input = () => workbench.page.locator('.quick-input-widget input').first();
  const choose = (label: string) =>
    workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
  const asked = (title: string) =>
    workbench.page.locator('.quick-input-widget .quick-input-title', { hasText: title }).waitFor();

  before(async () => {
    workbench = await openWorkbench({
      folder: resolve(__dirname, '../../../test/fixtures/empty'),
      files: { 'flow.yaml': workflow },
    });
  });

  after(() => workbench?.close());

  it('shows that a run waits: in the tree, above the step and in the status bar', async () => {
    await workbench.openContainer('Restep');
    await workbench.open('flow.yaml');
    await workbench.clickLens('Run');
    await workbench.treeRow('release').filter({ hasText: 'Waiting' }).first().waitFor();
    await workbench.lens('Answer…').first().waitFor();
    await workbench.page.locator('.statusbar-item', { hasText: 'flow' }).first().waitFor();
    await workbench.screenshot('waiting');
    assert.equal(trace(), 'built');
  });

  it('completes a task with a form that checks what is typed, and the run goes on', async () => {
    await workbench.clickLens('Answer…');
    await asked('release: Version (1/3)');
    await input().fill('3');
    await workbench.page.locator('.quick-input-message', { hasText: 'must match' }).waitFor();
    await workbench.screenshot('form-refuses');
    await input().fill('v3');
    await workbench.page.locator('.quick-input-message', { hasText: 'Which version shall go out?' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await asked('release: notify (2/3)');
    await choose('false');
    await asked('release: channel (3/3)');
    await workbench.screenshot('form-choice');
    await choose('beta');
    await workbench.treeRow('release').filter({ hasText: 'Succeeded' }).first().waitFor();
    await workbench.treeRow('ship').filter({ hasText: 'Waiting' }).first().waitFor();
    await workbench.screenshot('completed');
    assert.equal(trace(), 'built | ship v3 beta false');
  });

  it('pushes a step back with a note, which it finds when it runs again', async () => {
    await workbench.clickLens('Answer…');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Approve' }).first().waitFor();
    await workbench.screenshot('approval');
    await choose('Push back');
    await asked('ship: NOTE');
    await input().fill('slower');
    await workbench.page.keyboard.press('Enter');
    await workbench
      .treeRow(/Attempt 3/)
      .first()
      .waitFor();
    await workbench.treeRow('ship').filter({ hasText: 'Waiting' }).first().waitFor();
    assert.equal(trace(), 'built | ship v3 beta false | ship v3 beta false slower');
  });

  it('says behind the bell that the run waits, and offers to answer in the graph', async () => {
    assert.match((await workbench.notifications(/flow waits for you: ship/))[0] ?? '', /ship/);
    await workbench.page.keyboard.press('Escape');
    await workbench.clickLens('Graph');
    const page = workbench.webview();
    await page.locator('svg text', { hasText: 'ship' }).first().click();
    await page.getByText('Does it run well?').waitFor();
    await workbench.screenshot('graph-waiting');
    await page.getByRole('button', { name: 'Answer…' }).click();
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Reject' }).first().waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('approves from the row of the step', async () => {
    const row = workbench.treeRow(/^\s*ship\s*Waiting/).first();
    await row.hover();
    await workbench.screenshot('approval-row');
    await row.locator('.action-label[aria-label^="Approve Step"]').click();
    await asked('ship: NOTE');
    await input().fill('fine');
    await workbench.page.keyboard.press('Enter');
    await workbench.treeRow('tell').filter({ hasText: 'Succeeded' }).first().waitFor();
    await workbench.screenshot('approved');
    assert.match(trace(), /\| tell fine$/);
  });
});

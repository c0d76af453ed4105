// The story of the product, clicked through in a real workbench: run, see the failure, retry in each of the three ways, see everything follow.

import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { nodeStatuses } from '../../src/model/status';
import { runCli } from '../support/cli-run';
import { openWorkbench, type Workbench } from '../support/workbench';

/** `load` fails until `ready` exists; `report` runs only while `open` exists. */
const workflow = `working_dir: .
steps:
  - id: fetch
    run: echo fetch >> trace.txt

  - id: load
    depends: fetch
    run: |
      echo load >> trace.txt
      if [ ! -e ready ]; then echo "the database is not ready" >&2; exit 3; fi

  - id: report
    depends: load
    preconditions: test -e open
    run: echo report >> trace.txt

  - id: publish
    depends: report
    run: echo publish >> trace.txt
`;

const highContrast = {
  'graph-high-contrast': 'Dark High Contrast',
  'graph-high-contrast-light': 'Light High Contrast',
} as const;

describe('running and retrying in the workbench', () => {
  let workbench: Workbench;

  const path = (name: string): string => join(workbench.folder, name);
  const trace = (): string =>
    existsSync(path('trace.txt')) ? readFileSync(path('trace.txt'), 'utf8').trim().split('\n').join(' ') : '';

  before(async () => {
    workbench = await openWorkbench({
      folder: resolve(__dirname, '../../../test/fixtures/empty'),
      files: { 'flow.yaml': workflow },
    });
  });

  after(() => workbench?.close());

  it('runs the DAG by a click on Run and shows the failure everywhere', async () => {
    await workbench.openContainer('Restep');
    await workbench.open('flow.yaml');
    await workbench.clickLens('Run');
    await workbench.treeRow('load').filter({ hasText: 'Failed' }).first().waitFor();
    await workbench.treeRow('report').filter({ hasText: 'Aborted' }).first().waitFor();
    await workbench
      .lens(/Failed/)
      .first()
      .waitFor();
    await workbench.terminalShows('the database is not ready');
    await workbench.terminalShows('load failed');
    await workbench.screenshot('run-failed');
    assert.equal(trace(), 'fetch load');
  });

  it('lists in the retry dialog what each choice would do', async () => {
    await workbench.clickLens('Retry step…', 1);
    const rows = await workbench.pickRows();
    assert.match(rows[0] ?? '', /^This step only.*1 step/);
    assert.match(rows[1] ?? '', /^This step and everything downstream.*3 steps/);
    assert.ok(rows.some(row => /Skip preconditions/.test(row)));
    assert.ok(rows.some(row => /Use the current file/.test(row)));
    assert.ok(
      rows.some(row => /fetch/.test(row)),
      rows.join('\n'),
    );
    await workbench.screenshot('retry-dialog');
    await workbench.page.keyboard.press('Escape');
    assert.equal(trace(), 'fetch load');
  });

  it('retries this step only and leaves the rest as it was', async () => {
    writeFileSync(path('ready'), '');
    await workbench.clickLens('Retry step…', 1);
    await workbench.pickRows();
    await workbench.choose('This step only');
    await workbench.treeRow('load').filter({ hasText: 'Succeeded' }).first().waitFor();
    await workbench
      .treeRow(/Attempt 2/)
      .first()
      .waitFor();
    await workbench.treeRow('report').filter({ hasText: 'Aborted' }).first().waitFor();
    await workbench.screenshot('retried-step');
    assert.equal(trace(), 'fetch load load');
  });

  it('retries the step and everything downstream, preconditions evaluated', async () => {
    await workbench.clickLens('Retry step…', 1);
    await workbench.pickRows();
    await workbench.choose('This step and everything downstream');
    await workbench.treeRow('report').filter({ hasText: 'Skipped' }).first().waitFor();
    await workbench
      .treeRow(/Attempt 3/)
      .first()
      .waitFor();
    assert.equal(trace(), 'fetch load load load');
  });

  it('retries a step without its preconditions', async () => {
    await workbench.clickLens('Retry step…', 2);
    await workbench.pickRows();
    await workbench.choose('Skip preconditions');
    await workbench.page
      .locator('.quick-input-list .monaco-list-row', { hasText: /ignored/i })
      .first()
      .waitFor();
    await workbench.screenshot('retry-dialog-without-preconditions');
    await workbench.choose('This step only');
    await workbench.treeRow('report').filter({ hasText: 'Succeeded' }).first().waitFor();
    assert.equal(trace(), 'fetch load load load report');
  });

  it('draws the graph with the statuses of the run and previews a retry in it', async () => {
    await workbench.clickLens('Graph');
    const page = workbench.webview();
    await page.locator('svg text', { hasText: 'publish' }).first().waitFor();
    await page.locator('.status-succeeded').first().waitFor();
    const words = JSON.stringify(nodeStatuses().map(([status]) => status));
    const colourless = `${words}.filter(status => {
      const mark = document.body.appendChild(document.createElement('i'));
      mark.className = 'status-' + status;
      const colour = getComputedStyle(mark).getPropertyValue('--status');
      mark.remove();
      return colour === '';
    })`;
    const themes = { 'graph-dark': 'Dark Modern', 'graph-light': 'Light Modern', ...highContrast } as const;
    for (const [name, theme] of Object.entries(themes)) {
      await workbench.theme(theme);
      await workbench.screenshot(name);
      assert.deepEqual(await page.locator('body').evaluate(colourless), [], `statuses without a colour in ${theme}`);
    }
    await workbench.theme('Dark Modern');
  });

  it('opens the log of a step and follows it', async () => {
    rmSync(path('ready'));
    await workbench.page.locator('.tab', { hasText: 'flow.yaml' }).first().click();
    await workbench.clickLens('Log', 1);
    await workbench.page.locator('.tab.active', { hasText: 'load' }).waitFor();
    assert.match(await workbench.editorText(), /Succeeded after/);
    await workbench.screenshot('log');
  });

  it('shows runs that the command line starts', async () => {
    const place = {
      root: workbench.folder,
      dir: workbench.folder,
      home: workbench.home,
      daguHome: workbench.home,
      restepHome: workbench.home,
      node: process.execPath,
    };
    const answer = await runCli(place, ['start', '--run-id', 'fromCli', 'flow.yaml']);
    assert.equal(answer.exit, 1, answer.stderr);
    await workbench.page.locator('.tab', { hasText: 'flow.yaml' }).first().click();
    await workbench
      .lens(/Failed/)
      .first()
      .waitFor();
    await workbench.screenshot('run-of-the-command-line');
  });
});

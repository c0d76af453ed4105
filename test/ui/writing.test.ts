// Writing a workflow in a real workbench: what is offered while one types, and what is said when the mouse rests.

import { strict as assert } from 'node:assert';
import { resolve } from 'node:path';
import { eventually } from '../support/eventually';
import { openWorkbench, type Theme, type Workbench } from '../support/workbench';

const text = `schedule: "30 2 * * 1-5"
params:
  - name: TARGET
    default: lab
    description: Where the data go
steps:
  - id: fetch
    run: curl -o data "https://\${params.TARGET}.example.org"
    outputs:
      - name: rows
  - id: check
    depends: fetch
    run: test -s data

`;

const themes: readonly Theme[] = ['Light Modern', 'Dark Modern'];

describe('writing in the workbench', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      folder: resolve(__dirname, '../../../test/fixtures/empty'),
      files: { 'night.yaml': text },
      settings: { 'editor.hover.delay': 100 },
    });
    await workbench.open('night.yaml');
    await workbench.lens('Run').waitFor();
  });

  after(() => workbench?.close());

  const suggestion = (label: string) =>
    workbench.page.locator('.suggest-widget.visible .monaco-list-row').filter({ hasText: label });

  async function goTo(line: number, column: number): Promise<void> {
    await workbench.page.keyboard.press('Control+G');
    await workbench.answer(`:${line}:${column}`);
    await workbench.statusItem(`Ln ${line}, Col ${column}`).waitFor();
    await focused();
  }

  /** Commands and questions give the focus back to the text a little later. */
  async function focused(): Promise<void> {
    await workbench.page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
  }

  /** Asks for suggestions, whether or not some are shown already, and again when they do not come. */
  async function suggest(label: string): Promise<void> {
    const shown = suggestion(label).first();
    await eventually(async () => {
      await focused();
      await workbench.page.keyboard.press('Escape');
      await workbench.page.keyboard.press('Control+Space');
      return shown.waitFor({ timeout: 3000 }).then(
        () => true,
        () => undefined,
      );
    }, `the suggestion ${label}`);
  }

  /** Shows what is offered with its documentation, in both themes. */
  async function picture(name: string, open: () => Promise<void>): Promise<void> {
    for (const theme of themes) {
      await workbench.theme(theme);
      await open();
      await workbench.screenshot(`${name}-${theme.toLowerCase().replaceAll(' ', '-')}`);
      await workbench.page.keyboard.press('Escape');
    }
  }

  it('offers the fields of a step with their meaning, and puts one in whole', async () => {
    const { page } = workbench;
    await goTo(14, 1);
    await page.keyboard.type('    retry');
    const details = page.locator('.suggest-details', { hasText: 'Tries the step again' });
    await suggest('retry_policy');
    // Once opened, the details are shown from then on.
    await page.keyboard.press('Control+Space');
    await details.waitFor();
    await picture('writing-fields', async () => {
      await suggest('retry_policy');
      await details.waitFor();
    });
    await suggest('retry_policy');
    await page.keyboard.press('Enter');
    await page.locator('.view-line', { hasText: /interval_sec:\s*5/ }).waitFor();
    assert.match(
      await workbench.editorText(),
      /\n {4}run: test -s data\n {4}retry_policy:\n {6}limit: 3\n {6}interval_sec: 5\n/,
    );
  });

  it('offers what a reference can name as soon as it begins', async () => {
    const { page } = workbench;
    await goTo(13, 22);
    await page.keyboard.type(' ${st');
    await suggestion('steps.fetch.outputs.rows').first().waitFor();
    await picture('writing-references', () => suggest('steps.fetch.outputs.rows'));
    await suggest('steps.fetch.outputs.rows');
    await suggestion('steps.fetch.outputs.rows').first().click();
    await page.locator('.view-line', { hasText: /rows}/ }).waitFor();
    assert.match(await workbench.editorText(), /run: test -s data \$\{steps\.fetch\.outputs\.rows\}\n/);
  });

  it('says what a reference names, and a schedule in words', async () => {
    const { page } = workbench;
    const hover = page.locator('.monaco-hover:not(.hidden)');
    await picture('writing-hover', async () => {
      await page.locator('.view-line', { hasText: 'curl' }).getByText('params').hover();
      await hover.filter({ hasText: 'Where the data go' }).waitFor();
    });
    await page.locator('.view-line', { hasText: 'schedule' }).getByText('30 2').hover();
    await hover.filter({ hasText: 'Next, by the clock here' }).waitFor();
    await workbench.screenshot('writing-schedule');
  });
});

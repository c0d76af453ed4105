// Names, colours and hints of a workflow in a real workbench, as its writer sees and changes them.

import { strict as assert } from 'node:assert';
import { resolve } from 'node:path';
import { openWorkbench, type Theme, type Workbench } from '../support/workbench';

const text = `# Copies the data of the night
schedule: CRON_TZ=Europe/Berlin 30 2 * * 1-5
params: TARGET=lab DAYS=3
env:
  - FOLDER: "/data/\${params.TARGET}"
steps:
  - id: fetch
    output: COUNT
    run: |
      if [ -d "$FOLDER" ]; then
        echo "files of $DAYS days"  # a comment
      fi
      cat <<END
      it's \${params.TARGET}
      END
  - id: check
    depends: [fetch]
    run: test "\${fetch.output}" -gt 0 && echo "$COUNT"
  - id: report
    depends: check
    run: |
      #!/usr/bin/env python3
      import os
      print(f"{os.environ['COUNT']} files")
`;

describe('names in the workbench', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      folder: resolve(__dirname, '../../../test/fixtures/empty'),
      files: { 'night.yaml': text },
    });
    await workbench.open('night.yaml');
    await workbench.lens('Run').waitFor();
  });

  after(() => workbench?.close());

  async function renameAt(line: number, column: number, name: string): Promise<void> {
    const { page } = workbench;
    await page.keyboard.press('Control+G');
    await workbench.answer(`:${line}:${column}`);
    await page.keyboard.press('F2');
    await page.locator('.rename-box input').waitFor();
    await page.locator('.rename-box input').fill(name);
    await page.keyboard.press('Enter');
    await page.locator('.rename-box input').waitFor({ state: 'hidden' });
  }

  it('say schedules in words', async () => {
    await workbench.page.locator('.view-lines', { hasText: 'At 02:30, Monday through Friday' }).waitFor();
  });

  it('are coloured in every theme', async () => {
    const themes: readonly Theme[] = ['Light Modern', 'Dark High Contrast', 'Light High Contrast', 'Dark Modern'];
    for (const theme of themes) {
      await workbench.theme(theme);
      await workbench.screenshot(`names-${theme.toLowerCase().replaceAll(' ', '-')}`);
    }
    const colours = await workbench.page
      .locator('.view-lines .view-line span span')
      .evaluateAll(spans => new Set((spans as unknown as { className: string }[]).map(span => span.className)).size);
    assert.ok(colours > 6, `only ${colours} kinds of words are told apart`);
  });

  it('change at all their places with F2', async () => {
    await renameAt(17, 16, 'load');
    await workbench.page.locator('.view-line', { hasText: /id:\s*load/ }).waitFor();
    const shown = await workbench.editorText();
    assert.match(shown, /depends: \[load\]/);
    assert.match(shown, /\$\{load\.output\}/);
    await workbench.screenshot('names-renamed');
  });

  it('are refused with the reason', async () => {
    await renameAt(17, 16, 'env');
    assert.ok((await workbench.notifications(/reserved word/)).some(message => message.includes('reserved word')));
    await workbench.screenshot('names-refused');
  });
});

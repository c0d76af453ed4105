// What is said behind schedules.

import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually';
import { show, write } from './workspace';

async function hintsOf(uri: vscode.Uri): Promise<vscode.InlayHint[]> {
  return vscode.commands.executeCommand('vscode.executeInlayHintProvider', uri, new vscode.Range(0, 0, 100, 0));
}

describe('schedule hints', () => {
  it('say cron expressions in words, and the next times by the clock of their zone', async () => {
    const uri = await write(
      'scheduled.yaml',
      'schedule:\n  start: ["0 9 * * 1-5", CRON_TZ=Asia/Tokyo 30 14 * * *]\n  stop: never\nsteps:\n  - run: "true"\n',
    );
    await show(uri);
    // VS Code asks every provider at once, also while ours is still being loaded.
    const hints = await eventually(async () => {
      const found = await hintsOf(uri);
      return found.length === 0 ? undefined : found;
    }, 'hints');
    assert.deepEqual(
      hints.map(({ label, position }) => [label, position.line, position.character]),
      [
        ['At 09:00, Monday through Friday', 1, 23],
        ['At 14:30', 1, 55],
      ],
    );
    const [here, there] = hints.map(({ tooltip }) => (tooltip as vscode.MarkdownString).value);
    assert.match(here ?? '', /by the clock here(.*09:00){3}/s);
    assert.match(there ?? '', /Asia\/Tokyo(.*14:30){3}/s);
  });

  it('say nothing in files that are no workflows', async () => {
    const uri = await write('foreign.yaml', 'on:\n  schedule: "0 9 * * *"\n');
    await show(uri);
    assert.deepEqual(await hintsOf(uri), []);
  });
});

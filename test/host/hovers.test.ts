// Hovers as VS Code asks for them.

import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { show, write } from './workspace';

/** What our own hover says at the mark. */
async function said(name: string, marked: string): Promise<string> {
  const uri = await write(name, marked.replace('<|>', ''));
  const { document } = await show(uri);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    document.positionAt(marked.indexOf('<|>')),
  );
  const texts = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]);
  assert.ok(texts.every(({ isTrusted }) => isTrusted !== true));
  return texts.map(({ value }) => value).join('\n');
}

describe('hovers', () => {
  it('explain fields, references and schedules', async () => {
    assert.match(
      await said('hover-field.yaml', 'steps:\n  - run: x\n    retry_p<|>olicy: {limit: 1, interval_sec: 1}\n'),
      /Tries the step again/,
    );
    assert.match(
      await said(
        'hover-reference.yaml',
        'params:\n  - name: TARGET\n    default: lab\nsteps:\n  - run: echo ${params.TAR<|>GET}\n',
      ),
      /Default: `lab`/,
    );
    assert.match(
      await said('hover-schedule.yaml', 'schedule: "0 9 * * <|>1-5"\nsteps: []\n'),
      /At 09:00, Monday through Friday(.*09:00){3}/s,
    );
  });

  it('show text of a file as text', async () => {
    const hostile = '[run](command:workbench.action.quit) <b>';
    const value = await said(
      'hover-hostile.yaml',
      `params:\n  - name: TARGET\n    default: x\n    description: "${hostile}"\nsteps:\n  - run: echo \${params.TAR<|>GET}\n`,
    );
    assert.ok(!value.includes('](command:') && !value.includes('<b>'), value);
  });

  it('say nothing in files that are no workflows', async () => {
    assert.equal(await said('hover-foreign.yaml', 'sche<|>dule: "0 9 * * *"\n'), '');
  });
});

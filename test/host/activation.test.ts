// The extension as VS Code sees it: it activates, and every command of the manifest exists.

import { strict as assert } from 'node:assert';
import { commands, extensions } from 'vscode';

interface Manifest {
  readonly contributes?: { readonly commands?: readonly { readonly command: string }[] };
}

const extension = extensions.getExtension('restep.restep');

describe('the extension', () => {
  it('is known to VS Code and activates without an error', async () => {
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that its manifest contributes', async () => {
    assert.ok(extension);
    await extension.activate();
    const manifest: Manifest = extension.packageJSON;
    const contributed = (manifest.contributes?.commands ?? []).map(({ command }) => command);
    assert.notEqual(contributed.length, 0);
    const known = new Set(await commands.getCommands(true));
    assert.deepEqual(
      contributed.filter(command => !known.has(command)),
      [],
    );
  });
});

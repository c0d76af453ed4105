// npm start: the extension on samples/, in the desktop's VS Code if there is one, else in a VS Code server that any browser can open.
// Flag: --server takes the server although there is a desktop.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extensionDir, startServer, workbenchAddress } from './host-launch.mjs';

const build = spawnSync(process.execPath, [join('scripts', 'build.mjs')], { cwd: extensionDir, stdio: 'inherit' });
if (build.status !== 0) process.exit(1);

// A copy, so that trying things out leaves no traces in the project.
const scratch = mkdtempSync(join(tmpdir(), 'restep-start-'));
const folder = join(scratch, 'samples');
cpSync(join(extensionDir, 'samples'), folder, { recursive: true });

if (!process.argv.includes('--server') && hasDesktopCode()) {
  const shell = process.platform === 'win32';
  spawnSync('code', ['--new-window', `--extensionDevelopmentPath=${extensionDir}`, folder], {
    stdio: 'inherit',
    shell,
  });
} else {
  await serve();
}

async function serve() {
  const asked = new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
  try {
    const server = await startServer({ settings: { 'files.autoSave': 'afterDelay' } });
    const address = workbenchAddress(server.origin, { folder });
    console.log(`Open this address in a browser on this machine; Ctrl-C ends it:\n\n  ${address}\n`);
    const why = await Promise.race([asked, server.ended.then(() => 'ended')]);
    if (why === 'ended') {
      process.exitCode = 1;
      console.error('The VS Code server ended by itself.');
    }
    await server.stop();
  } catch (error) {
    process.exitCode = 1;
    console.error(error.message);
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function hasDesktopCode() {
  const desktop =
    process.platform !== 'linux' || process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
  return (
    desktop && spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0
  );
}

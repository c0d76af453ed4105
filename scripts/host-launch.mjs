// Starts a real VS Code with this extension: a workbench in Chromium to be clicked through, or the tests that run inside the extension host.

import { spawn } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir, installBrowser, installServer } from './host-install.mjs';

/** The extension's own folder. */
export const extensionDir = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Arguments for Chromium without a desktop, as root too. */
export const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Settings that make pictures and clicks calmer. */
const calm = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'window.commandCenter': false,
  'workbench.tips.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'telemetry.telemetryLevel': 'off',
  'files.autoSave': 'off',
  // Rows of text in the page instead of a picture.
  'terminal.integrated.gpuAcceleration': 'off',
};

/**
 * Starts a VS Code server on a free port of this machine.
 * `trust`: workspaces are asked about; otherwise all are trusted. `settings`: machine settings. `env`: added to the server's environment, which
 * extensions and terminals inherit. `keep`: the folder of its data, kept when it is stopped.
 * The answer has `origin`, `log` (a file) and `stop()`.
 */
export async function startServer({ trust = false, settings = {}, env = {}, keep } = {}) {
  const { node, server, cwd } = installServer();
  const data = keep ?? mkdtempSync(join(tmpdir(), 'restep-vscode-'));
  mkdirSync(join(data, 'server', 'data', 'Machine'), { recursive: true });
  mkdirSync(join(data, 'extensions'), { recursive: true });
  writeFileSync(
    join(data, 'server', 'data', 'Machine', 'settings.json'),
    JSON.stringify({ ...calm, ...settings }, null, 2),
  );
  const port = await freePort();
  const log = join(data, 'server.log');
  const child = spawn(
    node,
    [
      server,
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms'],
      ...['--enable-smoke-test-driver', '--disable-telemetry'],
      ...['--server-data-dir', join(data, 'server'), '--extensions-dir', join(data, 'extensions')],
      ...(trust ? [] : ['--disable-workspace-trust']),
    ],
    {
      cwd,
      env: { ...ownEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    },
  );
  const output = createWriteStream(log);
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  endWithUs(child);
  const ended = new Promise(resolve => child.once('exit', resolve));
  const stop = async () => {
    endTree(child, 'SIGTERM');
    const late = setTimeout(() => endTree(child, 'SIGKILL'), 5000);
    await ended;
    clearTimeout(late);
    // What the server started (extension hosts, terminals) belongs to its group and ends with it.
    endTree(child, 'SIGKILL');
    running.delete(child);
    output.end();
    if (keep === undefined) rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const origin = `http://127.0.0.1:${port}`;
  try {
    await answers(origin, child);
  } catch (error) {
    const told = existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : '';
    await stop();
    throw new Error(`The VS Code server did not start: ${error.message}\n${told}`);
  }
  return { origin, log, stop, ended };
}

/** The address of a workbench on a folder with this extension, or, with `tests` (a file), of one whose extension host runs these tests. */
export function workbenchAddress(origin, { folder, tests, extension = extensionDir }) {
  const remote = path => `vscode-remote://${new URL(origin).host}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `${origin}/?${query}`;
}

/** A Chromium to open workbenches in. */
export async function startBrowser() {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: installBrowser(), args: browserArguments });
}

/**
 * Runs the tests of a built file inside an extension host. They write what came of them to the file that the environment variable
 * RESTEP_TEST_RESULTS names; the answer is that file's content. Throws when they never came to an end.
 */
export async function runHostTests({
  folder,
  tests,
  results,
  env = {},
  extension = extensionDir,
  timeoutMs = 300_000,
}) {
  rmSync(results, { force: true });
  const around = { ...env, RESTEP_TEST_RESULTS: results };
  if (electronWanted()) await runInElectron({ folder, tests, env: around, extension });
  else await runInServer({ folder, tests, results, env: around, extension, timeoutMs });
  if (!existsSync(results)) throw new Error('The tests in the extension host wrote no results.');
  return JSON.parse(readFileSync(results, 'utf8'));
}

/** A desktop VS Code is used where one was downloaded before, and where it is asked for. */
export function electronWanted() {
  if (process.env.RESTEP_TEST_HOST !== undefined) return process.env.RESTEP_TEST_HOST === 'electron';
  return existsSync(cacheDir) && readdirSync(cacheDir).some(name => name.startsWith('vscode-'));
}

async function runInElectron({ folder, tests, env, extension }) {
  const { runTests } = await import('@vscode/test-electron');
  await runTests({
    extensionDevelopmentPath: extension,
    extensionTestsPath: tests,
    launchArgs: [folder, '--disable-extensions', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'],
    extensionTestsEnv: env,
  });
}

async function runInServer({ folder, tests, results, env, extension, timeoutMs }) {
  const server = await startServer({ env });
  let browser;
  try {
    browser = await startBrowser();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(workbenchAddress(server.origin, { folder, tests, extension }));
    await appears(results, timeoutMs, server.log);
  } finally {
    await browser?.close();
    await server.stop();
  }
}

async function appears(file, timeoutMs, log) {
  const until = Date.now() + timeoutMs;
  while (!existsSync(file)) {
    if (Date.now() > until) {
      const told = readFileSync(log, 'utf8').slice(-4000);
      throw new Error(`The tests in the extension host did not end within ${timeoutMs / 1000} s.\n${told}`);
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

async function answers(origin, child) {
  const until = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}.`);
    try {
      const { ok } = await fetch(`${origin}/version`);
      if (ok) return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** Without what a VS Code around us tells its own terminals: a server would take it for its own. */
function ownEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('VSCODE_') && name !== 'ELECTRON_RUN_AS_NODE'),
  );
}

/** Servers lead groups of their own, which neither Ctrl-C nor the end of this process reaches by itself. */
const running = new Set();
let watching = false;

function endWithUs(child) {
  running.add(child);
  if (watching) return;
  watching = true;
  const endAll = () => {
    for (const server of running) endTree(server, 'SIGKILL');
    running.clear();
  };
  process.once('exit', endAll);
  for (const [signal, number] of [
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ]) {
    if (process.listenerCount(signal) > 0) continue;
    process.once(signal, () => {
      endAll();
      process.exit(128 + number);
    });
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** The server is the leader of a process group of its own. */
function endTree(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

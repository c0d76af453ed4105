// A complete VS Code for tests on a machine without a desktop: the server that the package code-server carries, the Node it needs, and Chromium.
// Everything is kept in .vscode-test/ and installed once. As a program: node scripts/host-install.mjs

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const serverVersion = '4.139.1';
const nodeVersion = '24.21.0';
const nodeMajor = nodeVersion.split('.')[0];

/** Where downloads are kept, outside version control. */
export const cacheDir = join(root, '.vscode-test');

/**
 * Installs what is missing and says where things are: `node` is the program that runs `server`, `cwd` the folder to run it in.
 * Throws with a message for people when something cannot be had.
 */
export function installServer() {
  const dir = join(cacheDir, `code-server-${serverVersion}-node-${nodeVersion}`);
  if (!existsSync(join(dir, 'complete'))) download(dir);
  const cwd = join(dir, 'node_modules', 'code-server', 'lib', 'vscode');
  return { node: nodeProgram(dir), server: join(cwd, 'out', 'server-main.js'), cwd };
}

/** The path of a Chromium or Chrome; installs Debian's when there is none and we may. */
export function installBrowser() {
  const found = findBrowser();
  if (found !== undefined) return found;
  const missing = 'No Chromium was found';
  if (process.platform !== 'linux' || !hasProgram('apt-get'))
    throw new Error(`${missing}: install Chromium or Chrome, or name one in the environment variable CHROMIUM.`);
  if (process.getuid?.() !== 0)
    throw new Error(`${missing}: "sudo apt-get install chromium", or name one in the environment variable CHROMIUM.`);
  console.log(`${missing}; installing Debian's chromium …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  const installed = findBrowser();
  if (installed === undefined) throw new Error('apt-get installed chromium, but there is no /usr/bin/chromium.');
  return installed;
}

/** The path of an installed Chromium or Chrome, if there is one. */
export function findBrowser() {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROMIUM names ${named}, which does not exist.`);
    return named;
  }
  const places = {
    linux: [
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome',
      '/usr/bin/google-chrome-stable',
    ],
    darwin: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
    win32: [
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    ],
  };
  return (places[process.platform] ?? []).find(existsSync);
}

/** Downloads into a folder beside the final one, so that an interrupted download is never taken for a complete one. */
function download(dir) {
  console.log(`Installing a VS Code server (code-server ${serverVersion}) into ${dir} …`);
  const partial = `${dir}.partial`;
  rmSync(partial, { recursive: true, force: true });
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  writeFileSync(join(partial, 'package.json'), '{ "private": true }\n');
  const packages = [`code-server@${serverVersion}`, ...(ownNodeFits() ? [] : [nodePackage()])];
  npm(['install', ...packages], partial);
  npm(['install', '--omit=dev'], join(partial, 'node_modules', 'code-server', 'lib', 'vscode'));
  writeFileSync(join(partial, 'complete'), `${new Date().toISOString()}\n`);
  renameSync(partial, dir);
}

function nodeProgram(dir) {
  if (ownNodeFits()) return process.execPath;
  const [name] = nodePackage().split('@');
  return join(dir, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

function ownNodeFits() {
  return process.versions.node.split('.')[0] === nodeMajor;
}

/** The package that carries a Node for this platform and nothing else. */
function nodePackage() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  return `node-${system}-${process.arch}@${nodeVersion}`;
}

/** No scripts are needed: whatever is native comes built. The engine is another Node than ours, which npm would complain about. */
function npm(args, cwd) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', [...args, ...quiet], { cwd, shell: process.platform === 'win32' });
}

function run(program, args, options) {
  const { status, signal, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (error !== undefined) throw new Error(`${program} could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`"${program} ${args.join(' ')}" ended with ${signal ?? `exit code ${status}`}.`);
}

function hasProgram(name) {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const { server } = installServer();
    console.log(`VS Code server: ${server}\nBrowser: ${installBrowser()}`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

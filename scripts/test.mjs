// npm test: everything that holds this project to its word. `node scripts/test.mjs unit host` runs the named sections only.
// The last line counts: "N passed, N failed". A section without tests of its own (types, lint, build, …) counts as one failure when it fails.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installBrowser, installServer } from './host-install.mjs';
import { electronWanted, extensionDir as root, runHostTests } from './host-launch.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'restep-test-'));

const programs = {
  tsc: join('typescript', 'bin', 'tsc'),
  biome: join('@biomejs', 'biome', 'bin', 'biome'),
  mocha: join('mocha', 'bin', 'mocha.js'),
};

/** In the order in which they run. Each gives what came of its tests, or throws; `stops` ends everything, as nothing after it could tell the truth. */
const sections = [
  { name: 'types', run: () => [tool('tsc', '-p', '.'), tool('tsc', '-p', 'src/webview')] },
  { name: 'lint', run: () => tool('biome', 'check', '--error-on-warnings', '.') },
  { name: 'build', run: () => node([join('scripts', 'build.mjs'), '--test']), stops: true },
  { name: 'unit', run: () => mocha() },
  // Before the recordings: some of them need the newer Node that the host brings.
  { name: 'install', run: installHost, stops: true },
  { name: 'cases', run: () => mocha(...loose, '--timeout', '60000', 'out/test/cases/**/*.test.js') },
  { name: 'host', run: hostTests },
  { name: 'ui', run: () => mocha(...loose, '--timeout', '60000', 'out/test/ui/**/*.test.js') },
];

/** For tests that start real processes by design: the settings of the unit tests do not fit them. */
const loose = ['--no-config', '--require', 'out/test/support/undisposed.js'];

function node(args, env = {}) {
  const { status, signal, error } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    timeout: 20 * 60_000,
  });
  if (error !== undefined) throw new Error(`It could not be run to its end: ${error.message}`);
  if (status !== 0) throw new Error(`It ended with ${signal ?? `exit code ${status}`}.`);
}

function tool(name, ...args) {
  node([join('node_modules', programs[name]), ...args]);
}

/** Mocha's exit code counts failures; the truth is what its reporter wrote. */
function mocha(...args) {
  const file = join(scratch, 'results.json');
  rmSync(file, { force: true });
  const reporter = ['--reporter', join(root, 'scripts', 'test-results.cjs')];
  let ended;
  try {
    node(['--enable-source-maps', join('node_modules', programs.mocha), ...reporter, ...args], {
      RESTEP_TEST_RESULTS: file,
    });
  } catch (error) {
    ended = error;
  }
  if (!existsSync(file)) throw new Error(`Mocha wrote no results. ${ended?.message ?? ''}`);
  const results = JSON.parse(readFileSync(file, 'utf8'));
  if (ended !== undefined && results.failed === 0) throw ended;
  return results;
}

function installHost() {
  installBrowser();
  if (!electronWanted()) installServer();
}

/** The same tests in a desktop VS Code when RESTEP_TEST_HOST=electron asks for one. */
async function hostTests() {
  const folder = join(scratch, 'samples');
  cpSync(join(root, 'samples'), folder, { recursive: true });
  const results = await runHostTests({
    folder,
    tests: join(root, 'out', 'test', 'host', 'index.js'),
    results: join(scratch, 'host-results.json'),
    env: { RESTEP_HOME: join(scratch, 'home') },
  });
  for (const { title, text } of results.failures) console.log(`\n✗ ${title}\n${text.replace(/^/gm, '    ')}\n`);
  return results;
}

function chosenSections() {
  const names = process.argv.slice(2);
  const unknown = names.filter(name => !sections.some(section => section.name === name));
  if (unknown.length > 0)
    throw new Error(
      `No section is called ${unknown.join(', ')}. There are: ${sections.map(({ name }) => name).join(', ')}.`,
    );
  return names.length === 0 ? sections : sections.filter(({ name }) => names.includes(name));
}

const total = { passed: 0, failed: 0 };
try {
  for (const { name, run, stops } of chosenSections()) {
    const start = performance.now();
    const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
    console.log(`\n── ${name}`);
    try {
      const { passed, failed = 0, skipped = 0 } = (await run()) ?? {};
      total.passed += passed ?? 0;
      total.failed += failed;
      if (passed !== undefined && passed + failed === 0) throw new Error('There were no tests.');
      const said =
        passed === undefined
          ? 'fine'
          : `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
      console.log(`${name}: ${said} (${seconds()})`);
    } catch (error) {
      total.failed++;
      console.log(`${name}: failed (${seconds()}). ${error.message}`);
      if (stops) {
        console.log('What comes after it was not run.');
        break;
      }
    }
  }
} catch (error) {
  total.failed++;
  console.error(error.message);
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`\n${total.passed} passed, ${total.failed} failed`);

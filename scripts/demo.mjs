// npm run demo: builds, runs a sample, lets a step fail, shows the plan of a retry, retries, prints the outcome.
// Everything happens in a temporary folder that is removed afterwards; nothing is fetched from anywhere.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const home = mkdtempSync(join(tmpdir(), 'restep-demo-'));
const ready = join(home, 'database-ready');
const sample = join('samples', 'nightly-report.yaml');
const program = process.env.RESTEP_CLI ?? join(root, 'dist', 'cli.js');
const bold = process.stdout.isTTY && !process.env.NO_COLOR ? text => `\u001b[1m${text}\u001b[22m` : text => text;

/** Runs the command line in front of the reader's eyes. Ends the demo when the exit code is not the expected one. */
function restep(why, args, expected) {
  const shown = args.map(arg => (/[^\w./=:-]/.test(arg) ? `'${arg}'` : arg)).join(' ');
  console.log(`\n${bold(`# ${why}`)}\n${bold(`$ restep ${shown}`)}`);
  const { status } = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    env: { ...process.env, RESTEP_HOME: join(home, 'restep') },
    stdio: 'inherit',
  });
  if (status !== expected) throw new Error(`restep ${shown} ended with ${status}, expected ${expected}`);
}

try {
  if (process.env.RESTEP_CLI === undefined) {
    console.log(bold('# Building'));
    const built = spawnSync(process.execPath, [join('scripts', 'build.mjs')], { cwd: root, stdio: 'inherit' });
    if (built.status !== 0) throw new Error('the build failed');
  }
  const run = ['--run-id', 'demo'];
  restep('Is the workflow fine? Silence means yes.', ['validate', sample], 0);
  restep(
    'Run it. The step "load" will fail: the database is not ready.',
    ['start', ...run, sample, '--', `READY=${ready}`],
    1,
  );

  console.log(`\n${bold('# Mend the cause: the database becomes ready.')}\n${bold(`$ touch ${ready}`)}`);
  writeFileSync(ready, '');
  const choice = ['--step', 'load', '--downstream'];
  restep(
    'What would a retry of "load" and everything below it do? Nothing changes yet.',
    ['retry', ...run, ...choice, '--dry-run', sample],
    0,
  );
  restep(
    'Retry. What had succeeded is kept.',
    ['retry', ...run, ...choice, '--comment', 'database is back', sample],
    0,
  );
  restep('How does the run look now?', ['status', ...run, sample], 0);
  restep(
    'The log of the first attempt is still there.',
    ['log', ...run, '--attempt', '1', '--stderr', sample, 'load'],
    0,
  );
  restep('Every run is kept.', ['history', 'nightly-report'], 0);
  console.log(`\n${bold('Done.')}`);
} catch (error) {
  console.error(`demo: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}

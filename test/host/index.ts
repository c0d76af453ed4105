// What a VS Code that was started for tests calls inside its extension host: runs every test of this folder.

import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

/** Rejects when a test failed or none could be run. The file that RESTEP_TEST_RESULTS names says more: it is how the launcher learns of it. */
export async function run(): Promise<void> {
  const failed = await runTests().catch((error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const results = { passed: 0, failed: 1, skipped: 0, failures: [{ title: 'loading the tests', text }] };
    if (process.env.RESTEP_TEST_RESULTS !== undefined)
      writeFileSync(process.env.RESTEP_TEST_RESULTS, JSON.stringify(results));
    return 1;
  });
  if (failed > 0) throw new Error(`${failed} of the tests in the extension host failed.`);
}

async function runTests(): Promise<number> {
  process.setSourceMapsEnabled(true);
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ timeout: 60_000, reporter: join(root, 'scripts', 'test-results.cjs') });
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.test.js'));
  for (const file of files.sort()) mocha.addFile(join(__dirname, file));
  await mocha.loadFilesAsync();
  return new Promise<number>(done => mocha.run(done));
}

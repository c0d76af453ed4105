// A mocha reporter that prints failures alone, in full, and writes what came of the tests to the file that RESTEP_TEST_RESULTS names.

const { writeFileSync } = require('node:fs');
const { inspect } = require('node:util');

/** The file holds `{ passed, failed, skipped, failures: [{ title, text }] }`. */
module.exports = class TestResults {
  constructor(runner) {
    const results = { passed: 0, failed: 0, skipped: 0, failures: [] };
    runner.on('pass', () => results.passed++);
    runner.on('pending', () => results.skipped++);
    runner.on('fail', (test, error) => {
      results.failed++;
      const failure = { title: test.titlePath().join(' › '), text: textOf(error) };
      results.failures.push(failure);
      console.log(`\n✗ ${failure.title}\n${failure.text.replace(/^/gm, '    ')}\n`);
    });
    runner.once('end', () => {
      const file = process.env.RESTEP_TEST_RESULTS;
      if (file !== undefined) writeFileSync(file, JSON.stringify(results));
    });
  }
};

/** Errors of tests that run side by side come from other processes, as plain objects with the same members. */
function textOf(error) {
  if (typeof error?.message !== 'string') return `Thrown: ${inspect(error)}`;
  const own = line => !/^\s+at .*(node:internal|node_modules[\\/]mocha)/.test(line);
  const text = (error.stack ?? `${error.name}: ${error.message}`).split('\n').filter(own).join('\n');
  return error.cause === undefined ? text : `${text}\nCaused by: ${textOf(error.cause)}`;
}

// Whole files of older dialects (test/fixtures/older): what they become, and that a file is never left worse. `UPDATE=1` writes the results anew.

import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../src/spec/compile';
import { type Migration, migrate } from '../../src/spec/migrate';
import { repository } from '../support/cli-run';

const folder = join(repository, 'test', 'fixtures', 'older');
const options = { file: '/flows/flow.yaml', lookup: { read: () => undefined } };

function migrated(text: string): Migration {
  return migrate(text, options);
}

describe('files of older versions', () => {
  for (const file of readdirSync(folder).filter(name => name.endsWith('.before.yaml'))) {
    it(`come into today’s form with their comments: ${file}`, () => {
      const before = readFileSync(join(folder, file), 'utf8');
      const after = join(folder, file.replace('.before.', '.after.'));
      const { text, compilation } = migrated(before);
      if (process.env.UPDATE === '1') writeFileSync(after, text);
      assert.equal(text, readFileSync(after, 'utf8'));
      assert.equal(compilation.valid, true);
      const comments = before.match(/#.*/g) ?? [];
      assert.deepEqual(
        comments.filter(comment => !text.includes(comment)),
        [],
      );
      assert.deepEqual(migrated(text).changes, []);
    });
  }

  it('keep their line ends', () => {
    for (const file of readdirSync(folder).filter(name => name.endsWith('.before.yaml'))) {
      const unix = readFileSync(join(folder, file), 'utf8');
      const { text } = migrated(unix.replaceAll('\n', '\r\n'));
      assert.equal(text, migrated(unix).text.replaceAll('\n', '\r\n'), file);
    }
  });

  it('are left alone where a change would do harm, and mended where it does not', () => {
    const { text, changes, refused } = migrated('logDir: x\nsteps:\n  - run: x\n    retryPolicy: {foo: 1, bar: 2}\n');
    assert.equal(text, 'log_dir: x\nsteps:\n  - run: x\n    retryPolicy: {foo: 1, bar: 2}\n');
    assert.deepEqual(changes, [{ line: 1, title: 'Rename to log_dir' }]);
    assert.deepEqual(refused, [{ line: 4, title: 'Rename to retry_policy' }]);
  });

  it('keep two old names of one key for people to choose from', () => {
    for (const text of [
      'steps:\n  - run: x\n    dir: a\n    workingDir: b\n',
      'steps:\n  - run: x\n    dir: a\n    working_dir: b\n',
    ]) {
      assert.equal(migrated(text).text, text);
    }
  });

  it('say nothing when there is nothing to do', () => {
    const text = 'type: chain\nsteps:\n  - run: echo\n  - command: echo\n';
    assert.deepEqual(migrated(text), { text, changes: [], refused: [], compilation: compile(text, options) });
  });

  it('are not touched when they are no YAML or no workflow', () => {
    for (const text of ['', '\0', '{', 'a: [', '- 1', 'steps', '\uFFFD', 'a: *b']) {
      const { text: after } = migrated(text);
      assert.equal(after, text);
    }
  });
});

// Which Node comes with SQLite.

import { strict as assert } from 'node:assert';
import { missingForAction, sqliteFlags } from '../../../src/engine/sqlite/runtime';

describe('the SQLite of Node', () => {
  it('must be asked for by some versions', () => {
    const asked = ['20.20.2', '22.4.1', '22.5.0', '22.12.0', '22.13.0', '24.1.0'].filter(
      version => sqliteFlags(version).length > 0,
    );
    assert.deepEqual(asked, ['22.5.0', '22.12.0']);
  });

  it('is needed by its own actions alone', () => {
    assert.equal(missingForAction('postgres.query'), undefined);
    const missing = missingForAction('sqlite.import');
    assert.equal(missing === undefined, process.getBuiltinModule('node:sqlite') !== undefined, missing);
  });
});

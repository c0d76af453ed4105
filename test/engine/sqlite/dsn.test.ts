import { strict as assert } from 'node:assert';
import { resolve } from 'node:path';
import type { DatabasePlace } from '../../../src/engine/sqlite/database';
import { placeOfDsn } from '../../../src/engine/sqlite/dsn';

describe('the address of an SQLite database', () => {
  const plain: DatabasePlace = { path: '', readOnly: false, mustExist: false, pragmas: [] };
  const cwd = resolve('/w');
  const cases: readonly (readonly [dsn: string, place: Partial<DatabasePlace>])[] = [
    ['data.db', { path: resolve('/w/data.db') }],
    ['file:data.db', { path: resolve('/w/data.db') }],
    ['file:/abs/my%20data.db', { path: resolve('/abs/my data.db') }],
    ['file:///abs/data.db', { path: resolve('/abs/data.db') }],
    ['sqlite:///abs/data.db', { path: resolve('/abs/data.db') }],
    [':memory:', { path: ':memory:' }],
    ['file::memory:?cache=shared', { path: ':memory:' }],
    ['file:name?mode=memory', { path: ':memory:' }],
    ['file:data.db?mode=ro', { path: resolve('/w/data.db'), readOnly: true, mustExist: true }],
    [
      'data.db?_pragma=foreign_keys(1)&_journal_mode=WAL',
      {
        path: resolve('/w/data.db'),
        pragmas: ['foreign_keys(1)', 'journal_mode(WAL)'],
      },
    ],
    ['data.db?_pragma=x;DROP TABLE t', { path: resolve('/w/data.db') }],
  ];
  for (const [dsn, place] of cases) {
    it(`understands ${dsn}`, () => assert.deepEqual(placeOfDsn(dsn, cwd), { ...plain, ...place }));
  }
});

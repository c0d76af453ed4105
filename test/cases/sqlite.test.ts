// SQLite through the command line, with a Node that has it: what the recordings do not ask.

import { strict as assert } from 'node:assert';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingForAction } from '../../src/engine/sqlite/runtime';
import { type CliAnswer, type CliPlace, newPlace, removePlace, runCli } from '../support/cli-run';
import { nodeWithSqlite } from '../support/newer-node';

describe('SQLite', () => {
  let place: CliPlace;
  before(function () {
    if (nodeWithSqlite === undefined) this.skip();
  });
  beforeEach(() => {
    place = newPlace(nodeWithSqlite);
  });
  afterEach(() => removePlace(place));

  async function start(...steps: readonly string[]): Promise<CliAnswer> {
    const lines = steps.map((step, at) => `  - {id: s${at + 1}, ${step}}`);
    writeFileSync(join(place.dir, 'flow.yaml'), `type: chain\nworking_dir: .\nsteps:\n${lines.join('\n')}\n`);
    return runCli(place, ['start', 'flow.yaml']);
  }

  const query = (sql: string, more = ''): string =>
    `action: sqlite.query, with: {dsn: data.db, query: ${JSON.stringify(sql)}${more}}`;

  async function stdoutOf(step: string): Promise<string> {
    return (await runCli(place, ['log', 'flow.yaml', step])).stdout;
  }

  it('keeps the database of a relative path in the working directory, and prints the rows of the last statement', async () => {
    const { exit, stderr } = await start(
      query("CREATE TABLE t (id INTEGER, b BLOB); INSERT INTO t VALUES (9007199254740993, x'6869')"),
      query("SELECT 'first'; SELECT id, b, 2.0 AS r, '<' AS \"1\" FROM t"),
    );
    assert.equal(exit, 0, stderr);
    assert.ok(existsSync(join(place.dir, 'data.db')));
    assert.match(await stdoutOf('s2'), /^\{"1":"\\u003c","b":"hi","id":9007199254740993,"r":2\}$/m);
  });

  it('undoes a transaction that fails, and says which value is missing', async () => {
    const { stderr } = await start(
      query('CREATE TABLE t (id INTEGER PRIMARY KEY)'),
      `${query('INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)', ', transaction: true')}, continue_on: failed`,
      `${query('SELECT :name', ', params: {other: 1}')}, continue_on: failed`,
      query('SELECT count(*) AS n FROM t', ', output_format: csv, headers: true'),
    );
    assert.match(stderr, /s2 failed.*UNIQUE constraint failed: t\.id/);
    assert.match(stderr, /s3 failed.*the query has :name, and params has no name/);
    assert.match(await stdoutOf('s4'), /n\n0\n/);
  });

  it('ends a query that takes too long', async () => {
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';
    const { exit, stderr } = await start(query(endless, ', timeout: 1'));
    assert.equal(exit, 1);
    assert.match(stderr, /s1 failed.*longer than 1 s/);
  });

  it('shares a database in memory among the steps of a run', async () => {
    const shared = (sql: string): string =>
      `action: sqlite.query, with: {dsn: ":memory:", shared_memory: true, query: ${JSON.stringify(sql)}}`;
    const { exit, stderr } = await start(
      shared('CREATE TABLE t (x); INSERT INTO t VALUES (7)'),
      shared('SELECT x FROM t'),
    );
    assert.equal(exit, 0, stderr);
    assert.match(await stdoutOf('s2'), /\{"x":7\}/);
  });

  it('imports all rows of a file or none, and chooses columns', async () => {
    writeFileSync(join(place.dir, 'rows.csv'), 'id;name;n\n1;ann;NULL\n2;"b;ob";5\n2;again;6\n');
    const load = (more: string): string =>
      `action: sqlite.import, with: {dsn: data.db, import: {input_file: rows.csv, table: t, delimiter: ";"${more}}}`;
    const { stderr } = await start(
      query('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, n INTEGER)'),
      `${load('')}, continue_on: failed`,
      load(', max_rows: 2, columns: [n, id]'),
      query('SELECT * FROM t ORDER BY id', ', output_format: csv'),
    );
    assert.match(stderr, /s2 failed.*UNIQUE constraint failed/);
    assert.match(await stdoutOf('s4'), /1,null,null\n2,null,5\n/);
  });

  it('says in one line why the file of an import cannot be read', async () => {
    const load = (file: string): string =>
      `action: sqlite.import, with: {dsn: data.db, import: {input_file: ${file}, table: t}}, continue_on: failed`;
    const { stderr } = await start(
      query('CREATE TABLE t (id INTEGER)'),
      load('none.csv'),
      load('none.jsonl'),
      load('., format: csv'),
    );
    assert.match(stderr, /s2 failed.*sqlite: .*none\.csv: no such file or directory$/m);
    assert.match(stderr, /s3 failed.*sqlite: .*none\.jsonl: no such file or directory$/m);
    assert.match(stderr, /s4 failed.*is a folder$/m);
  });

  it('quotes a cell that begins with a blank', async () => {
    await start(query("SELECT ' a' AS x, 'b ' AS y", ', output_format: csv'));
    assert.match(await stdoutOf('s1'), /^" a",b $/m);
  });
});

describe('SQLite on a Node.js without it', () => {
  let place: CliPlace;
  before(function () {
    if (missingForAction('sqlite.query') === undefined) this.skip();
  });
  beforeEach(() => {
    place = newPlace();
  });
  afterEach(() => removePlace(place));

  it('is refused before anything starts, with the place and the Node.js that it needs', async () => {
    const steps = '  - run: touch began\n  - type: sqlite\n    config: {dsn: x.db}\n    command: select 1\n';
    writeFileSync(join(place.dir, 'flow.yaml'), `type: chain\nworking_dir: .\nsteps:\n${steps}`);
    const { exit, stderr } = await runCli(place, ['start', 'flow.yaml']);
    assert.equal(exit, 1);
    assert.match(stderr, /flow\.yaml:5:11: .*steps\[1\]\.type: sqlite\.query needs Node\.js 22\.13 or later/);
    assert.ok(!existsSync(join(place.dir, 'began')));
    assert.equal((await runCli(place, ['validate', 'flow.yaml'])).exit, 0);
  });
});

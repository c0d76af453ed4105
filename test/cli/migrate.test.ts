// restep migrate: real files, their modes, and what is said.

import { strict as assert } from 'node:assert';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../src/cli/commands/migrate';
import { runProgram } from '../../src/cli/program';
import { capturedScreen } from '../support/captured-screen';

const old = '# mine\nlogDir: logs\nsteps:\n  - run: echo # hi\n';
const today = '# mine\nlog_dir: logs\nsteps:\n  - run: echo # hi\n';

describe('restep migrate', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(realpathSync(tmpdir()), 'restep-migrate-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const write = (name: string, text: string | Buffer): string => {
    const path = join(dir, name);
    writeFileSync(path, text);
    return path;
  };
  const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
  const call = async (...argv: string[]) => {
    const { around, said } = capturedScreen(dir);
    const exit = await runProgram(['migrate', ...argv], [migrate], '1', around);
    return { exit, ...said() };
  };

  it('rewrites a file and says what it changed', async () => {
    write('a.yaml', old);
    assert.deepEqual(await call('a.yaml'), {
      exit: 0,
      out: 'a.yaml: changed\n  line 2: Rename to log_dir\n',
      err: '',
    });
    assert.equal(read('a.yaml'), today);
    assert.deepEqual(await call('a.yaml'), { exit: 0, out: 'a.yaml: nothing to change\n', err: '' });
    assert.deepEqual(readdirSync(dir), ['a.yaml']);
  });

  it('changes nothing with --check, and fails when something would change', async () => {
    write('a.yaml', old);
    write('b.yaml', today);
    const { exit, out } = await call('--check', 'b.yaml', 'a.yaml');
    assert.equal(exit, 1);
    assert.match(out, /^b.yaml: nothing to change\na.yaml: would change\n/);
    assert.equal(read('a.yaml'), old);
    assert.equal((await call('--check', 'b.yaml')).exit, 0);
  });

  it('keeps the mode of a file, and a link a link', async () => {
    chmodSync(write('real.yaml', old), 0o755);
    symlinkSync('real.yaml', join(dir, 'link.yaml'));
    assert.equal((await call('link.yaml')).exit, 0);
    assert.equal(read('real.yaml'), today);
    assert.equal(statSync(join(dir, 'real.yaml')).mode & 0o777, 0o755);
    assert.equal(lstatSync(join(dir, 'link.yaml')).isSymbolicLink(), true);
  });

  it('goes on with the other files when one cannot be read', async () => {
    write('latin.yaml', Buffer.from('logDir: caf\xe9\nsteps:\n  - run: x\n', 'latin1'));
    mkdirSync(join(dir, 'folder.yaml'));
    write('a.yaml', old);
    const { exit, err } = await call('latin.yaml', 'folder.yaml', 'missing.yaml', 'a.yaml');
    assert.equal(exit, 1);
    assert.match(err, /latin.yaml is not UTF-8 text/);
    assert.match(err, /folder.yaml is a folder/);
    assert.match(err, /no such file: .*missing.yaml/);
    assert.equal(read('a.yaml'), today);
  });

  it('tells how many errors are left', async () => {
    write('a.yaml', `colour: red\n${old}`);
    assert.match((await call('a.yaml')).out, /^a.yaml: changed; one error is left for you\n/);
  });
});

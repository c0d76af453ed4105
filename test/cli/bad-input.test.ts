// What no workflow is, given to every command that reads files: a clear word, exit code 1, and nothing executed or written.

import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dry } from '../../src/cli/commands/dry';
import { migrate } from '../../src/cli/commands/migrate';
import { start } from '../../src/cli/commands/start';
import { validate } from '../../src/cli/commands/validate';
import { runProgram } from '../../src/cli/program';
import { capturedScreen } from '../support/captured-screen';

const bomb = Array.from({ length: 12 }, (_, level) => `b${level}: &b${level} [${`*b${level - 1}, `.repeat(9)}x]`);

/** Name → text, and what is said about it. */
const refused: Readonly<Record<string, readonly [text: string, message: RegExp]>> = {
  'broken.yaml': ['this is: [not yaml', /yaml-syntax/],
  'list.yaml': ['- a\n- b\n', /must be a mapping with steps, not a list/],
  'text.yaml': ['hello\n', /must be a mapping with steps, not the text "hello"/],
  'empty.yaml': ['', /is empty: a workflow needs steps/],
  'comment.yaml': ['# only a comment\n', /is empty: a workflow needs steps/],
  'tab.yaml': ['steps:\n\t- run: touch "$PWD/ran"\n', /a tab cannot indent; use spaces/],
  'mark.yaml': ['\uFEFFsteps:\n  - run: touch ran\n', /byte order mark/],
  'bomb.yaml': [
    ['b: &b-1 [x]', ...bomb, 'steps: [{run: touch ran}]'].join('\n'),
    /aliases of this document add more than/,
  ],
  'deep.yaml': [`a: ${'['.repeat(100_000)}`, /nests deeper than 200 levels/],
  'large.yaml': [`steps:\n${'  - run: touch ran\n'.repeat(200_000)}`, /more than 3 million characters/],
  'dots.yaml': ['name: ../../x\nsteps: [{run: touch ran}]', /is no name of a workflow|must not have a name/],
  'long.yaml': [`steps: [{name: ${'x'.repeat(10_000)}, run: touch ran}]`, /at most 255 bytes/],
  [`${'n'.repeat(60)}.yaml`]: ['steps: [{run: touch ran}]', /at most 40 characters/],
};

describe('input that is no workflow', () => {
  let dir = '';
  let home = '';
  beforeEach(() => {
    dir = mkdtempSync(join(realpathSync(tmpdir()), 'restep-bad-'));
    home = join(dir, 'home');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const call = async (...argv: string[]) => {
    const { around, said } = capturedScreen(dir);
    const exit = await runProgram(argv, [validate, dry, start, migrate], '1', {
      ...around,
      env: { RESTEP_HOME: home },
    });
    return { exit, ...said() };
  };

  for (const [name, [text, message]] of Object.entries(refused)) {
    it(`is refused with a reason, and nothing runs: ${name.slice(0, 20)}`, async () => {
      writeFileSync(join(dir, name), text);
      for (const command of ['validate', 'dry', 'start']) {
        const { exit, out, err } = await call(command, name);
        assert.deepEqual([exit, out], [1, ''], command);
        assert.match(err, message, command);
        assert.ok(err.length < 20_000, `${command} says ${err.length} characters`);
      }
      await call('migrate', '--check', name);
      assert.deepEqual(readdirSync(dir), [name]);
    });
  }

  it('is a clear answer when it is no file at all', async () => {
    mkdirSync(join(dir, 'folder.yaml'));
    symlinkSync('loop.yaml', join(dir, 'loop.yaml'));
    for (const name of [
      'folder.yaml',
      'loop.yaml',
      'missing.yaml',
      `${'n'.repeat(5000)}.yaml`,
      'a\0b.yaml',
      '../..',
      '',
    ]) {
      for (const command of ['validate', 'dry', 'start', 'migrate']) {
        const { exit, err } = await call(command, name);
        assert.equal(exit, 1, `${command} ${name.slice(0, 20)}`);
        assert.match(err, /^Error: (no such|.* is a folder: name the files in it)/, `${command} ${name.slice(0, 20)}`);
      }
    }
  });

  it('is met with the file that was probably meant', async () => {
    writeFileSync(join(dir, 'deploy.yaml'), 'steps: [{run: touch ran}]');
    mkdirSync(join(dir, 'flows'));
    writeFileSync(join(dir, 'flows', 'a.yaml'), 'logDir: x\nsteps: [{run: touch ran}]');
    const said = async (word: string) => (await call('validate', word)).err.replaceAll(`${dir}/`, '');
    assert.match(await said('deplyo.yaml'), /^Error: no such file: deplyo.yaml .*; did you mean deploy.yaml\?\n$/);
    assert.match(await said('deplyo'), /; did you mean deploy.yaml\?\n$/);
    assert.equal(await said('flows'), 'Error: flows is a folder: name the files in it, such as flows/a.yaml\n');
    assert.match(await said('flows/a.yaml'), /\nBring it into today's form: restep migrate flows\/a.yaml\n$/);
  });

  it('is a clear answer when it cannot be read', async function () {
    // This file is there for everybody, and nobody can read its beginning.
    if (process.platform !== 'linux') this.skip();
    symlinkSync('/proc/self/mem', join(dir, 'memory.yaml'));
    for (const command of ['validate', 'dry', 'start', 'migrate']) {
      const { exit, err } = await call(command, 'memory.yaml');
      assert.equal(exit, 1, command);
      assert.match(err, /memory.yaml cannot be read: /, command);
    }
  });

  it('is said where characters are in another encoding, or none', async () => {
    writeFileSync(join(dir, 'latin.yaml'), Buffer.from('steps:\n  - run: "caf\xe9"\n', 'latin1'));
    writeFileSync(join(dir, 'zero.yaml'), 'steps:\n  - run: "a\0b"\n');
    assert.match((await call('validate', '--warnings', 'latin.yaml')).err, /:2:14: warning: .*UTF-8.* \[encoding\]/);
    assert.match((await call('validate', '--warnings', 'zero.yaml')).err, /:2:12: warning: .*NUL.* \[nul-character\]/);
  });

  it('never reaches the terminal as commands', async () => {
    writeFileSync(
      join(dir, 'names.yaml'),
      'steps:\n  - name: "\\e[31mred\\e]0;title\\a"\n    run: echo\n  - name: "\\e[31mred\\e]0;title\\a"\n    run: x\n    colour\u001b[31m: 1\n',
    );
    for (const command of ['validate', 'dry', 'start']) {
      const { err, out } = await call(command, 'names.yaml');
      assert.doesNotMatch(err + out, /\u001b/, command);
    }
  });
});

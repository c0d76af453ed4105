// The commands that only print something: places, a workflow to begin with, parts of the schema, and what needs a server.

import { strict as assert } from 'node:assert';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CallPlace } from '../support/cli-call';

describe('commands that only print something', () => {
  let place: CallPlace;
  beforeEach(() => {
    place = new CallPlace();
  });
  afterEach(() => place.dispose());

  const call = (...argv: readonly string[]) => place.call(argv);

  describe('restep config', () => {
    it('prints the places in use, one a line, and makes none of them', async () => {
      assert.deepEqual(await call('config'), {
        exit: 0,
        out: `history: ${place.home}
dags: ${place.dags}
base config: ${join(place.dir, 'dagu', 'base.yaml')}
logs: ${join(place.home, 'runs')}
artifacts: ${join(place.dir, 'dagu', 'data', 'artifacts')}
`,
        err: '',
      });
      assert.ok(!existsSync(place.home));
    });

    it('prints them as one JSON document', async () => {
      assert.deepEqual(JSON.parse((await call('config', '--format', 'json')).out), {
        history: place.home,
        dags: place.dags,
        baseConfig: join(place.dir, 'dagu', 'base.yaml'),
        logs: join(place.home, 'runs'),
        artifacts: join(place.dir, 'dagu', 'data', 'artifacts'),
      });
      assert.match((await call('config', '--format', 'csv')).err, /^Error: invalid format 'csv'\. Valid formats: text/);
    });
  });

  describe('restep example', () => {
    it('prints a workflow about which validate has nothing to say, and which runs', async () => {
      const { exit, out, err } = await call('example');
      assert.deepEqual([exit, err], [0, '']);
      writeFileSync(join(place.dir, 'hello.yaml'), out);
      assert.deepEqual(await call('validate', '--warnings', 'hello.yaml'), { exit: 0, out: '', err: '' });
      const ran = await call('start', '--run-id', 'r1', 'hello.yaml', '--', 'NAME=Ann');
      assert.equal(ran.exit, 0, ran.err);
      assert.match(ran.out, /greet +\[succeeded\][\s\S]*shout +\[skipped\][\s\S]*Result: Succeeded\n$/);
      assert.equal((await call('log', 'hello.yaml', 'greet')).out, 'Hello, Ann.\n');
    });
  });

  describe('restep schema', () => {
    it('prints the same for "schema" and "schema dag"', async () => {
      const { out } = await call('schema');
      assert.equal(JSON.parse(out).$schema, 'http://json-schema.org/draft-07/schema#');
      assert.equal((await call('schema', 'dag')).out, out);
    });

    it('prints the part that a path leads to, through lists and definitions, with the definitions it refers to', async () => {
      const part = async (path: string) => JSON.parse((await call('schema', 'dag', path)).out);
      assert.match((await part('steps.retry_policy.limit')).description, /How many times the step is tried again/);
      assert.match((await part('actions.greet.input_schema')).description, /A JSON Schema of `with`/);
      const policy = await part('handler_on.failure.retry_policy');
      assert.deepEqual(Object.keys(policy.definitions), ['retry']);
      assert.equal((await part('steps.preconditions')).definitions.condition.type, 'object');
    });

    it('refuses a path that leads nowhere, and what has no schema', async () => {
      const wrong: readonly (readonly [readonly string[], string])[] = [
        [['dag', 'stepz'], 'there is no key "stepz" in a workflow (did you mean steps?)'],
        [['dag', 'steps.retry_polcy'], 'there is no key "retry_polcy" in steps (did you mean retry_policy?)'],
        [['dag', 'steps.id.more'], 'there is no key "more" in steps.id'],
        [['dag', ''], 'there is no key "" in a workflow'],
        [['config'], 'there is no schema of configurations here: "restep schema dag" prints that of workflows'],
        [['base'], 'there is no schema "base": dag is the one'],
        [['dag', 'steps', '--markdown'], '--markdown prints the whole reference, without a path'],
      ];
      for (const [argv, message] of wrong)
        assert.deepEqual(await call('schema', ...argv), { exit: 1, out: '', err: `Error: ${message}\n` });
    });
  });

  describe('what needs a server', () => {
    const names = 'enqueue dequeue start-all worker server coordinator'.split(' ');

    it('is refused in one line that says what to do instead, whatever follows', async () => {
      for (const name of names)
        for (const rest of [[], ['flow.yaml'], ['--no-such-flag', '--port=1', '-z', '--', 'A=1']]) {
          const { exit, out, err } = await call(name, ...rest);
          assert.deepEqual([exit, out], [1, '']);
          assert.match(err, new RegExp(`^Error: ${name} needs a Dagu server\\. There .* here: .*"restep [^\\n]*\\n$`));
        }
    });

    it('says the same as help, and is not among the commands of the overview', async () => {
      for (const name of names)
        for (const argv of [
          [name, '--help'],
          [name, 'x', '-h'],
          ['help', name],
        ]) {
          const { exit, out, err } = await call(...argv);
          assert.deepEqual([exit, err], [0, '']);
          assert.match(out, new RegExp(`\\n${name} needs a Dagu server\\. There `));
        }
      const { out } = await call('--help');
      assert.match(out, new RegExp(`\\nNot here, since they need a Dagu server: ${names.join(', ')}\\.\\n`));
      assert.doesNotMatch(out, /^ +(enqueue|worker|server) /m);
    });
  });
});

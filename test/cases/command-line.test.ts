// The command line as its users meet it: real processes, signals, other terminals, JSON on stdout and nothing else there.

import { strict as assert } from 'node:assert';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { answerOf, type CliPlace, newPlace, removePlace, runCli, startCli } from '../support/cli-run';

/** Fails until the file `fixed` exists; `below` depends on it. */
const middle = `
working_dir: .
handler_on:
  success: {run: echo well}
steps:
  - {id: first, run: echo one, output: ONE}
  - {id: second, run: 'echo "two after $ONE"; echo trouble >&2; test -e fixed', depends: first}
  - {id: third, run: echo three, depends: second}
`;

/** Runs until it is stopped; says on disk when it has begun. */
const endless = `
working_dir: .
max_clean_up_time_sec: 5
handler_on:
  abort: {run: echo handled > handled}
steps:
  - {id: wait, run: 'echo begun; touch begun; sleep 60'}
  - {id: after, run: echo never, depends: wait}
`;

/** Ignores the first signal. */
const stubborn = `
working_dir: .
max_clean_up_time_sec: 60
steps:
  - {id: wait, run: "trap '' TERM INT; touch begun; while :; do sleep 0.1; done"}
`;

describe('the command line', () => {
  let place: CliPlace;
  beforeEach(() => {
    place = newPlace();
  });
  afterEach(() => removePlace(place));

  const write = (name: string, text: string): void => writeFileSync(join(place.dir, name), text);
  const call = (...args: readonly string[]) => runCli(place, args);

  /** Resolves when the file exists; the step that writes it is a real process. */
  async function appears(name: string): Promise<void> {
    const path = join(place.dir, name);
    const until = Date.now() + 20_000;
    while (!existsSync(path)) {
      assert.ok(Date.now() < until, `${name} did not appear`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  async function statusOf(dag: string): Promise<{
    readonly status: string;
    readonly logDir: string;
    readonly steps: readonly { readonly name: string; readonly status: string; readonly reason?: string }[];
    readonly handlers: Readonly<Record<string, { readonly status: string }>>;
  }> {
    const answer = await call('status', '--format', 'json', dag);
    assert.equal(answer.exit, 0, answer.stderr);
    return JSON.parse(answer.stdout);
  }

  describe('the files that an action prints to', () => {
    it('are there however little it prints, and fail it alone when they cannot be written', async () => {
      const steps = [
        '{id: quiet, action: noop, stdout: out.txt, stderr: err.txt}',
        "{id: folder, action: log.write, with: {message: x}, stdout: '.', continue_on: failed}",
        "{id: look, run: 'ls *.txt; cat ${quiet.stdout} ${quiet.stderr} && echo both'}",
      ];
      write('flow.yaml', `type: chain\nworking_dir: .\nsteps:\n${steps.map(step => `  - ${step}\n`).join('')}`);
      const { exit, stderr } = await call('start', 'flow.yaml');
      assert.equal(exit, 1);
      assert.match(stderr, /folder failed.*cannot be written: .*is a directory/);
      assert.match((await call('log', 'flow.yaml', 'look')).stdout, /err\.txt\nout\.txt\nboth\n/);
    });
  });

  describe('validate', () => {
    it('says nothing about good files, whatever their number', async () => {
      write('a.yaml', 'steps: [{run: "true"}]\n');
      write('b.yaml', 'steps: [{run: "true"}]\n');
      assert.deepEqual(await call('validate', 'a.yaml', 'b.yaml'), { exit: 0, stdout: '', stderr: '' });
    });

    it('names file, line and column of every mistake on stderr, with the line itself', async () => {
      write('a.yaml', 'steps:\n  - {id: a, run: "true", depends: nope}\n');
      const { exit, stdout, stderr } = await call('validate', 'a.yaml');
      assert.deepEqual([exit, stdout], [1, '']);
      assert.match(stderr, /^a\.yaml:2:\d+: error: .*nope.* \[[a-z-]+\]\n +2 \| {3}- \{id: a/m);
      assert.match(stderr, /\^/);
      assert.match(stderr, /^Error: validation failed for a\.yaml$/m);
    });

    it('prints one JSON document, and nothing else on stdout', async () => {
      write('a.yaml', 'steps:\n  - {id: a, run: "true", depends: nope}\n');
      const { exit, stdout, stderr } = await call('validate', '--format', 'json', 'a.yaml');
      const answer = JSON.parse(stdout);
      assert.deepEqual([exit, answer.valid, stderr], [1, false, '']);
      assert.equal(answer.diagnostics[0].file, 'a.yaml');
      assert.equal(answer.diagnostics[0].line, 2);
      assert.equal(answer.diagnostics[0].severity, 'error');
    });
  });

  describe('start', () => {
    it('prints the tree on stdout, one line per event on stderr, and nothing with -q', async () => {
      write('flow.yaml', middle);
      write('fixed', '');
      const loud = await call('start', 'flow.yaml');
      assert.equal(loud.exit, 0, loud.stderr);
      assert.match(loud.stdout, /^Succeeded - flow/);
      assert.match(loud.stdout, /second +\[succeeded\]/);
      assert.match(loud.stderr, /second started\n/);
      assert.ok(!/\u001b/.test(loud.stdout + loud.stderr), 'no escape sequences outside a terminal');
      assert.deepEqual(await call('start', '-q', 'flow.yaml'), { exit: 0, stdout: '', stderr: '' });
    });

    it('shows the end of the log of a failed step', async () => {
      write('flow.yaml', middle);
      const { exit, stdout, stderr } = await call('start', 'flow.yaml');
      assert.equal(exit, 1);
      assert.match(stdout, /> trouble\n/);
      assert.match(stdout, /third +\[aborted\] +.*second/);
      assert.match(stderr, /^Error: /m);
    });

    it('does not obey control sequences in names', async () => {
      write('flow.yaml', 'steps: [{name: "a\\e[2Jb", run: "true"}]\n');
      const { stdout, stderr } = await call('start', 'flow.yaml');
      assert.ok(!/\u001b/.test(stdout + stderr));
      assert.match(stdout, /a␛\[2Jb/);
    });

    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      it(`stops in order on ${signal}: the step ends, the handler runs, what follows stays not started`, async () => {
        write('flow.yaml', endless);
        const child = startCli(place, ['start', 'flow.yaml']);
        const answer = answerOf(child);
        await appears('begun');
        child.kill(signal);
        assert.equal((await answer).exit, 0);
        const run = await statusOf('flow.yaml');
        assert.equal(run.status, 'aborted');
        assert.deepEqual(
          run.steps.map(step => step.status),
          ['aborted', 'not_started'],
        );
        assert.ok(existsSync(join(place.dir, 'handled')));
      });

    it('ends at once on the second signal', async () => {
      write('flow.yaml', stubborn);
      const child = startCli(place, ['start', 'flow.yaml']);
      const answer = answerOf(child);
      await appears('begun');
      const stopping = says(child, /[Ss]topping/);
      child.kill('SIGINT');
      await stopping;
      child.kill('SIGINT');
      await answer;
      assert.equal((await statusOf('flow.yaml')).status, 'aborted');
    });
  });

  describe('stop', () => {
    it('reaches the run in another terminal, waits until it has ended, and says so', async () => {
      write('flow.yaml', endless);
      const child = startCli(place, ['start', '--run-id', 'r1', 'flow.yaml']);
      const answer = answerOf(child);
      await appears('begun');
      const stopped = await call('stop', 'flow.yaml');
      assert.equal(stopped.exit, 0, stopped.stderr);
      assert.match(stopped.stderr, /Stopped run r1 of flow: aborted/);
      assert.equal((await answer).exit, 0);
      const run = await statusOf('flow.yaml');
      assert.equal(run.status, 'aborted');
      assert.ok(existsSync(join(place.dir, 'handled')));
    });
  });

  describe('log', () => {
    it('passes bytes on untouched, by step, stream and attempt', async () => {
      write('flow.yaml', middle);
      await call('start', '--run-id', 'r1', 'flow.yaml');
      write('fixed', '');
      const retried = await call('retry', '--run-id', 'r1', '--step', 'second', '--downstream', 'flow.yaml');
      assert.equal(retried.exit, 0, retried.stderr);
      assert.equal((await call('log', 'flow.yaml', 'second')).stdout, 'two after one\n');
      const first = await call('log', '--attempt', '1', 'flow.yaml', 'second');
      assert.deepEqual([first.exit, first.stderr], [0, 'trouble\n']);
      assert.equal((await call('log', '--stderr', '--attempt', '1', 'flow.yaml', 'second')).stdout, 'trouble\n');
      const all = (await call('log', 'flow')).stdout;
      assert.match(all, /==> first \(stdout\) <==\none\n==> second \(stdout\) <==\ntwo after one\n/);
      const wrong = await call('log', '--attempt', '2', 'flow.yaml', 'first');
      assert.equal(wrong.exit, 1);
      assert.match(wrong.stderr, /first did not run in attempt 2 \(it ran in 1\)/);
      assert.match((await call('log', 'flow.yaml', 'secnd')).stderr, /did you mean second/);
    });

    it('reaches into the items of a foreach, one of whose steps can be retried alone', async () => {
      write(
        'flow.yaml',
        `working_dir: .
steps:
  - id: each
    foreach:
      items: [a, b]
      steps:
        - {id: one, run: "echo one of \${foreach.item}; test \${foreach.item} = a || test -e fixed"}
        - {id: two, run: "echo two of \${foreach.item}", depends: one}
`,
      );
      assert.equal((await call('start', '-q', '--run-id', 'r1', 'flow.yaml')).exit, 1);
      const { stdout } = await call('status', '--format', 'json', 'flow.yaml');
      const { items, children } = JSON.parse(stdout).steps[0];
      assert.deepEqual(
        [children, items.map((item: { item: string; status: string }) => `${item.item} ${item.status}`)],
        [[], ['a succeeded', 'b failed']],
      );
      const below = ['--run-id', 'r1', '--sub-run-id', items[1].runId];
      for (const command of [['log'], ['retry', '--dry-run', '--step', 'one']]) {
        const asked = await call(...command, '--run-id', 'r1', 'flow.yaml', ...(command.length === 1 ? ['one'] : []));
        assert.match(
          asked.stderr,
          new RegExp(`"one" is a step of a run below this one: add --sub-run-id ${items[1].runId}`),
        );
      }
      assert.equal((await call('log', ...below, 'flow.yaml', 'one')).stdout, 'one of b\n');
      write('fixed', '');
      const retried = await call('retry', ...below, '--step', 'one', '--downstream', 'flow.yaml');
      assert.equal(retried.exit, 0, retried.stderr);
      assert.equal((await call('log', ...below, 'flow.yaml', 'two')).stdout, 'two of b\n');
    });

    it('follows a run until it ends', async () => {
      write(
        'flow.yaml',
        'working_dir: .\nsteps: [{id: a, run: "echo one; touch begun; while [ ! -e go ]; do sleep 0.05; done; echo two"}]\n',
      );
      const running = answerOf(startCli(place, ['start', '-q', '--run-id', 'r1', 'flow.yaml']));
      await appears('begun');
      const child = startCli(place, ['log', '--follow', '--run-id', 'r1', 'flow.yaml', 'a']);
      const followed = answerOf(child);
      await says(child, /one/, 'stdout');
      write('go', '');
      assert.equal((await followed).stdout, 'one\ntwo\n');
      assert.equal((await running).exit, 0);
    });
  });

  describe('retry', () => {
    it('prints the plan before it runs, and changes nothing with --dry-run', async () => {
      write('flow.yaml', middle);
      await call('start', '--run-id', 'r1', 'flow.yaml');
      write('fixed', '');
      const before = JSON.stringify(await statusOf('flow.yaml'));
      const dry = await call('retry', '--run-id', 'r1', '--step', 'second', '--dry-run', 'flow.yaml');
      assert.equal(dry.exit, 0, dry.stderr);
      assert.match(dry.stdout, /Runs \(1\)\n +second +1\. /);
      assert.match(dry.stdout, /Still pending: third/);
      assert.equal(JSON.stringify(await statusOf('flow.yaml')), before);
      const real = await call('retry', '--run-id', 'r1', '--step', 'second', '--downstream', 'flow.yaml');
      assert.equal(real.exit, 0, real.stderr);
      assert.ok(real.stdout.indexOf('Runs (2)') < real.stdout.indexOf('Succeeded - flow'), real.stdout);
    });

    it('prints the plan as one JSON document', async () => {
      write('flow.yaml', middle);
      await call('start', '--run-id', 'r1', 'flow.yaml');
      const args = ['retry', '--run-id', 'r1', '--step', 'second', '--format', 'json'];
      const plan = JSON.parse((await call(...args, '--dry-run', 'flow.yaml')).stdout);
      assert.deepEqual([plan.dag, plan.runId, plan.attempt, plan.scope], ['flow', 'r1', 1, 'step']);
      assert.deepEqual(plan.targets, ['second']);
      assert.deepEqual(plan.refusals, []);
      const refused = await call('retry', '--run-id', 'r1', '--step', 'third', '--format', 'json', 'flow.yaml');
      assert.equal(refused.exit, 1);
      assert.equal(JSON.parse(refused.stdout).refusals[0].code, 'upstream-blocked');
    });

    it('takes a selection of steps', async () => {
      write('flow.yaml', middle);
      await call('start', '--run-id', 'r1', 'flow.yaml');
      const args = ['retry', '--run-id', 'r1', '--format', 'json', '--dry-run'];
      const plan = JSON.parse((await call(...args, '--select', 'status:failed+', 'flow.yaml')).stdout);
      assert.deepEqual(plan.targets, ['second', 'third']);
      const wrong = await call(...args, '--select', 'secnd', 'flow.yaml');
      assert.equal(wrong.exit, 1);
      assert.match(wrong.stderr, /second/);
    });

    it('hands the parameters on as they were sent, and so does a start from an earlier run', async () => {
      write('flow.yaml', 'params: [{name: N, default: x}]\nsteps: [{id: a, run: \'echo "$N $DAG_PARAMS_JSON"\'}]\n');
      await call('start', '--run-id', 'r1', 'flow.yaml', '--', '{"N": 5}');
      await call('retry', '--run-id', 'r1', '--step', 'a', 'flow.yaml');
      await call('start', '--run-id', 'r2', '--from-run-id', 'r1', 'flow.yaml');
      for (const args of [
        ['--run-id', 'r1', '--attempt', '1'],
        ['--run-id', 'r1'],
        ['--run-id', 'r2'],
      ])
        assert.equal((await call('log', ...args, 'flow.yaml', 'a')).stdout, '5 {"N": 5}\n', args.join(' '));
    });

    it('offers a new run instead of one that never began', async () => {
      write('flow.yaml', 'steps: [{id: a, run: echo a}]\n');
      await call('start', '--run-id', 'r1', 'flow.yaml');
      const dir = dirname((await statusOf('flow.yaml')).logDir);
      const [created] = readFileSync(join(dir, 'journal.jsonl'), 'utf8').split('\n');
      for (const name of ['summary.json', 'definition-1.yaml']) rmSync(join(dir, name));
      writeFileSync(join(dir, 'journal.jsonl'), `${created}\n`);
      for (const flags of [[], ['--dry-run']]) {
        const { exit, stderr } = await call('retry', '--run-id', 'r1', ...flags, 'flow.yaml');
        assert.equal(exit, 1);
        assert.match(stderr, /^Error: \[no-state\] .*\n +→ start a new run/);
      }
    });

    it('tells the command that retries the latest run when no run is named', async () => {
      write('flow.yaml', middle);
      await call('start', '--run-id', 'r1', 'flow.yaml');
      const { exit, stderr } = await call('retry', 'flow.yaml');
      assert.equal(exit, 1);
      assert.match(stderr, /restep retry --run-id r1 flow\.yaml/);
    });
  });

  it('finds runs by the name of their workflow when the file is gone or elsewhere', async () => {
    mkdirSync(join(place.daguHome, 'dags'));
    writeFileSync(join(place.daguHome, 'dags', 'kept.yaml'), 'steps: [{run: echo kept}]\n');
    assert.equal((await call('start', 'kept')).exit, 0);
    assert.match((await call('status', 'kept')).stdout, /^Succeeded - kept/);
    assert.match((await call('history')).stdout, /^kept /m);
  });

  it('goes on with a run whose output nobody reads any more', async () => {
    write(
      'flow.yaml',
      'working_dir: .\nsteps: [{id: a, run: "touch begun; while [ ! -e go ]; do sleep 0.05; done"}, {id: b, depends: a, run: echo b > done}]\n',
    );
    const child = startCli(place, ['start', 'flow.yaml']);
    const ended = answerOf(child);
    await appears('begun');
    child.stdout?.destroy();
    child.stderr?.destroy();
    write('go', '');
    assert.equal((await ended).exit, 0);
    assert.ok(existsSync(join(place.dir, 'done')));
  });

  it('keeps artifacts and logs where Dagu would when the environment names its folders, also those of retries', async () => {
    const text =
      'steps: [{id: a, action: artifact.write, with: {path: made.txt, content: "${context.run.id}", overwrite: true, atomic: true}}]\n';
    writeFileSync(join(place.dir, 'art.yaml'), text);
    await runCli(place, ['start', '-q', '--run-id', 'r1', 'art.yaml']);
    const [kept = ''] = readdirSync(join(place.daguHome, 'data', 'artifacts', 'art'));
    assert.match(kept, /^dag-run_\d{8}_\d{6}Z_r1$/);
    const other = { DAGU_ARTIFACT_DIR: join(place.dir, 'mine'), DAGU_LOG_DIR: join(place.dir, 'logs') };
    await runCli(place, ['start', '-q', '--run-id', 'r2', 'art.yaml'], other);
    for (const folder of ['mine', 'logs']) assert.equal(readdirSync(join(place.dir, folder, 'art')).length, 1);
    const made = join(place.daguHome, 'data', 'artifacts', 'art', kept, 'made.txt');
    rmSync(made);
    const again = await runCli(place, ['retry', '--run-id', 'r1', '--step', 'a', 'art.yaml'], other);
    assert.deepEqual([again.exit, readFileSync(made, 'utf8')], [0, 'r1'], again.stderr);
  });

  it('fails, and never hangs, where no folder for logs or artifacts can be made', async () => {
    writeFileSync(join(place.dir, 'file'), '');
    const step = 'steps: [{id: a, run: touch ran}]\nworking_dir: .\n';
    writeFileSync(join(place.dir, 'kept.yaml'), `artifacts: {enabled: true, dir: file}\n${step}`);
    const kept = await runCli(place, ['start', '--run-id', 'r1', 'kept.yaml']);
    assert.deepEqual([kept.exit, existsSync(join(place.dir, 'ran'))], [1, false], kept.stderr);
    assert.match(kept.stdout, /The folder \S+ for artifacts cannot be made: /);
    assert.match((await runCli(place, ['status', 'kept.yaml'])).stdout, /Result: Failed/);
    if (process.platform !== 'linux') return;
    writeFileSync(join(place.dir, 'logs.yaml'), `log_dir: /proc/none/logs\n${step}`);
    const logs = await runCli(place, ['start', 'logs.yaml']);
    assert.equal(logs.exit, 1);
    assert.match(logs.stderr, /^Error: \[no-state\] Run \S+ of logs cannot begin: ENOENT: no such file or directory/m);
  });

  it('stores and prints no secret', async () => {
    write(
      'flow.yaml',
      'secrets: [{name: TOKEN, provider: env, key: SECRET_TOKEN}]\nsteps: [{id: a, run: echo "$TOKEN"}]\n',
    );
    const env = { SECRET_TOKEN: 's3cr3t-value' };
    const started = await runCli(place, ['start', '--run-id', 'r1', 'flow.yaml'], env);
    assert.equal(started.exit, 0, started.stderr);
    const log = await call('log', 'flow.yaml', 'a');
    assert.equal(log.stdout, '*******\n');
    const status = await call('status', '--format', 'json', 'flow.yaml');
    assert.ok(!`${started.stdout}${started.stderr}${status.stdout}`.includes('s3cr3t-value'));
    assert.ok(!readFileSync(join(place.dir, 'flow.yaml'), 'utf8').includes('s3cr3t-value'));
  });

  it('prints no secret in the refusal of a retry by a precondition of the workflow', async () => {
    write(
      'flow.yaml',
      `secrets: [{name: TOKEN, provider: env, key: SECRET_TOKEN}]
preconditions: [{condition: '\${env.TOKEN}', expected: first-value}]
steps: [{id: a, run: echo a}]
`,
    );
    await runCli(place, ['start', '--run-id', 'r1', 'flow.yaml'], { SECRET_TOKEN: 'first-value' });
    for (const flags of [[], ['--dry-run']]) {
      const args = ['retry', '--run-id', 'r1', '--step', 'a', ...flags, 'flow.yaml'];
      const { exit, stdout, stderr } = await runCli(place, args, { SECRET_TOKEN: 's3cr3t-value' });
      assert.equal(exit, 1);
      assert.match(stderr, /precondition-dag/);
      assert.ok(!`${stdout}${stderr}`.includes('s3cr3t-value'), stderr);
    }
  });
});

/** Resolves as soon as the process has said something that fits. */
function says(child: ChildProcess, pattern: RegExp, stream: 'stdout' | 'stderr' = 'stderr'): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child[stream]?.on('data', (bytes: Buffer) => {
      said += bytes.toString('utf8');
      if (pattern.test(said)) resolve();
    });
    child.on('close', () => reject(new Error(`it ended without saying ${pattern}: ${said}`)));
  });
}

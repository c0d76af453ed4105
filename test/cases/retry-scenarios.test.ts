// The scenarios that every build must pass (retry.md), played with the real command line and real processes.

import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf, type CliAnswer, type CliPlace, newPlace, removePlace, runCli, startCli } from '../support/cli-run';

interface StepAnswer {
  readonly name: string;
  readonly status: string;
  readonly reason?: string;
  readonly exitCode?: number;
  readonly attempt: number;
  readonly tries: number;
  readonly startedAt?: string;
  readonly stdout?: string;
  readonly bypassed?: number;
  readonly stale?: readonly { readonly producer: string; readonly output: string | null }[];
  readonly children: readonly RunAnswer[];
}

interface RunAnswer {
  readonly status: string;
  readonly attempts: number;
  readonly steps: readonly StepAnswer[];
  readonly handlers: Readonly<Record<string, StepAnswer>>;
}

interface PlanAnswer {
  readonly definition: string;
  readonly runs: readonly { readonly name: string; readonly preconditions: string }[];
  readonly kept: readonly { readonly name: string; readonly status: string }[];
  readonly blocked: readonly { readonly name: string; readonly by: readonly string[] }[];
  readonly stale: readonly { readonly name: string; readonly because: readonly string[]; readonly certain: boolean }[];
  readonly pending: readonly string[];
  readonly refusals: readonly { readonly code: string; readonly actions: readonly string[] }[];
}

/** One DAG called `flow` in a place of its own. */
class Scene {
  readonly place: CliPlace = newPlace();

  constructor(yaml: string) {
    this.write('flow.yaml', yaml);
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.place.dir, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.place.dir, name), 'utf8');
  }

  has(name: string): boolean {
    return existsSync(join(this.place.dir, name));
  }

  remove(name: string): void {
    rmSync(join(this.place.dir, name));
  }

  start(env: Readonly<Record<string, string>> = {}): Promise<CliAnswer> {
    return runCli(this.place, ['start', '--run-id', 'r1', 'flow.yaml'], env);
  }

  retry(...flags: readonly string[]): Promise<CliAnswer> {
    return runCli(this.place, ['retry', '--run-id', 'r1', ...flags, 'flow.yaml']);
  }

  async plan(...flags: readonly string[]): Promise<PlanAnswer> {
    return JSON.parse((await this.retry('--dry-run', '--format', 'json', ...flags)).stdout) as PlanAnswer;
  }

  async run(): Promise<RunAnswer> {
    const answer = await runCli(this.place, ['status', '--run-id', 'r1', '--format', 'json', 'flow.yaml']);
    assert.equal(answer.exit, 0, answer.stderr);
    return JSON.parse(answer.stdout) as RunAnswer;
  }

  async step(name: string): Promise<StepAnswer> {
    const step = (await this.run()).steps.find(candidate => candidate.name === name);
    assert.ok(step, `no step ${name}`);
    return step;
  }

  /** `run | a status, b status …` in one line. */
  async statuses(): Promise<string> {
    const run = await this.run();
    return `${run.status} | ${run.steps.map(step => `${step.name} ${step.status}`).join(', ')}`;
  }

  /** Every file below the history with its size: what must not move. */
  traces(): string[] {
    return readdirSync(this.place.restepHome, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && !entry.name.startsWith('summary'))
      .map(entry => join(entry.parentPath, entry.name))
      .sort()
      .map(path => `${path} ${statSync(path).size}`);
  }
}

/** A → B → C where B fails until a file `fixed` exists. */
const chain = `
working_dir: .
handler_on:
  success: {run: echo success >> handlers.txt}
  failure: {run: echo failure >> handlers.txt}
steps:
  - {id: A, run: echo a >> trace.txt}
  - {id: B, run: 'echo b >> trace.txt; test -f fixed', depends: A}
  - {id: C, run: echo c >> trace.txt, depends: B}
`;

const fork = `
working_dir: .
steps:
  - {id: A, run: test -f a-fixed}
  - {id: B, run: test -f b-fixed}
  - {id: C, run: echo c, depends: [A, B]}
`;

describe('retrying a step, seen from the command line', () => {
  const scenes: Scene[] = [];

  function scene(yaml: string): Scene {
    const made = new Scene(yaml);
    scenes.push(made);
    return made;
  }

  afterEach(() => {
    for (const made of scenes.splice(0)) removePlace(made.place);
  });

  it('1. runs only the chosen step, leaves what follows pending, and continues with that alone', async () => {
    const flow = scene(chain);
    assert.equal((await flow.start()).exit, 1);
    assert.equal(await flow.statuses(), 'failed | A succeeded, B failed, C aborted');
    flow.write('fixed', '');
    const before = await flow.step('A');
    assert.equal((await flow.retry('--step', 'B')).exit, 0);
    assert.equal(await flow.statuses(), 'partially_succeeded | A succeeded, B succeeded, C aborted');
    assert.equal(flow.read('handlers.txt'), 'failure\n');
    assert.deepEqual(await flow.step('A'), before);
    const plan = await flow.plan('--step', 'C');
    assert.deepEqual(
      plan.runs.map(step => step.name),
      ['C'],
    );
    assert.equal((await flow.retry('--step', 'C')).exit, 0);
    assert.equal(await flow.statuses(), 'succeeded | A succeeded, B succeeded, C succeeded');
    assert.equal(flow.read('trace.txt'), 'a\nb\nb\nc\n');
    assert.equal(flow.read('handlers.txt'), 'failure\nsuccess\n');
  });

  it('2. runs the step and everything downstream', async () => {
    const flow = scene(chain);
    await flow.start();
    flow.write('fixed', '');
    assert.equal((await flow.retry('--step', 'B', '--downstream')).exit, 0);
    assert.equal(await flow.statuses(), 'succeeded | A succeeded, B succeeded, C succeeded');
    assert.equal(flow.read('trace.txt'), 'a\nb\nb\nc\n');
  });

  it('3. lists a descendant that another failure blocks, and runs it when both are chosen', async () => {
    const flow = scene(fork);
    await flow.start();
    flow.write('a-fixed', '');
    flow.write('b-fixed', '');
    const plan = await flow.plan('--step', 'A', '--downstream');
    assert.deepEqual(
      plan.runs.map(step => step.name),
      ['A'],
    );
    assert.deepEqual(
      plan.blocked.map(step => [step.name, step.by]),
      [['C', ['B']]],
    );
    await flow.retry('--step', 'A', '--downstream');
    assert.equal(await flow.statuses(), 'failed | A succeeded, B failed, C aborted');
    await flow.retry('--step', 'A', '--step', 'B', '--downstream');
    assert.equal(await flow.statuses(), 'succeeded | A succeeded, B succeeded, C succeeded');
  });

  it('4. does not start what a stop had left', async () => {
    const flow = scene(`
working_dir: .
max_active_steps: 1
max_clean_up_time_sec: 2
steps:
  - {id: killer, run: 'kill -TERM $PPID; sleep 20'}
  - {id: X, run: echo x >> trace.txt}
  - {id: Y, run: echo y >> trace.txt}
`);
    assert.equal((await flow.start()).exit, 0);
    assert.equal(await flow.statuses(), 'aborted | killer aborted, X not_started, Y not_started');
    await flow.retry('--step', 'X');
    assert.equal(await flow.statuses(), 'aborted | killer aborted, X succeeded, Y not_started');
    assert.equal(flow.read('trace.txt'), 'x\n');
  });

  it('5. refuses a step whose upstream failed, with three ways out, and runs it when told to ignore that', async () => {
    const flow = scene(chain);
    await flow.start();
    const before = flow.traces();
    const refused = await flow.retry('--step', 'C');
    assert.equal(refused.exit, 1);
    const reasons = (refused.stdout + refused.stderr).match(/\[upstream-blocked\]/g);
    assert.equal(reasons?.length, 1, 'the reason is said once');
    const plan = await flow.plan('--step', 'C');
    assert.deepEqual(
      plan.refusals.map(refusal => [refusal.code, [...refusal.actions].sort()]),
      [['upstream-blocked', ['ignore-upstream', 'include-upstream', 'mark-succeeded']]],
    );
    assert.deepEqual(flow.traces(), before);
    assert.equal((await flow.retry('--step', 'C', '--ignore-upstream')).exit, 0);
    assert.equal(await flow.statuses(), 'failed | A succeeded, B failed, C succeeded');
  });

  it('6. evaluates preconditions again, ignores them once when told to, and evaluates them the next time', async () => {
    const flow = scene(`
working_dir: .
steps:
  - {id: A, run: echo a >> trace.txt, preconditions: test -f open}
`);
    flow.write('open', '');
    await flow.start();
    flow.remove('open');
    assert.deepEqual(
      (await flow.plan('--step', 'A')).runs.map(step => step.preconditions),
      ['evaluated'],
    );
    await flow.retry('--step', 'A');
    assert.equal((await flow.step('A')).status, 'skipped');
    assert.deepEqual(
      (await flow.plan('--step', 'A', '--bypass-preconditions')).runs.map(step => step.preconditions),
      ['ignored'],
    );
    await flow.retry('--step', 'A', '--bypass-preconditions');
    assert.equal((await flow.step('A')).status, 'succeeded');
    assert.equal((await flow.step('A')).bypassed, 1);
    await flow.retry('--step', 'A');
    assert.equal((await flow.step('A')).status, 'skipped');
    assert.equal(flow.read('trace.txt'), 'a\na\n');
  });

  it("7. ignores descendants' preconditions with downstream, but not those of handlers and of the DAG", async () => {
    const flow = scene(`
working_dir: .
preconditions: ["echo dag >> evaluated.txt"]
handler_on:
  exit: {run: echo exit >> handlers.txt, preconditions: test -f open}
steps:
  - {id: A, run: 'true', preconditions: test -f open}
  - {id: B, run: 'true', depends: A, preconditions: test -f open}
`);
    await flow.start();
    assert.equal(await flow.statuses(), 'succeeded | A skipped, B skipped');
    await flow.retry('--step', 'A', '--downstream', '--ignore-preconditions');
    assert.equal(await flow.statuses(), 'succeeded | A succeeded, B succeeded');
    assert.equal(flow.has('handlers.txt'), false);
    assert.equal(flow.read('evaluated.txt'), 'dag\ndag\n');
  });

  it('8. marks consumers stale when an output changed, and only then', async () => {
    const flow = scene(`
working_dir: .
steps:
  - {id: make, run: cat value, output: VALUE}
  - {id: use, run: echo $VALUE, depends: make}
`);
    flow.write('value', 'one');
    await flow.start();
    await flow.retry('--step', 'make');
    assert.equal((await flow.step('use')).stale, undefined);
    flow.write('value', 'two');
    assert.deepEqual(
      (await flow.plan('--step', 'make')).stale.map(step => [step.name, step.because]),
      [['use', ['make']]],
    );
    await flow.retry('--step', 'make');
    assert.deepEqual((await flow.step('use')).stale, [{ producer: 'make', output: 'VALUE' }]);
    await flow.retry('--step', 'use');
    assert.equal((await flow.step('use')).stale, undefined);
    assert.equal(readFileSync((await flow.step('use')).stdout ?? '', 'utf8'), 'two\n');
  });

  it("9. lets a step read its upstream's exit code after the retry", async () => {
    const flow = scene(`
working_dir: .
steps:
  - {id: up, run: exit 7, continue_on: failed}
  - {id: down, run: 'echo code \${up.exit_code}', depends: up}
`);
    await flow.start();
    await flow.retry('--step', 'down');
    assert.equal(readFileSync((await flow.step('down')).stdout ?? '', 'utf8'), 'code 7\n');
    assert.equal((await flow.step('up')).exitCode, 7);
  });

  it('10. gives a manual retry a fresh budget of automatic retries', async () => {
    const flow = scene(`
working_dir: .
steps:
  - {id: A, run: 'echo x >> trace.txt; exit 1', retry_policy: {limit: 2, interval_sec: 0}}
`);
    await flow.start();
    assert.equal(flow.read('trace.txt'), 'x\nx\nx\n');
    await flow.retry('--step', 'A');
    assert.equal(flow.read('trace.txt'), 'x\n'.repeat(6));
    assert.equal((await flow.step('A')).tries, 3);
  });

  it('11. restarts a succeeded child, resumes a failed one, and repeats only the failed item of a parallel step', async () => {
    const flow = scene(`
working_dir: .
steps:
  - {id: good, action: dag.run, with: {dag: child}}
  - {id: bad, action: dag.run, with: {dag: broken}}
  - id: many
    action: dag.run
    with: {dag: item, params: 'N=\${ITEM}'}
    parallel: {items: [1, 2, 3, 4, 5], max_concurrent: 1}
---
name: child
steps: [{id: one, run: 'echo good >> DIR/trace.txt'}]
---
name: broken
steps:
  - {id: first, run: 'echo first >> DIR/trace.txt'}
  - {id: second, run: 'test -f DIR/fixed', depends: first}
---
name: item
params: N
steps: [{id: one, run: 'echo item \${params.N} >> DIR/trace.txt; test \${params.N} != 3 || test -f DIR/fixed'}]
`);
    flow.write(
      'flow.yaml',
      flow.read('flow.yaml').replaceAll('DIR', flow.place.dir).replace('params: N\n', 'params: [N: ""]\n'),
    );
    await flow.start();
    const lines = (text: string): string[] => text.trim().split('\n').sort();
    assert.deepEqual(lines(flow.read('trace.txt')), [
      'first',
      'good',
      'item 1',
      'item 2',
      'item 3',
      'item 4',
      'item 5',
    ]);
    flow.write('fixed', '');
    flow.remove('trace.txt');
    await flow.retry('--step', 'good');
    assert.equal(flow.read('trace.txt'), 'good\n');
    flow.remove('trace.txt');
    await flow.retry('--step', 'bad', '--step', 'many');
    assert.equal(await flow.statuses(), 'succeeded | good succeeded, bad succeeded, many succeeded');
    assert.deepEqual(lines(flow.read('trace.txt')), ['item 3']);
  });

  it('12. uses the snapshot unless told to use the current file, and refuses one whose producer is gone', async () => {
    const flow = scene(chain);
    await flow.start();
    flow.write('flow.yaml', chain.replace("'echo b >> trace.txt; test -f fixed'", 'echo new >> trace.txt'));
    await flow.retry('--step', 'B');
    assert.equal((await flow.step('B')).status, 'failed');
    assert.equal((await flow.plan('--step', 'B', '--current')).definition, 'current');
    await flow.retry('--step', 'B', '--current');
    assert.equal((await flow.step('B')).status, 'succeeded');
    assert.equal(flow.read('trace.txt'), 'a\nb\nb\nnew\n');

    const outputs = scene(`
steps:
  - {id: make, run: echo 1, output: VALUE}
  - {id: use, run: 'echo \${make.output}', depends: make}
`);
    await outputs.start();
    outputs.write('flow.yaml', `steps:\n  - {id: use, run: 'echo \${make.output}'}\n`);
    const refused = await outputs.retry('--step', 'use', '--current');
    assert.equal(refused.exit, 1);
    assert.match(refused.stderr + refused.stdout, /definition-conflict/);
  });

  it('12. refuses the current file when the stored parameters do not fit it, and gives new ones their defaults', async () => {
    const steps = `steps: [{id: A, run: 'echo "\${params.ONE} \${params.TWO}"'}]\n`;
    const flow = scene(`params: [{name: ONE, default: x}]\n${steps}`);
    await flow.start();
    const before = flow.traces();
    for (const params of ['{name: ONE, type: integer, default: 1}', '{name: TWO, required: true}']) {
      flow.write('flow.yaml', `params: [${params}]\n${steps}`);
      const [refusal] = (await flow.plan('--step', 'A', '--current')).refusals;
      assert.equal(refusal?.code, 'definition-conflict');
      assert.equal((await flow.retry('--step', 'A', '--current')).exit, 1);
    }
    assert.deepEqual(flow.traces(), before);
    flow.write('flow.yaml', `params: [{name: TWO, default: y}]\n${steps}`);
    assert.equal((await flow.retry('--step', 'A', '--current')).exit, 0);
    assert.equal(readFileSync((await flow.step('A')).stdout ?? '', 'utf8'), 'x y\n');
  });

  it('13. refuses a second writer while a run is being retried, and names the owner', async () => {
    const flow = scene(`
working_dir: .
steps:
  - {id: A, run: 'echo x >> trace.txt; until test -f go; do sleep 0.05; done'}
`);
    flow.write('go', '');
    await flow.start();
    flow.remove('go');
    const first = startCli(flow.place, ['retry', '--run-id', 'r1', '--step', 'A', 'flow.yaml']);
    const ended = answerOf(first);
    while (flow.read('trace.txt') !== 'x\nx\n') await new Promise(resolve => setTimeout(resolve, 10));
    const second = await flow.retry('--step', 'A');
    assert.equal(second.exit, 1);
    assert.match(second.stderr + second.stdout, /run-active|locked/);
    flow.write('go', '');
    assert.equal((await ended).exit, 0);
    assert.equal((await flow.run()).attempts, 2);
  });

  it('14. repairs a run whose program was killed during a retry, shows the attempt, and can retry again', async () => {
    const flow = scene(`
working_dir: .
steps:
  - {id: A, run: 'echo x >> trace.txt; until test -f go; do sleep 0.05; done'}
`);
    flow.write('go', '');
    await flow.start();
    flow.remove('go');
    const first = startCli(flow.place, ['retry', '--run-id', 'r1', '--step', 'A', 'flow.yaml']);
    const ended = answerOf(first);
    while (flow.read('trace.txt') !== 'x\nx\n') await new Promise(resolve => setTimeout(resolve, 10));
    first.kill('SIGKILL');
    await ended;
    const before = flow.traces();
    assert.deepEqual((await flow.plan('--step', 'A')).refusals, []);
    assert.deepEqual(flow.traces(), before, 'a plan that is only shown repairs nothing');
    flow.write('go', '');
    assert.equal((await flow.retry('--step', 'A')).exit, 0);
    const run = await flow.run();
    assert.equal(run.attempts, 3);
    assert.equal(run.status, 'succeeded');
    assert.equal(flow.read('trace.txt'), 'x\nx\nx\n');
  });

  it('15. gives steps that a stop kept from running their earlier results back', async () => {
    const flow = scene(`
working_dir: .
max_clean_up_time_sec: 2
steps:
  - {id: A, run: 'test ! -f stop-me || { kill -TERM $PPID; sleep 20; }'}
  - {id: B, run: echo b, depends: A, output: OUT}
`);
    await flow.start();
    const before = await flow.step('B');
    flow.write('stop-me', '');
    await flow.retry('--step', 'A', '--downstream');
    assert.equal((await flow.step('A')).status, 'aborted');
    const { stale, ...after } = await flow.step('B');
    assert.deepEqual(after, before);
    assert.deepEqual(stale, [{ producer: 'A', output: null }]);
  });

  it('16. changes nothing on disk when the precondition of the DAG is not met', async () => {
    const flow = scene(`
working_dir: .
preconditions: ["test -f open"]
steps: [{id: A, run: 'true'}]
`);
    flow.write('open', '');
    await flow.start();
    flow.remove('open');
    const before = flow.traces();
    const refused = await flow.retry('--step', 'A');
    assert.equal(refused.exit, 1);
    assert.match(refused.stderr + refused.stdout, /precondition-dag/);
    const shown = await flow.retry('--step', 'A', '--dry-run', '--format', 'json');
    assert.equal(shown.exit, 1);
    const [refusal] = (JSON.parse(shown.stdout) as PlanAnswer).refusals;
    assert.deepEqual([refusal?.code, refusal?.actions], ['precondition-dag', ['ignore-precondition']]);
    assert.deepEqual(flow.traces(), before);
  });

  it('17. adds an attempt to a succeeded run and leaves the other steps as they were', async () => {
    const flow = scene(chain);
    flow.write('fixed', '');
    await flow.start();
    const before = (await flow.run()).steps;
    await flow.retry('--step', 'B');
    const after = await flow.run();
    assert.equal(after.attempts, 2);
    assert.deepEqual(
      [after.steps[0], after.steps[2]].map(step => ({ ...step, stale: undefined })),
      [before[0], before[2]].map(step => ({ ...step, stale: undefined })),
    );
    assert.notEqual(after.steps[1]?.stdout, before[1]?.stdout);
    assert.ok(existsSync(before[1]?.stdout ?? ''));
  });

  it('18. refuses an unknown step and a handler with a way on, and creates no attempt', async () => {
    const flow = scene(chain);
    await flow.start();
    const before = flow.traces();
    const unknown = await flow.retry('--step', 'BB');
    assert.equal(unknown.exit, 1);
    assert.match(unknown.stderr + unknown.stdout, /step-unknown/);
    assert.match(unknown.stderr + unknown.stdout, /\bB\b/);
    const handler = await flow.retry('--step', 'onFailure');
    assert.equal(handler.exit, 1);
    assert.match(handler.stderr + handler.stdout, /step-not-retryable/);
    assert.deepEqual(flow.traces(), before);
  });

  it('19. aborts descendants when the target fails again, and keeps the logs of both attempts', async () => {
    const flow = scene(
      chain.replace(
        "'echo b >> trace.txt; test -f fixed'",
        "'echo said $(cat trace.txt | wc -l); echo b >> trace.txt; test -f fixed'",
      ),
    );
    await flow.start();
    const first = (await flow.step('B')).stdout ?? '';
    await flow.retry('--step', 'B', '--downstream');
    assert.equal(await flow.statuses(), 'failed | A succeeded, B failed, C aborted');
    const second = (await flow.step('B')).stdout ?? '';
    assert.equal(readFileSync(first, 'utf8').trim(), 'said 1');
    assert.equal(readFileSync(second, 'utf8').trim(), 'said 2');
    const log = await runCli(flow.place, ['log', '--run-id', 'r1', '--attempt', '1', 'flow.yaml', 'B']);
    assert.match(log.stdout, /said 1/);
    assert.match((await flow.step('C')).reason ?? '', /B/);
  });

  it('20. refuses to hand on an output that was stored masked', async () => {
    const flow = scene(`
working_dir: .
secrets: [{name: TOKEN, provider: env, key: THE_TOKEN}]
steps:
  - {id: make, run: echo $TOKEN, output: VALUE}
  - {id: use, run: 'echo got $VALUE > got.txt; test -f fixed', depends: make}
`);
    await flow.start({ THE_TOKEN: 's3cret-value' });
    assert.equal(flow.read('got.txt'), 'got s3cret-value\n');
    const refused = await runCli(flow.place, ['retry', '--run-id', 'r1', '--step', 'use', 'flow.yaml'], {
      THE_TOKEN: 's3cret-value',
    });
    assert.equal(refused.exit, 1);
    assert.match(refused.stderr + refused.stdout, /output-missing/);
    assert.equal(flow.read('got.txt'), 'got s3cret-value\n');
    assert.ok(!flow.traces().some(line => readFileSync(line.replace(/ \d+$/, ''), 'utf8').includes('s3cret-value')));
  });
});

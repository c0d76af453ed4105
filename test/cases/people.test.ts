// Tasks for people and approvals on the command line: what is printed, who goes on, and what is refused.

import { strict as assert } from 'node:assert';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf, type CliPlace, newPlace, removePlace, runCli, startCli } from '../support/cli-run';

const flow = `
working_dir: .
handler_on:
  wait: {run: 'echo "$DAG_WAITING_STEPS" > waiting'}
  failure: {run: touch failed}
  abort: {run: touch aborted}
steps:
  - {id: other, run: echo other}
  - id: ask
    action: human.task
    with:
      prompt: Which version of \${DAG_NAME}?
      form:
        type: object
        properties:
          version: {type: string, pattern: "^v"}
          count: {type: integer, default: 2}
        required: [version]
  - {id: ship, run: 'echo "\${steps.ask.outputs.version} x \${steps.ask.outputs.count}" > shipped', depends: ask}
`;

const reviewed = `
working_dir: .
handler_on:
  failure: {run: touch failed}
steps:
  - {id: draft, run: 'echo "draft $DAG_PUSHBACK_ITERATION $NOTE" >> drafts', approval: {prompt: Good?, input: [NOTE]}}
  - {id: send, run: 'echo "sent $NOTE" > sent', depends: draft}
`;

describe('people on the command line', () => {
  let place: CliPlace;
  beforeEach(() => {
    place = newPlace();
    writeFileSync(join(place.dir, 'flow.yaml'), flow);
    writeFileSync(join(place.dir, 'reviewed.yaml'), reviewed);
  });
  afterEach(() => removePlace(place));

  const call = (...args: readonly string[]) => runCli(place, args);
  const complete = (...args: readonly string[]) =>
    call('human-task', 'complete', '--run-id', 'r1', '--step', 'ask', ...args, 'flow.yaml');
  const textOf = (name: string): string => readFileSync(join(place.dir, name), 'utf8');

  it('shows what a run waits for, with the form over lines of 80 characters', async () => {
    const started = await call('start', '--run-id', 'r1', 'flow.yaml');
    assert.equal(started.exit, 0, started.stderr);
    assert.match(
      started.stderr,
      /^Answer it: restep human-task complete --run-id r1 --step ask --input 'version=…' flow\.yaml$/m,
    );
    const { exit, stdout, stderr } = await call('status', 'flow.yaml');
    assert.deepEqual([exit, stderr], [0, '']);
    assert.match(stdout, /^Waiting - flow/);
    assert.match(stdout, /prompt: Which version of flow\?/);
    const lines = stdout.split('\n').map(line => line.replace(/^│ {3}/, ''));
    const from = lines.findIndex(line => line.startsWith('form: '));
    assert.equal(
      lines.slice(from, from + 2).join(''),
      'form: {"properties":{"count":{"default":2,"type":"integer"},"version":{"pattern":"^v","type":"string"}},"required":["version"],"type":"object"}'.slice(
        0,
        160,
      ),
    );
    assert.equal(lines[from]?.length, 80);
    assert.equal(textOf('waiting'), 'ask\n');
  });

  it('completes a task with typed inputs once, and resume goes on behind it', async () => {
    await call('start', '-q', '--run-id', 'r1', 'flow.yaml');
    const wrong = await complete('--input', 'version=3');
    assert.deepEqual([wrong.exit, wrong.stdout], [1, '']);
    assert.match(wrong.stderr, /^Error: \[inputs-invalid\] .*"version" must match \^v/m);
    const early = await call('resume', 'flow.yaml');
    assert.equal(early.exit, 1);
    assert.match(early.stderr, /still waits for a person at "ask"/);
    const done = await complete('--input', 'version=v3', '--input', 'count=5');
    assert.deepEqual([done.exit, done.stdout], [0, 'Completed human task ask; DAG-run queued for resume.\n']);
    assert.match(done.stderr, /restep resume --run-id r1 flow\.yaml/);
    const queued = await call('status', 'flow.yaml');
    assert.match(
      queued.stdout,
      /^Queued - flow[\s\S]*Answered: ask; restep resume goes on with the run\nResult: Queued\n$/,
    );
    const again = await complete('--inputs-json', '{"version": "v3", "count": 5}');
    assert.deepEqual([again.exit, again.stdout], [0, 'Human task ask was already completed.\n']);
    const other = await complete('--input', 'version=v4');
    assert.deepEqual([other.exit, other.stdout], [1, '']);
    assert.ok(!existsSync(join(place.dir, 'shipped')));
    const resumed = await call('resume', 'flow.yaml');
    assert.equal(resumed.exit, 0, resumed.stderr);
    assert.match(resumed.stdout, /^Succeeded - flow .*attempt 2/);
    assert.equal(textOf('shipped'), 'v3 x 5\n');
    const late = await call('resume', 'flow.yaml');
    assert.deepEqual(late, {
      exit: 0,
      stdout: '',
      stderr: 'Run r1 of flow has nothing to go on with: it is succeeded.\n',
    });
  });

  it('says that the run remains waiting while another step waits', async () => {
    const two =
      'steps:\n  - {id: ask, action: human.task, with: {prompt: a}}\n  - {id: b, action: human.task, with: {prompt: b}}\n';
    writeFileSync(join(place.dir, 'flow.yaml'), two);
    await call('start', '-q', '--run-id', 'r1', 'flow.yaml');
    const { exit, stdout, stderr } = await complete();
    assert.deepEqual(
      [exit, stdout, stderr],
      [0, 'Completed human task ask; DAG-run remains waiting.\n', 'Still waiting: b.\n'],
    );
  });

  it('pushes back, approves and rejects', async () => {
    const decide = (what: string, ...more: readonly string[]) =>
      call(what, '--run-id', 'r1', '--step', 'draft', ...more, 'reviewed.yaml');
    await call('start', '-q', '--run-id', 'r1', 'reviewed.yaml');
    assert.equal(
      (await decide('push-back', '--input', 'NOTE=shorter')).stdout,
      'Pushed back draft; DAG-run queued for resume.\n',
    );
    assert.match((await call('resume', 'reviewed.yaml')).stdout, /^Waiting - reviewed/);
    assert.equal(textOf('drafts'), 'draft  \ndraft 1 shorter\n');
    assert.equal((await decide('approve', '-i', 'NOTE=fine')).stdout, 'Approved draft; DAG-run queued for resume.\n');
    assert.match(
      (await call('resume', 'reviewed.yaml')).stdout,
      /draft +\[succeeded\].*was approved by tester · pushed back once/,
    );
    assert.equal(textOf('sent'), 'sent fine\n');
    await call('start', '-q', '--run-id', 'r2', 'reviewed.yaml');
    const rejected = await call('reject', '--run-id', 'r2', '--step', 'draft', '--reason', 'too long', 'reviewed.yaml');
    assert.equal(rejected.stdout, 'Rejected draft; DAG-run queued for resume.\n');
    const resumed = await call('resume', '--run-id', 'r2', 'reviewed.yaml');
    assert.match(resumed.stdout, /^Rejected - reviewed[\s\S]*It was rejected by tester: too long/);
    assert.ok(existsSync(join(place.dir, 'failed')));
    const again = await call('retry', '--run-id', 'r2', 'reviewed.yaml');
    assert.deepEqual([again.exit, /--confirm/.test(again.stderr)], [1, true]);
    const confirmed = await call('retry', '--run-id', 'r2', '--confirm', 'reviewed.yaml');
    assert.match(confirmed.stdout, /Result: Waiting\n$/);
  });

  it('stops a run that waits: its abort handler runs, and nothing else', async () => {
    await call('start', '-q', '--run-id', 'r1', 'flow.yaml');
    const { exit, stderr } = await call('stop', 'flow.yaml');
    assert.deepEqual([exit, stderr], [0, 'Stopped run r1 of flow: aborted.\n']);
    assert.ok(existsSync(join(place.dir, 'aborted')) && !existsSync(join(place.dir, 'shipped')));
    const late = await complete('--input', 'version=v3');
    assert.match(late.stderr, /"ask" does not wait for anybody: it is aborted/);
  });

  it('hands an answer to the program that drives the run while other steps run', async () => {
    const busy = `
working_dir: .
steps:
  - {id: ask, action: human.task, with: {prompt: go?}}
  - {id: after, run: touch answered, depends: ask}
  - {id: long, run: 'touch begun; while [ ! -e answered ]; do sleep 0.05; done'}
`;
    writeFileSync(join(place.dir, 'flow.yaml'), busy);
    const child = startCli(place, ['start', '--run-id', 'r1', 'flow.yaml']);
    const answer = answerOf(child);
    await said(child, /long started/);
    const done = await complete();
    assert.deepEqual([done.exit, done.stdout], [0, 'Completed human task ask; DAG-run goes on.\n']);
    const { exit, stdout } = await answer;
    assert.equal(exit, 0);
    assert.match(stdout, /^Succeeded - flow (?!.*attempt 2)/);
  });

  it('has a scheduler that goes on with what was answered before and while it is there', async () => {
    await call('start', '-q', '--run-id', 'r1', 'flow.yaml');
    await complete('--input', 'version=v1');
    const child = startCli(place, ['scheduler', '--dags', '.']);
    const answer = answerOf(child);
    try {
      await said(child, /Run r1 of flow: succeeded/);
      await call('start', '-q', '--run-id', 'r2', 'reviewed.yaml');
      await call('approve', '--run-id', 'r2', '--step', 'draft', 'reviewed.yaml');
      await said(child, /Run r2 of reviewed: succeeded/);
    } finally {
      child.kill('SIGTERM');
    }
    assert.equal((await answer).exit, 0);
    assert.equal(textOf('shipped'), 'v1 x 2\n');
  });

  it('has a scheduler that survives a run which it cannot go on with', async () => {
    await call('start', '-q', '--run-id', 'r1', 'flow.yaml');
    await complete('--input', 'version=v1');
    const { logDir } = JSON.parse((await call('status', '-f', 'json', '--run-id', 'r1', 'flow.yaml')).stdout);
    rmSync(logDir, { recursive: true });
    writeFileSync(logDir, '');
    const child = startCli(place, ['scheduler']);
    const answer = answerOf(child);
    try {
      await said(child, /Run r1 of flow cannot be gone on with .*file already exists/);
      await call('start', '-q', '--run-id', 'r2', 'reviewed.yaml');
      await call('approve', '--run-id', 'r2', '--step', 'draft', 'reviewed.yaml');
      await said(child, /Run r2 of reviewed: succeeded/);
    } finally {
      child.kill('SIGTERM');
    }
    assert.equal((await answer).exit, 0);
  });
});

/** Resolves when the process has said something on stderr. */
async function said(child: ChildProcess, words: RegExp): Promise<void> {
  let text = '';
  while (child.stderr !== null && !words.test(text)) text += String((await once(child.stderr, 'data'))[0]);
}

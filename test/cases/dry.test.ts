// Dry runs with real commands: those that parameters and the workflow's own preconditions need, and no others.

import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf, type CliPlace, newPlace, removePlace, runCli, startCli } from '../support/cli-run';
import { processEnd } from '../support/process-end';

describe('a dry run on a real machine', () => {
  let place: CliPlace;
  beforeEach(() => {
    place = newPlace();
  });
  afterEach(() => removePlace(place));

  const tried = (text: string) => {
    writeFileSync(join(place.dir, 'flow.yaml'), text);
    return runCli(place, ['dry', 'flow.yaml']);
  };
  const steps = 'working_dir: .\nsteps: [{id: a, run: touch ran}]\n';

  it('works out parameters and asks the preconditions of the workflow, and leaves nothing behind', async () => {
    const met = await tried(`params: [{name: P, eval: $(echo x)}]\npreconditions: ['test "$P" = x']\n${steps}`);
    assert.deepEqual([met.exit, met.stderr], [0, '']);
    assert.match(met.stdout, /^Succeeded - flow .*\n.*params: P=x/);
    const unmet = await tried(`preconditions: ["false"]\n${steps}`);
    assert.deepEqual([unmet.exit, unmet.stderr], [0, '']);
    assert.match(unmet.stdout, /^Aborted - flow .*\[not_started\].*\nResult: Aborted\n$/s);
    assert.deepEqual(readdirSync(place.dir), ['flow.yaml']);
    assert.deepEqual(JSON.parse((await runCli(place, ['history', '--format', 'json'])).stdout), []);
  });

  it('gives the workflow the folder for artifacts that a run has, and tells programs of what is not met', async () => {
    const artifacts = 'artifacts: {enabled: true, dir: kept}\n';
    const there = `preconditions: ['test -d "\${context.paths.artifacts_dir}"']\n`;
    assert.match((await tried(`${artifacts}${there}${steps}`)).stdout, /\nResult: Succeeded\n$/);
    writeFileSync(join(place.dir, 'flow.yaml'), `preconditions: ["false"]\n${steps}`);
    const { exit, stdout } = await runCli(place, ['dry', '--format', 'json', 'flow.yaml']);
    const { unmet, refusals } = JSON.parse(stdout);
    assert.deepEqual([exit, typeof unmet, refusals], [0, 'string', []]);
    assert.deepEqual(readdirSync(place.dir), ['flow.yaml']);
  });

  it('ends what it has started, and leaves no files, when it is interrupted', async () => {
    const text = `preconditions: ["echo $$ > '\${env.MARK}'; sleep 60"]\nenv: {MARK: "${place.dir}/mark"}\n`;
    writeFileSync(join(place.dir, 'flow.yaml'), `${text}${steps}`);
    const running = startCli(place, ['dry', 'flow.yaml'], { TMPDIR: place.home });
    const mark = join(place.dir, 'mark');
    const pidIn = (): string => (existsSync(mark) ? readFileSync(mark, 'utf8') : '');
    while (!pidIn().endsWith('\n')) await new Promise(setImmediate);
    const pid = pidIn();
    running.kill('SIGINT');
    const { exit, stdout } = await answerOf(running);
    assert.deepEqual([exit, stdout, readdirSync(place.home)], [1, '', []]);
    await processEnd(pid);
  });

  it('fails where a start would fail before its first step', async () => {
    const param = await tried(`params: [{name: P, eval: $(exit 3)}]\n${steps}`);
    assert.deepEqual([param.exit, param.stdout], [1, '']);
    assert.match(param.stderr, /eval failed/);
    const condition = await tried(`preconditions: [{eval: $(exit 3), expected: x}]\n${steps}`);
    assert.deepEqual([condition.exit, condition.stdout], [1, '']);
    assert.match(condition.stderr, /cannot be evaluated/);
  });
});

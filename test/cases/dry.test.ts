// Dry runs with real commands: those that parameters and the workflow's own preconditions need, and no others.

import { strict as assert } from 'node:assert';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CliPlace, newPlace, removePlace, runCli } from '../support/cli-run';

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

  it('fails where a start would fail before its first step', async () => {
    const param = await tried(`params: [{name: P, eval: $(exit 3)}]\n${steps}`);
    assert.deepEqual([param.exit, param.stdout], [1, '']);
    assert.match(param.stderr, /eval failed/);
    const condition = await tried(`preconditions: [{eval: $(exit 3), expected: x}]\n${steps}`);
    assert.deepEqual([condition.exit, condition.stdout], [1, '']);
    assert.match(condition.stderr, /cannot be evaluated/);
  });
});

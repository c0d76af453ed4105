// What a dry run says a start would do.

import { strict as assert } from 'node:assert';
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dry } from '../../src/cli/commands/dry';
import { runProgram } from '../../src/cli/program';
import { capturedScreen } from '../support/captured-screen';

const workflow = `params: [{name: REGION, default: eu}]
steps:
  - id: gate
    preconditions:
      - {condition: "\${params.REGION}", expected: us}
      - {condition: "test -e closed", negate: true}
    run: touch ran
  - id: all
    depends: gate
    action: dag.run
    with: {dag: region, params: {REGION: "\${ITEM}"}}
    parallel: [eu, {code: us}]
`;

describe('restep dry', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(realpathSync(tmpdir()), 'restep-dry-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('lists what each step waits for, what must hold, and what it does, and does nothing', async () => {
    writeFileSync(join(dir, 'flow.yaml'), workflow);
    const { around, said } = capturedScreen(dir);
    const exit = await runProgram(['dry', 'flow.yaml'], [dry], '1', {
      ...around,
      env: { RESTEP_HOME: join(dir, 'home') },
    });
    const { out, err } = said();
    assert.deepEqual([exit, err], [0, '']);
    assert.equal(
      out,
      `Succeeded - flow  dry run: no step was executed
│ params: REGION=eu
├─gate [succeeded]
│   only if: \${params.REGION} is "us"
│   only if not: test -e closed
│   touch ran
└─all  [succeeded]  after gate
    dag.run region
    for each of: eu, {"code":"us"}

Result: Succeeded
`,
    );
    assert.deepEqual(readdirSync(dir), ['flow.yaml']);
  });

  it('shows a workflow as aborted whose preconditions are not met', async () => {
    writeFileSync(
      join(dir, 'flow.yaml'),
      `preconditions: [{condition: "\${params.REGION}", expected: us}]\n${workflow}`,
    );
    const { around, said } = capturedScreen(dir);
    const exit = await runProgram(['dry', 'flow.yaml'], [dry], '1', {
      ...around,
      env: { RESTEP_HOME: join(dir, 'home') },
    });
    const { out, err } = said();
    assert.deepEqual([exit, err], [0, '']);
    assert.match(out, /^Aborted - flow /);
    assert.match(out, /"\$\{params\.REGION\}" is "eu"/);
    assert.match(out, /├─gate \[not_started\]/);
    assert.match(out, /\nResult: Aborted\n$/);
    assert.deepEqual(readdirSync(dir), ['flow.yaml']);
  });
});

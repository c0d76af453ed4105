// Whole files of older dialects (test/fixtures/older): what they become, and that a file is never left worse. `UPDATE=1` writes the results anew.

import { strict as assert } from 'node:assert';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mendedText } from '../../src/host/workflow';
import { compile } from '../../src/spec/compile';
import { type Migration, migrate } from '../../src/spec/migrate';
import { repository } from '../support/cli-run';

const folder = join(repository, 'test', 'fixtures', 'older');
const options = { file: '/flows/flow.yaml', lookup: { read: () => undefined } };

function migrated(text: string): Migration {
  return migrate(text, options);
}

describe('files of older versions', () => {
  for (const file of readdirSync(folder).filter(name => name.endsWith('.before.yaml'))) {
    it(`come into today’s form with their comments: ${file}`, () => {
      const before = readFileSync(join(folder, file), 'utf8');
      const after = join(folder, file.replace('.before.', '.after.'));
      const { text, compilation } = migrated(before);
      if (process.env.UPDATE === '1') writeFileSync(after, text);
      assert.equal(text, readFileSync(after, 'utf8'));
      assert.equal(compilation.valid, true);
      const comments = before.match(/#.*/g) ?? [];
      assert.deepEqual(
        comments.filter(comment => !text.includes(comment)),
        [],
      );
      assert.deepEqual(migrated(text).changes, []);
    });
  }

  it('keep their line ends', () => {
    for (const file of readdirSync(folder).filter(name => name.endsWith('.before.yaml'))) {
      const unix = readFileSync(join(folder, file), 'utf8');
      const { text } = migrated(unix.replaceAll('\n', '\r\n'));
      assert.equal(text, migrated(unix).text.replaceAll('\n', '\r\n'), file);
    }
  });

  it('move commands of variables and parameters into parameters, whatever form these have', () => {
    const steps = 'steps:\n  - run: x\n';
    for (const [before, after] of [
      ['env:\n  - D=`date` # d\n  - E=1\n', 'params:\n  - name: D\n    eval: "`date`" # d\nenv:\n  - E=1\n'],
      [
        'params: A=1 "b c" # p\nenv:\n  - D: $(date)\n',
        'params:\n  - A=1\n  - "\\"b c\\"" # p\n  - name: D\n    eval: "$(date)"\n',
      ],
      [
        'params:\n  A: 1 # a\n  # b\n  B: 2\nenv:\n  D: $(date)\n',
        'params:\n  - A: 1 # a\n  # b\n  - B: 2\n  - name: D\n    eval: "$(date)"\n',
      ],
      [
        'params:\n- A: 1\nenv:\n- D: $(date) # d\n- E: 1\n',
        'params:\n- A: 1\n- name: D\n  eval: "$(date)" # d\nenv:\n- E: 1\n',
      ],
      ['params:\n  A: $(a)\n  B: 1\n', 'params:\n  - name: A\n    eval: $(a)\n  - B: 1\n'],
      ['params: {A: $(a), B: 1}\n', 'params: [{name: A, eval: $(a)}, {B: 1}]\n'],
    ] as const) {
      const { text, compilation } = migrated(before + steps);
      assert.equal(text, after + steps);
      assert.equal(compilation.valid, true);
    }
  });

  it('keep the comments of what goes away or under another key', () => {
    for (const [before, after] of [
      ['name: x # why\nsteps:\n  - run: x\n', '# why\nsteps:\n  - run: x\n'],
      ['type: chain\nsteps:\n  - depends: [] # free\n    run: x\n', 'type: chain\nsteps:\n  - # free\n    run: x\n'],
      [
        'enableArtifact: true # a\nartifactDir: y # b\nsteps:\n  - run: x\n',
        'artifacts:\n  dir: y # b\n  enabled: true # a\nsteps:\n  - run: x\n',
      ],
      [
        'forwardHeaders: # a\n   - A # b\nsteps:\n  - run: x\n',
        'webhook: # a\n  forward_headers:\n     - A # b\nsteps:\n  - run: x\n',
      ],
      [
        'env:\n  # one\n  - D: $(date) # two\n# three\nsteps:\n  - run: x\n',
        'params:\n  - name: D\n    eval: "$(date)" # two\n  # one\n# three\nsteps:\n  - run: x\n',
      ],
    ] as const) {
      const { text, compilation } = migrated(before);
      assert.equal(text, after);
      assert.equal(compilation.valid, true);
    }
  });

  it('are mended in the editor by what the base configuration says too', () => {
    const home = mkdtempSync(join(tmpdir(), 'restep-mended-'));
    writeFileSync(join(home, 'base.yaml'), 'type: chain\n');
    const text = 'steps:\n  - run: x\n  - run: y\n    depends: []\n';
    const around = { env: {}, home, daguHome: home };
    assert.equal(mendedText(text, join(home, 'flow.yaml'), around), 'steps:\n  - run: x\n  - run: y\n');
    assert.equal(mendedText(text, '', around), text);
    rmSync(home, { recursive: true });
  });

  it('write action and with for an executor that stands alone, and type and config beside a command', () => {
    for (const [before, after] of [
      [
        '- executor: # how\n      type: mail # m\n      config:\n        to: a # b\n    name: x\n',
        '- # how\n    action: mail # m\n    with:\n      to: a # b\n    name: x\n',
      ],
      ['- executor: {config: {to: a}, type: "mail"} # b\n', '- with: {to: a}\n    action: "mail" # b\n'],
      ['- {executor: {type: mail, config: {to: a}}}\n', '- {action: mail, with: {to: a}}\n'],
      ['- executor: noop\n', '- action: noop\n'],
      [
        '- executor: {type: http, config: {timeout: 1}}\n    command: GET x\n',
        '- type: http\n    config: {timeout: 1}\n    command: GET x\n',
      ],
    ] as const) {
      const { text, compilation } = migrated(`steps:\n  ${before}`);
      assert.equal(text, `steps:\n  ${after}`);
      assert.equal(compilation.valid, true);
    }
  });

  it('write the names of signals for their numbers', () => {
    for (const number of ['2', '"2"'])
      assert.equal(
        migrated(`steps:\n  - run: x\n    signal_on_stop: ${number} # why\n`).text,
        'steps:\n  - run: x\n    signal_on_stop: SIGINT # why\n',
      );
  });

  it('are left alone where a change would do harm, and mended where it does not', () => {
    const { text, changes, refused } = migrated('logDir: x\nsteps:\n  - run: x\n    retryPolicy: {foo: 1, bar: 2}\n');
    assert.equal(text, 'log_dir: x\nsteps:\n  - run: x\n    retryPolicy: {foo: 1, bar: 2}\n');
    assert.deepEqual(changes, [{ line: 1, title: 'Rename to log_dir' }]);
    assert.deepEqual(refused, [{ line: 4, title: 'Rename to retry_policy' }]);
  });

  it('keep two old names of one key for people to choose from', () => {
    for (const text of [
      'steps:\n  - run: x\n    dir: a\n    workingDir: b\n',
      'steps:\n  - run: x\n    dir: a\n    working_dir: b\n',
    ]) {
      assert.equal(migrated(text).text, text);
    }
  });

  it('say nothing when there is nothing to do', () => {
    const text = 'type: chain\nsteps:\n  - run: echo\n  - command: echo\n';
    assert.deepEqual(migrated(text), { text, changes: [], refused: [], compilation: compile(text, options) });
  });

  it('are not touched when they are no YAML or no workflow', () => {
    for (const text of ['', '\0', '{', 'a: [', '- 1', 'steps', '\uFFFD', 'a: *b']) {
      const { text: after } = migrated(text);
      assert.equal(after, text);
    }
  });
});

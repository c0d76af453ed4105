// What `start` and `exec` make of their flags.

import { strict as assert } from 'node:assert';
import { parseArguments } from '../../src/cli/arguments';
import { execName, execText } from '../../src/cli/exec-definition';
import { startFlags, startOptions } from '../../src/cli/start-options';

function options(...argv: string[]) {
  const args = parseArguments(argv, startFlags);
  assert.ok(args.ok);
  return startOptions(args.value, '/work');
}

function value(...argv: string[]) {
  const result = options(...argv);
  assert.ok(result.ok, result.ok ? '' : result.error);
  return result.value;
}

describe('flags of start', () => {
  it('take parameters behind two dashes as words and ignore --params then', () => {
    assert.deepEqual(value('-p', 'A=1 B=2', 'f.yaml').params, { text: 'A=1 B=2' });
    assert.deepEqual(value('-p', 'A=1', 'f.yaml', '--', 'B=x y').params, { words: ['B=x y'] });
    assert.equal(value('f.yaml').params, undefined);
  });

  it('take an empty run id as none', () => {
    assert.equal(value('--run-id', '', 'f.yaml').runId, undefined);
    assert.equal(value('-r', 'one', 'f.yaml').runId, 'one');
  });

  it('make the working directory absolute and labels lower case', () => {
    assert.equal(value('--default-working-dir', 'wd', 'f.yaml').defaultWorkingDir, '/work/wd');
    assert.deepEqual(value('--labels', 'Env=Dev,nightly', '--labels', 'x', 'f.yaml').labels, [
      'env=dev',
      'nightly',
      'x',
    ]);
  });

  it('are refused with a whole message when they make no sense', () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['--run-id', 'bad id'], /must only contain letters, digits, dashes and underscores/],
      [['--run-id', 'a.b'], /must only contain/],
      [['--run-id', 'a'.repeat(64)], /too long/],
      [['--trigger-type', 'button'], /must be one of scheduler, manual/],
      [['--schedule-time', 'yesterday'], /RFC 3339/],
      [['--labels', 'bad label!'], /invalid label "bad label!"/],
      [['--from-run-id', 'r1', '--', 'A=1'], /parameters cannot be provided when using --from-run-id/],
    ];
    for (const [argv, message] of wrong) {
      const result = options(...argv);
      assert.match(result.ok ? 'accepted' : result.error, message);
    }
  });
});

describe('the workflow of exec', () => {
  it('is named after the program', () => {
    assert.equal(execName(['/usr/bin/echo']), 'exec-echo');
    assert.equal(execName(['my tool']), 'exec-my-tool');
    assert.equal(execName(['x'.repeat(60)]).length, 40);
  });

  it('hands words on unread: a dollar sign stays one', () => {
    const text = execText({
      argv: ['sh', '-c', 'echo "$HOME"'],
      env: ['FOO=b $r', 'BAR=1'],
      workingDir: '/w',
    });
    assert.deepEqual(JSON.parse(text), {
      consts: [{ word_1: 'b $r' }, { word_2: 'echo "$HOME"' }],
      env: [{ FOO: '${consts.word_1}' }, { BAR: '1' }],
      working_dir: '/w',
      steps: [{ name: 'main', action: 'exec', with: { command: 'sh', args: ['-c', '${consts.word_2}'] } }],
    });
  });
});

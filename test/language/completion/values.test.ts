// Values: words, names of steps, actions and workflows, schedules.

import { strict as assert } from 'node:assert';
import { builtInActions } from '../../../src/spec/actions/catalog';
import { isExecuted } from '../../../src/spec/supported';
import { chosen, complete, labels } from './support';

const abc = 'steps:\n  - id: a\n    run: x\n  - id: b\n    name: the second\n    run: x\n    depends: a\n';

describe('Completion of values', () => {
  it('offers the words of a field, the default marked', () => {
    for (const [marked, offered] of [
      ['type: <|>\nsteps: []\n', ['graph', 'chain', 'agent', 'build']],
      ['type:<|>\nsteps: []\n', ['graph', 'chain', 'agent', 'build']],
      ['log_output: m<|>\nsteps: []\n', ['separate', 'merged']],
      ['steps:\n  - run: x\n    mail_on_error: <|>\n', ['true', 'false']],
      ['steps:\n  - run: x\n    continue_on: f<|>\n', ['failed', 'skipped']],
      ['steps:\n  - run: x\n    continue_on: {failure: <|>}\n', ['true', 'false']],
      ['steps:\n  - run: x\n    repeat_policy:\n      repeat: <|>\n', ['while', 'until', 'true']],
      ['params:\n  - name: P\n    type: <|>\nsteps: []\n', ['string', 'integer', 'number', 'boolean']],
      ['steps:\n  - id: a\n    outputs:\n      - name: x\n        type: <|>\n', ['string', 'json']],
      ['steps:\n  - action: wait.file\n    with:\n      state: <|>\n', ['exists', 'missing']],
      ['steps:\n  - run: x\n    output: {a: {from: <|>}}\n', ['stdout', 'stderr', 'file']],
    ] as const) {
      assert.deepEqual(labels(marked), offered, marked);
    }
    assert.equal(labels('steps:\n  - run: x\n    signal_on_stop: <|>\n')[0], 'SIGTERM');
    assert.equal(labels('shell: <|>\nsteps: []\n')[0], 'bash');
    assert.equal(complete('type: <|>\nsteps: []\n')[0]?.detail, 'default');
  });

  it('offers the steps that this one can wait for, each once', () => {
    for (const [line, offered] of [
      ['depends: <|>', ['a', 'b']],
      ['depends: [<|>]', ['a', 'b']],
      ['depends: [a, <|>]', ['b']],
      ['depends: [a, <|>', ['b']],
      ['depends: ["a", "<|>', ['b']],
      ['depends: [<|>, a]', ['b']],
      ['depends:\n      - <|>', ['a', 'b']],
      ['depends:\n      - a\n      - <|>', ['b']],
      ['depends:\n      - a<|>', ['a', 'b']],
    ] as const) {
      assert.deepEqual(labels(`${abc}  - id: c\n    ${line}\n    run: x\n  - id: d\n    depends: c\n`), offered, line);
    }
    assert.deepEqual(labels(`type: chain\n${abc}  - id: c\n    depends: <|>\n`), []);
    assert.deepEqual(labels('steps:\n  - - id: a\n      run: x\n    - id: b\n      run: x\n      depends: <|>\n'), [
      'a',
    ]);
    assert.deepEqual(labels('steps:\n  - name: two words\n    run: x\n  - id: c\n    depends: <|>\n'), ['two words']);
  });

  it('offers targets of routes, and the steps that a push-back can begin at', () => {
    const router = `${abc}  - id: r\n    depends: a\n    action: router.route\n    with:\n      value: x\n      routes:\n`;
    assert.deepEqual(labels(`${router}        "x": [<|>]\n`), ['b']);
    assert.deepEqual(labels(`${router}        "x": [b]\n        "y":\n          - <|>\n`), []);
    assert.deepEqual(labels(`${abc}  - id: c\n    depends: b\n    run: x\n    approval:\n      rewind_to: <|>\n`), [
      'c',
      'b',
      'a',
    ]);
  });

  it('offers the inputs of an approval that it may require', () => {
    const approval = 'steps:\n  - run: x\n    approval:\n      prompt: ok\n      input: [A, B]\n      required: ';
    assert.deepEqual(labels(`${approval}[<|>]\n`), ['A', 'B']);
    assert.deepEqual(labels(`${approval}[A, <|>]\n`), ['B']);
  });

  it('offers actions: those of the file, then those that run here, then the others', () => {
    const found = complete(
      `actions:\n  greet: {input_schema: {type: object}, template: {run: x}}\nsteps:\n  - action: <|>\n`,
    );
    assert.equal(found[0]?.label, 'greet');
    assert.equal(found.length, builtInActions().length + 1);
    const executed = found.slice(1).map(({ label }) => isExecuted(label));
    assert.deepEqual(
      executed,
      [...executed].sort((a, b) => Number(b) - Number(a)),
    );
    const last = found.at(-1);
    assert.equal(last?.detail, isExecuted(last?.label ?? '') ? 'built-in' : 'not executed here');
  });

  it('inserts an action with the input that it needs, once', () => {
    assert.equal(
      chosen('steps:\n  - id: w\n    action: fi<|>\n', 'file.write'),
      'steps:\n  - id: w\n    action: file.write\n    with:\n      path: ‹1›\n      content: ‹2›\n',
    );
    assert.equal(
      chosen('steps:\n  - action: <|>\n', 'router.route'),
      'steps:\n  - action: router.route\n    with:\n      value: ‹1›\n      routes:\n        ‹2:"re:.*"›: [‹3:step›]\n',
    );
    for (const [marked, after] of [
      ['steps:\n  - action: <|>\n    with: {message: x}\n', 'steps:\n  - action: log.write\n    with: {message: x}\n'],
      ['steps: [{action: <|>}]\n', 'steps: [{action: log.write}]\n'],
      ['steps:\n  - action: "lo<|>"\n', 'steps:\n  - action: "log.write"\n'],
      ['steps:\n  - action: <|>log.read # remark\n', 'steps:\n  - action: log.write # remark\n'],
    ] as const) {
      assert.equal(chosen(marked, 'log.write'), after);
    }
    assert.equal(chosen('steps:\n  - action: <|>\n', 'noop'), 'steps:\n  - action: noop\n');
  });

  it('offers workflows to call: later documents of the file, then other files', () => {
    for (const line of ['action: dag.run\n    with:\n      dag: <|>', 'call: <|>']) {
      assert.deepEqual(labels(`steps:\n  - id: c\n    ${line}\n---\nname: kid\nsteps: []\n`), [
        'kid',
        'other',
        '../shared/report.yaml',
      ]);
    }
  });

  it('offers schedules in quotes, also found by their words', () => {
    assert.equal(chosen('schedule: <|>\nsteps: []\n', '0 9 * * *'), 'schedule: "0 9 * * *"\nsteps: []\n');
    assert.equal(chosen('schedule: ["*<|>"]\nsteps: []\n', '0 9 * * *'), 'schedule: ["0 9 * * *"]\nsteps: []\n');
    assert.equal(chosen("schedule:\n  start: '<|>\n", '0 9 * * *'), "schedule:\n  start: '0 9 * * *'\n");
    assert.match(complete('schedule: <|>\nsteps: []\n')[0]?.filter ?? '', /every day/);
    assert.deepEqual(labels('schedule:\n  start:\n    - kind: <|>\nsteps: []\n'), []);
  });

  it('replaces the whole value, and quotes what must be quoted', () => {
    const named = 'steps:\n  - name: "a: b"\n    run: x\n  - name: "7"\n    run: x\n  - id: c\n    run: x\n    ';
    assert.equal(chosen(`${named}depends: old na<|>me # why\n`, 'a: b'), `${named}depends: "a: b" # why\n`);
    assert.equal(chosen(`${named}depends: [<|>]\n`, '7'), `${named}depends: ["7"]\n`);
    assert.equal(chosen(`${named}depends: ['o<|>ld']\n`, 'a: b'), `${named}depends: ['a: b']\n`);
    assert.equal(chosen(`${named}depends: &d !!str ol<|>\n`, '7'), `${named}depends: &d !!str "7"\n`);
    assert.equal(chosen(`${named}depends:<|>\n`, '7'), `${named}depends: "7"\n`);
    assert.equal(chosen(`${named}depends:\n      -<|>\n`, 'a: b'), `${named}depends:\n      - "a: b"\n`);
    assert.equal(chosen('type: gr<|>aph\nsteps: []\n', 'chain'), 'type: chain\nsteps: []\n');
  });

  it('offers the usual structure of a field that has no value yet', () => {
    for (const [marked, label, after] of [
      ['steps: <|>\n', 'steps …', 'steps:\n  - id: ‹1:first›\n    run: ‹2:echo hello›\n'],
      [
        'steps:\n  - run: x\n    retry_policy:<|>\n',
        'retry_policy …',
        'steps:\n  - run: x\n    retry_policy:\n      limit: ‹1:3›\n      interval_sec: ‹2:5›\n',
      ],
    ] as const) {
      assert.equal(chosen(marked, label), after);
    }
    assert.ok(labels('steps:\n  - run: x\n    continue_on: <|>\n').includes('continue_on …'));
    assert.deepEqual(labels('steps:\n  - run: x\n    env: a<|>\n'), []);
    assert.deepEqual(labels('steps: [{run: x, env: <|>}]\n'), []);
  });

  it('has nothing to offer in texts that are free', () => {
    for (const marked of [
      'name: <|>\nsteps: []\n',
      'steps:\n  - run: echo <|>\n',
      'steps:\n  - run: x\n    env:\n      A: <|>\n',
      'steps:\n  - id: <|>\n',
      'steps:\n  - run: x\n    timeout_sec: <|>\n',
    ]) {
      assert.deepEqual(labels(marked), [], marked);
    }
  });
});

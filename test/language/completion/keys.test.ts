// Keys: what a mapping can have and does not have yet, in whole and in half-written texts.

import { strict as assert } from 'node:assert';
import { applyEdits } from '../../../src/base/text';
import { starterAt } from '../../../src/language/completion/starter';
import { withCursor } from '../../support/marked-yaml';
import { chosen, complete, labels } from './support';

const steps = 'steps:\n  - id: a\n    run: echo\n';

describe('Completion of keys', () => {
  it('offers the fields of the place that are still missing', () => {
    for (const [marked, offered, missing] of [
      [`<|>\n${steps}`, ['params', 'handler_on', 'schedule'], ['steps', 'limit']],
      [`${steps}<|>`, ['params', 'env'], ['steps']],
      [`ty<|>\n${steps}`, ['type', 'params'], ['steps']],
      ['steps:\n  - id: a\n    <|>\n', ['run', 'action', 'depends', 'retry_policy'], ['id', 'with', 'inputs']],
      ['steps:\n  - id: a\n    dep<|>\n    run: x\n', ['depends', 'with', 'env'], ['id', 'run', 'action', 'parallel']],
      ['steps:\n  - <|>\n', ['id', 'run', 'action'], ['with']],
      ['steps:\n  - r<|>\n', ['run', 'retry_policy'], []],
      ['steps:\n  - run: x\n    retry_policy:\n      <|>\n', ['limit', 'interval_sec', 'backoff'], ['id']],
      ['steps:\n  - run: x\n    retry_policy:\n      limit: 1\n      <|>\n', ['interval_sec'], ['limit']],
      ['steps:\n  - run: x\n    retry_policy: {<|>}\n', ['limit', 'interval_sec'], []],
      ['steps:\n  - run: x\n    retry_policy: {limit: 1, int<|>\n  - run: y\n', ['interval_sec'], ['limit']],
      ['steps: [{id: a, <|>}]\n', ['run', 'action'], ['id']],
      [`handler_on:\n  <|>\n${steps}`, ['init', 'exit'], []],
      [`handler_on:\n  Exit: {run: x}\n  <|>\n${steps}`, ['init'], ['exit']],
      [`handler_on:\n  exit:\n    <|>\n${steps}`, ['run', 'action', 'env'], ['depends', 'retry_policy', 'name']],
      [`defaults:\n  <|>\n${steps}`, ['retry_policy', 'env'], ['run', 'id']],
      [`secrets:\n  - name: T\n    <|>\n${steps}`, ['provider', 'key'], ['name']],
      [`params:\n  - name: T\n    <|>\n${steps}`, ['default', 'enum', 'required'], ['name']],
      ['steps:\n  - run: x\n    preconditions:\n      - condition: a\n        <|>\n', ['expected', 'negate'], ['eval']],
      ['steps:\n  - run: x\n    with:\n      <|>\n', ['shell', 'shell_args'], ['message']],
      ['steps:\n  - action: file.write\n    with:\n      <|>\n', ['path', 'content', 'overwrite'], ['shell']],
      ['steps:\n  - action: file.write\n    with:\n      path: x\n      <|>\n', ['content'], ['path']],
      ['steps:\n  - run: x\n    foreach:\n      items: [1]\n      steps:\n        - <|>\n', ['run', 'depends'], []],
      ['steps:\n  - type: http\n    config:\n      <|>\n', ['timeout', 'headers'], ['run']],
      [`actions:\n  greet:\n    <|>\n${steps}`, ['input_schema', 'template'], []],
      [`actions:\n  greet:\n    template:\n      <|>\n${steps}`, ['run', 'action'], []],
      [`container:\n  exec: c\n  <|>\n${steps}`, ['user', 'env'], ['image', 'volumes']],
      ['steps:\n  - run: x\n    output:\n      total:\n        <|>\n', ['value', 'from', 'select'], []],
      [`${steps}---\n<|>\n`, ['name', 'steps', 'params'], []],
      [`<|>\n${steps}`, ['description'], ['name']],
      ['labels: [a]\n<|>\nsteps: []\n', ['params'], ['tags', 'labels']],
      ['type: chain\nsteps:\n  - id: a\n    <|>\n', ['run'], ['depends']],
      ['type: build\nsteps:\n  - id: a\n    <|>\n', ['inputs'], []],
    ] as const) {
      const found = labels(marked);
      for (const label of offered)
        assert.ok(found.includes(label), `${label} is not offered in\n${marked}\nbut ${found}`);
      for (const label of missing) assert.ok(!found.includes(label), `${label} is offered in\n${marked}`);
    }
  });

  it('offers nothing where keys are free, and nothing in comments and texts', () => {
    for (const marked of [
      'steps:\n  - run: x\n    env:\n      <|>\n',
      `# <|>\n${steps}`,
      'type: graph # <|>\nsteps: []\n',
      'steps:\n  - run: |\n      echo\n      <|>\n',
      'steps:\n  - run: "one\n      <|>\n',
      'steps:\n  - action: no.such\n    with:\n      <|>\n',
    ]) {
      assert.deepEqual(labels(marked), [], marked);
    }
  });

  it('puts what is required first, and older forms last', () => {
    assert.deepEqual(labels(`${steps}---\n<|>\n`).slice(0, 2), ['name', 'steps']);
    assert.deepEqual(labels('steps:\n  - run: x\n    retry_policy:\n      <|>\n').slice(0, 2), [
      'limit',
      'interval_sec',
    ]);
    assert.deepEqual(labels('steps:\n  - action: http.request\n    with:\n      <|>\n').slice(0, 2), ['method', 'url']);
    const step = complete('steps:\n  - <|>\n').filter(({ kind }) => kind === 'field');
    assert.deepEqual(
      step.slice(0, 3).map(({ label }) => label),
      ['id', 'run', 'action'],
    );
    const old = step.findIndex(({ deprecated }) => deprecated === true);
    assert.ok(old > 10 && step.slice(old).every(({ deprecated }) => deprecated === true));
  });

  it('inserts the usual structure of a field, indented for its place', () => {
    for (const [marked, label, after] of [
      [
        'steps:\n  - run: x\n    ret<|>\n',
        'retry_policy',
        'steps:\n  - run: x\n    retry_policy:\n      limit: ‹1:3›\n      interval_sec: ‹2:5›\n',
      ],
      [
        `han<|>\n${steps}`,
        'handler_on',
        `handler_on:\n  ‹1:failure,success,exit,abort,init,wait›:\n    run: ‹2:echo done›\n${steps}`,
      ],
      ['handler_on:\n  <|>\n', 'exit', 'handler_on:\n  exit:\n    run: ‹1:echo done›\n'],
      ['steps:\n  - p<|>', 'preconditions', 'steps:\n  - preconditions:\n      - condition: ‹1:test -f ready›'],
      ['steps:\n  -<|>', 'run', 'steps:\n  - run: '],
      ['steps:\n  - run: x\n    dep<|>', 'depends', 'steps:\n  - run: x\n    depends: [‹1›]'],
      ['steps:\n  - run: x\n    mail<|>', 'mail_on_error', 'steps:\n  - run: x\n    mail_on_error: ‹1:true,false›'],
      [
        'steps:\n  - action: file.write\n    with:\n      at<|>',
        'atomic',
        'steps:\n  - action: file.write\n    with:\n      atomic: ‹1:false,true›',
      ],
      ['steps:\n  - run: x\n    retry_policy: {li<|>}', 'limit', 'steps:\n  - run: x\n    retry_policy: {limit: }'],
      ['steps: [{run: x, retry<|>}]', 'retry_policy', 'steps: [{run: x, retry_policy: {‹1›}}]'],
    ] as const) {
      assert.equal(chosen(marked, label), after);
    }
  });

  it('replaces the whole key that is there, and neither doubles it nor its value', () => {
    assert.equal(
      chosen('steps:\n  - foreach:\n      items: [1]\n      st<|>\n', 'steps'),
      'steps:\n  - foreach:\n      items: [1]\n      steps:\n        - id: ‹1:first›\n          run: ‹2:echo hello›\n',
    );
    for (const typed of ['"en<|>', '"en<|>"'])
      assert.equal(
        chosen(`steps:\n  - run: x\n    ${typed}\n`, 'env'),
        'steps:\n  - run: x\n    "env":\n      - ‹1:NAME›: ‹2:value›\n',
      );
    assert.equal(chosen("steps: [{run: x, 'dep<|>'}]\n", 'depends'), "steps: [{run: x, 'depends': [‹1›]}]\n");
    assert.equal(chosen('ty<|>pe: chain\nsteps: []\n', 'type'), 'type: chain\nsteps: []\n');
    assert.equal(chosen('steps:\n  - run: x\n    de<|>pend: a\n', 'depends'), 'steps:\n  - run: x\n    depends: a\n');
    assert.equal(
      chosen('steps:\n  - run: x\n    <|>timeout_sec : 3\n', 'timeout_sec'),
      'steps:\n  - run: x\n    timeout_sec : 3\n',
    );
  });

  it('begins whole steps', () => {
    const item = 'step that performs an action';
    const body = 'id: ‹1:name›\n    action: ‹2:log.write›\n    with:\n      ‹3:message›: ‹4:hello›';
    assert.equal(chosen('steps:\n  <|>\n', item), `steps:\n  - ${body}\n`);
    assert.equal(chosen('steps:\n  - <|>\n', item), `steps:\n  - ${body}\n`);
    assert.equal(chosen(`${steps}  <|>\n`, item), `${steps}  - ${body}\n`);
    assert.equal(chosen('steps:\n- <|>', item), `steps:\n- ${body.replaceAll('\n  ', '\n')}`);
  });

  it('knows the inputs of custom actions and the parameters of documents that are called', () => {
    const action =
      'actions:\n  greet:\n    input_schema:\n      type: object\n      required: [who]\n      properties:\n        tone: {type: string, default: mild}\n' +
      '        who: {type: string, description: Whom to greet}\n    template: {run: echo}\n';
    const marked = `${action}steps:\n  - action: greet\n    with:\n      <|>\n`;
    assert.deepEqual(labels(marked), ['who', 'tone']);
    assert.match(complete(marked)[0]?.detail ?? '', /required/);
    const call =
      'steps:\n  - action: dag.run\n    with:\n      dag: kid\n      params:\n        A: 1\n        <|>\n---\nname: kid\nparams: A=1 B=2\nsteps: []\n';
    assert.deepEqual(labels(call), ['B']);
  });

  it('begins a workflow in an empty file, and nowhere else', () => {
    const offered = (marked: string): readonly string[] => {
      const { text, offset } = withCursor(marked);
      return starterAt(text, offset).map(({ range, text: inserted }) =>
        applyEdits(text, [{ range, text: inserted }]).slice(0, 24),
      );
    };
    assert.deepEqual(offered('<|>'), ['description: ${1:What it']);
    assert.deepEqual(offered('work<|>\n'), ['description: ${1:What it']);
    assert.deepEqual(offered('# a\n\nste<|>'), ['# a\n\ndescription: ${1:Wh']);
    for (const marked of ['a: <|>', '# <|>', 'a<|>b', '- <|>', 'a b<|>', 'jobs:\n<|>'])
      assert.deepEqual(offered(marked), [], marked);
  });

  it('writes lines that fit those of the file, also where they end in another way', () => {
    assert.equal(
      chosen('steps:\r\n  - id: a\r\n    ru<|>\r\n    env: {}\r\n', 'run'),
      'steps:\r\n  - id: a\r\n    run: \r\n    env: {}\r\n',
    );
    assert.equal(chosen('type: gr<|>\r\nsteps: []\r\n', 'chain'), 'type: chain\r\nsteps: []\r\n');
  });
});

// Calls of custom actions, read as the steps that they stand for.

import { strict as assert } from 'node:assert';
import type { Dag, Step } from '../../src/model/dag';
import type { Compilation } from '../../src/spec/compilation';
import { compile } from '../../src/spec/compile';
import { assertMarks, withoutMarks } from '../support/marked-yaml';

function compiled(text: string, base?: string): Compilation {
  return compile(text, {
    file: '/flows/flow.yaml',
    lookup: { read: () => undefined },
    ...(base === undefined ? {} : { base: { file: '/dagu/base.yaml', text: base } }),
  });
}

function dagOf(text: string, base?: string): Dag {
  const { dag, refusals } = compiled(text, base);
  assert.ok(dag !== undefined, refusals.map(one => one.message).join('\n'));
  return dag;
}

function stepsOf(text: string, base?: string): Readonly<Record<string, Step>> {
  return Object.fromEntries(dagOf(text, base).steps.map(step => [step.name, step]));
}

function check(marked: string): void {
  const text = withoutMarks(marked);
  assertMarks(text, compiled(text.text).diagnostics);
}

const greet = `
actions:
  greet:
    input_schema:
      type: object
      required: [who]
      properties:
        who: {type: string}
        times: {type: integer, default: 2}
    template:
      env: [E: template]
      timeout_sec: 7
      preconditions: ["true"]
      run: echo {{ .input.who | upper }} {{ .input.times }}
`;

describe('Custom actions', () => {
  it('become the step of their template, with the input in its place', () => {
    const steps = stepsOf(`${greet}
steps:
  - {action: greet, with: {who: ann}}
  - {id: ref, action: greet, with: {who: "\${params.P}", times: "\${params.N}"}}
`);
    const [first] = Object.keys(steps);
    assert.equal(first, 'greet_1');
    assert.deepEqual(steps.greet_1?.action, { name: 'run', form: 'command', texts: ['echo ANN 2'] });
    assert.deepEqual(steps.ref?.action, { name: 'run', form: 'command', texts: ['echo ${PARAMS.P} ${params.N}'] });
    assert.equal(steps.greet_1?.timeoutSec, 7);
  });

  it('add variables and preconditions of the call to those of the template, and let it replace all else', () => {
    const { call } = stepsOf(`${greet}
steps:
  - id: call
    action: greet
    with: {who: ann}
    env: {F: call}
    preconditions: "false"
    timeout_sec: 9
    stdout: out.txt
    retry_policy:
`);
    assert.deepEqual(call?.env, [
      { name: 'E', value: 'template' },
      { name: 'F', value: 'call' },
    ]);
    assert.deepEqual(
      call?.preconditions.map(condition => condition.text),
      ['true', 'false'],
    );
    assert.equal(call?.timeoutSec, 9);
    assert.deepEqual(call?.stdout, { path: 'out.txt' });
  });

  it('insert values of any type with $input, and fill texts everywhere', () => {
    const { use } = stepsOf(`
actions:
  pkg.pick:
    input_schema: {type: object, properties: {doc: {type: object}, secs: {type: integer}}}
    template:
      action: jq.filter
      timeout_sec: {$input: secs}
      env: [{DEEP: "{{ .input.doc.list }}"}]
      with: {filter: ".x", data: {$input: doc.list.1}, raw: {$input: doc.on}}
steps: [{id: use, action: pkg.pick, with: {secs: 5, doc: {list: [1, {x: [true, null]}], on: true}}}]
`);
    assert.deepEqual(use?.action, {
      name: 'other',
      action: 'jq.filter',
      with: { filter: '.x', data: { x: [true, null] }, raw: true },
    });
    assert.equal(use?.timeoutSec, 5);
    assert.deepEqual(use?.env, [{ name: 'DEEP', value: '[1 map[x:[true <nil>]]]' }]);
  });

  it('may stand for each other', () => {
    const { outer, inner_2: inner } = stepsOf(`${greet}
  inner:
    input_schema: {type: object}
    output_schema: {type: string}
    template: {action: greet, timeout_sec: 8, env: [F: inner], with: {who: "<{{ .input.x }}>", times: 9}}
steps:
  - {id: outer, action: inner, with: {x: zed}, env: [G: call]}
  - {action: inner, with: {x: y}}
`);
    assert.deepEqual(outer?.action, { name: 'run', form: 'command', texts: ['echo <ZED> 9'] });
    assert.deepEqual(
      outer?.env.map(binding => binding.name),
      ['E', 'F', 'G'],
    );
    assert.equal(outer?.timeoutSec, 8);
    assert.deepEqual(outer?.outputSchema, { type: 'string' });
    assert.deepEqual(inner?.action, { name: 'run', form: 'command', texts: ['echo <Y> 9'] });
  });

  it('work in handlers, in bodies of foreach and from the base configuration', () => {
    const dag = dagOf(
      `
handler_on: {exit: {action: greet, with: {who: bye}}}
defaults: {timeout_sec: 3, env: [D: default]}
steps:
  - id: each
    foreach:
      items: [1]
      steps: [{id: one, action: greet, with: {who: "\${foreach.item}"}}]
  - {id: plain, action: greet, with: {who: me}}
`,
      greet,
    );
    assert.deepEqual(dag.handlers.exit?.action, { name: 'run', form: 'command', texts: ['echo BYE 2'] });
    const each = dag.steps[0]?.action;
    assert.ok(each?.name === 'foreach');
    assert.deepEqual(each.steps[0]?.action, { name: 'run', form: 'command', texts: ['echo ${FOREACH.ITEM} 2'] });
    assert.equal(dag.steps[1]?.timeoutSec, 7);
    assert.deepEqual(
      dag.steps[1]?.env.map(binding => binding.name),
      ['D', 'E'],
    );
  });

  it('exist in the older form of step types too', () => {
    const steps = stepsOf(`
step_types:
  say:
    type: command
    input_schema: {type: object, properties: {what: {type: string, default: hi}}}
    template: {command: "echo {{ .input.what }}"}
  talk:
    type: shell
    input_schema: {type: object}
    template: {script: "echo {{ len .input }}"}
  call:
    type: command
    input_schema: {type: object, properties: {m: {type: string}}}
    template: {exec: {command: echo, args: ["-n", {$input: m}]}}
  pick:
    type: jq
    input_schema: {type: object, properties: {doc: {type: object}}}
    template: {command: .a, config: {data: {$input: doc}, raw: true}}
steps:
  - {type: say, with: {what: you}}
  - {id: other, type: say}
  - {id: named, action: say}
  - {id: pick, type: pick, config: {doc: {a: 1}}}
  - {id: talk, type: talk}
  - {id: call, type: call, with: {m: "a b"}}
`);
    assert.deepEqual(steps.say_1?.action, { name: 'run', form: 'command', texts: ['echo you'] });
    assert.deepEqual(steps.other?.action, { name: 'run', form: 'command', texts: ['echo hi'] });
    assert.deepEqual(steps.named?.action, { name: 'run', form: 'command', texts: ['echo hi'] });
    assert.deepEqual(steps.pick?.action, {
      name: 'other',
      action: 'jq.filter',
      with: { data: { a: 1 }, raw: true, filter: '.a' },
    });
    assert.deepEqual(steps.talk?.action, { name: 'run', form: 'script', texts: ['echo 0'] });
    assert.deepEqual(steps.call?.action, { name: 'exec', command: 'echo', args: ['-n', 'a b'] });
  });

  it('have their input checked where it is written', () => {
    check(`
      actions:
        g:
          input_schema:
            type: object
            required: [w]
            additionalProperties: false
            properties:
              w: {type: integer, minimum: 1}
              l: {type: array}
              o: {oneOf: [{type: integer}, {type: object}]}
          template: {run: "echo {{ .input.w }}"}
      type: chain
      steps:
        - {id: a, action: g}
      #                   ^ custom-action-input: must have "w"
        - {id: b, action: g, with: {w: x}}
      #                                ^ custom-action-input: with.w must be of type integer
        - {id: c, action: g, with: {w: "\${params.N}", o: "\${params.O}"}}
        - {id: d, action: g, with: {w: "1\${params.N}"}}
      #                                ^^^^^^^^^^^^^^ custom-action-input: with.w must be of type integer
        - {id: e, action: g, with: {w: 1, l: "\${params.N}"}}
      #                                      ^^^^^^^^^^^^^ custom-action-input: with.l must be of type array
        - {id: f, action: g, with: {w: 1, zz: 2}}
      #                                       ^ custom-action-input: with.zz is not allowed
        - {id: h, action: g, with: [1]}
      #                            ^^^ type-mapping: with must be a mapping
        - {id: i, action: g, with: {w: 1}, working_dir: /tmp}
      #                                    ^^^^^^^^^^^ custom-call-field: cannot stand beside
    `);
  });

  it('say where they are called what goes wrong inside of them, and where they are defined', () => {
    const text = `
actions:
  g: {input_schema: {type: object}, template: {run: "echo {{ .input.zz }}"}}
  a: {input_schema: {type: object}, template: {action: b}}
  b: {input_schema: {type: object}, template: {action: a}}
  h: {input_schema: {type: object}, template: {action: wait.duration, with: {duration: "{{ .input.d }}"}}}
  unused: {input_schema: {type: object}, template: {run: "echo {{ .input.zz }"}}
steps:
  - {id: one, action: g}
  - {id: two, action: a}
  - {id: three, action: h, with: {d: soon}}
`;
    const found = compiled(text).diagnostics.filter(finding => finding.severity === 'error');
    const place = (range: { readonly start: number; readonly end: number }): string => {
      const before = text.slice(0, range.start).split('\n');
      return `${before.length}:${text.slice(range.start, range.end)}`;
    };
    assert.deepEqual(
      found.map(({ code, range, related }) => [code, place(range), ...(related ?? []).map(one => place(one.range))]),
      [
        ['custom-action-template', '9:g', '3:g'],
        ['custom-action-circle', '10:a', '4:a'],
        ['input-value', '11:h', '6:h'],
      ],
    );
    assert.match(found[0]?.message ?? '', /template\.run: column 9: map has no entry for key "zz"/);
    assert.match(found[1]?.message ?? '', /a → b → a/);
    assert.match(found[2]?.message ?? '', /h: steps\[2\]\.with\.duration must be a duration/);
  });

  it('have schemas that are schemas, and so have steps and parameters', () => {
    check(`
      actions:
        g:
          input_schema: {type: object, required: who, properties: {who: {minLength: "1"}}}
      #                                          ^^^ schema-shape: actions.g.input_schema.required must be a list of texts
      #                                                                             ^^^ schema-shape: properties.who.minLength must be a whole number
          output_schema: {pattern: "("}
      #                            ^^^ schema-shape: actions.g.output_schema.pattern must be a pattern
          template: {run: echo}
      params: {type: object, properties: {n: {type: 5}}}
      #                                             ^ schema-shape: params.properties.n.type must be the name of a type
      steps:
        - {action: g, with: {who: x}}
        - {run: echo, output_schema: {$ref: "#/$defs/none"}, depends: g_1}
      #                                     ^^^^^^^^^^^^^^ schema-shape: steps[1].output_schema.$ref leads to
    `);
  });

  it('offer no fixes that would edit the call for what the template says', () => {
    const found = compiled(`
actions:
  g: {input_schema: {type: object}, template: {run: echo, timeout_secs: 3}}
steps: [{id: one, action: g}]
`).diagnostics.find(finding => finding.code === 'key-unknown');
    assert.match(found?.message ?? '', /did you mean/);
    assert.deepEqual(found?.fixes, []);
  });

  it('are refused when they would multiply what they are given', () => {
    const big = JSON.stringify(Array.from({ length: 2000 }, () => 'x'.repeat(20)));
    const copies = Array.from({ length: 400 }, (_, index) => `k${index}: {$input: big}`).join(', ');
    const { refusals } = compiled(`
actions:
  g: {input_schema: {type: object}, template: {action: jq.filter, with: {filter: ., data: {${copies}}}}}
steps: [{action: g, with: {big: ${big}}}]
`);
    assert.match(refusals[0]?.message ?? '', /more work than is allowed/);
  });

  it('are refused when their templates cost too much', () => {
    const { refusals } = compiled(`
actions:
  g: {input_schema: {type: object}, template: {run: "{{ range 1000000000000 }}x{{ end }}"}}
steps: [{action: g}]
`);
    assert.match(refusals[0]?.message ?? '', /more work than is allowed/);
  });
});

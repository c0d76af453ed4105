// What is said about workflow files: the place, the code, what is wrong and how to mend it.

import { strict as assert } from 'node:assert';
import { applyEdits } from '../../src/base/text';
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

function check(marked: string): void {
  const text = withoutMarks(marked);
  assertMarks(text, compiled(text.text).diagnostics);
}

/** The text after the preferred fix of the finding with this code (the first fix, when none is preferred). */
function fixed(text: string, code: string): string {
  const found = compiled(text).diagnostics.find(finding => finding.code === code);
  const fix = found?.fixes?.find(one => one.preferred === true) ?? found?.fixes?.[0];
  assert.ok(fix !== undefined, `no fix of ${code} among ${compiled(text).diagnostics.map(one => one.code)}`);
  return applyEdits(text, fix.edits);
}

describe('Findings about keys', () => {
  it('name unknown ones and what may have been meant, and go on', () => {
    check(`
      descripton: x
      ^^^^^^^^^^ key-unknown: did you mean description
      steps:
        - run: echo
          retires: 3
      #   ^^^^^^^ key-unknown: steps[0]
          timeout_sec: "10"
      #                ^^^^ type-integer: must be a whole number
    `);
  });

  it('bring camelCase keys into today’s spelling', () => {
    assert.equal(
      fixed('maxActiveSteps: 1\nsteps:\n  - run: echo\n', 'key-renamed'),
      'max_active_steps: 1\nsteps:\n  - run: echo\n',
    );
    const text = 'steps:\n  - run: echo\n    retry_policy: {limit: 1, intervalSec: 2}\n';
    assert.equal(fixed(text, 'key-renamed'), text.replace('intervalSec', 'interval_sec'));
  });

  it('know the removed ones', () => {
    assert.equal(
      fixed('steps:\n  - run: echo\n    dir: /tmp\n', 'key-renamed'),
      'steps:\n  - run: echo\n    working_dir: /tmp\n',
    );
    assert.equal(
      fixed(
        'steps:\n  - executor:\n      type: jq\n      config:\n        raw: true\n    command: .a\n',
        'key-renamed',
      ),
      'steps:\n  - type: jq\n    config:\n      raw: true\n    command: .a\n',
    );
    assert.equal(
      fixed('steps: [{executor: bash, command: echo}]\n', 'key-renamed'),
      'steps: [{shell: bash, command: echo}]\n',
    );
    assert.equal(
      fixed('handler_on:\n  cancel:\n    run: echo\nsteps:\n  - run: echo\n', 'key-renamed').slice(0, 22),
      'handler_on:\n  abort:\n ',
    );
  });

  it('say when another case loses what a key holds', () => {
    check(
      `
      steps:
        - id: a
      #   ^^ execution-missing: step command is required, as run or action
          Run: echo
      #   ^^^ key-case: what it holds is lost
    `,
    );
  });

  it('show both places of a key that is given twice', () => {
    const { diagnostics } = compiled('steps:\n  - run: echo\n    run: echo\n');
    assert.deepEqual(
      diagnostics.map(({ code, range, related }) => [code, range.start, related?.[0]?.range.start]),
      [['yaml-duplicate-key', 25, 11]],
    );
  });
});

describe('Findings about values', () => {
  it('are strict about types, and offer the value that is meant', () => {
    check(
      `
      description: 12
      #            ^^ type-text: must be text
      skip_if_successful: yes
      #                   ^^^ type-boolean: must be true or false
      ^^^^^^^^^^^^^^^^^^ server-only: only a Dagu server
      max_active_steps: true
      #                 ^^^^ type-integer
      log_output: both
      #           ^^^^ word-unknown: separate, merged
      steps:
        - run: echo
          signal_on_stop: INT
      #                   ^^^ signal: SIGTERM
    `,
    );
    assert.equal(
      fixed('description: 12\nsteps: [{run: echo}]', 'type-text'),
      'description: "12"\nsteps: [{run: echo}]',
    );
    assert.equal(
      fixed('steps: [{run: echo, timeout_sec: "10"}]', 'type-integer'),
      'steps: [{run: echo, timeout_sec: 10}]',
    );
    assert.equal(
      fixed('steps: [{run: echo, signal_on_stop: INT}]', 'signal'),
      'steps: [{run: echo, signal_on_stop: SIGINT}]',
    );
    assert.equal(
      fixed('steps: [{run: echo, mail_on_error: yes}]', 'type-boolean'),
      'steps: [{run: echo, mail_on_error: true}]',
    );
  });

  it('know the traps of policies', () => {
    assert.equal(
      fixed('steps: [{run: echo, retry_policy: {limit: 1, interval_sec: 1, backoff: 2}}]', 'retry-backoff'),
      'steps: [{run: echo, retry_policy: {limit: 1, interval_sec: 1, backoff: 2.0}}]',
    );
    assert.equal(
      fixed('steps: [{run: echo, retry_policy: {limit: 1, interval_sec: 1, exit_code: 3}}]', 'type-list'),
      'steps: [{run: echo, retry_policy: {limit: 1, interval_sec: 1, exit_code: [3]}}]',
    );
    assert.equal(
      fixed('steps: [{run: echo, continue_on: failure}]', 'continue-on'),
      'steps: [{run: echo, continue_on: failed}]',
    );
  });

  it('put a lonely precondition into a list, also over several lines', () => {
    assert.equal(
      fixed('preconditions:\n  condition: a\n  expected: b\nsteps: [{run: echo}]\n', 'precondition-map'),
      'preconditions:\n  - condition: a\n    expected: b\nsteps: [{run: echo}]\n',
    );
  });

  it('make a step of a text under handler_on', () => {
    assert.equal(
      fixed('handler_on: {exit: echo bye}\nsteps: [{run: echo}]', 'handler-shape'),
      'handler_on: {exit: {run: echo bye}}\nsteps: [{run: echo}]',
    );
  });

  it('call a workflow that run with params once called', () => {
    assert.equal(
      fixed('steps:\n  - run: child\n    params: "A=1"\n', 'execution-both'),
      'steps:\n  - action: dag.run\n    with:\n      dag: child\n      params: "A=1"\n',
    );
  });

  it('merge the logs instead of writing both streams into one file', () => {
    assert.equal(
      fixed('steps: [{run: echo, stdout: a.log, stderr: a.log}]', 'stream-same-file'),
      'steps: [{run: echo, stdout: a.log, log_output: merged}]',
    );
  });
});

describe('Findings about the order of steps', () => {
  it('name unknown dependencies and offer the nearest step, or a list', () => {
    check(`
      steps:
        - id: build
          run: echo
        - id: test
          run: echo
          depends: biuld
      #            ^^^^^ depends-unknown: did you mean build
    `);
    const text = (depends: string): string =>
      `steps: [{id: a, run: x}, {id: b, run: x}, {run: x, depends: ${depends}}]`;
    assert.equal(fixed(text('"a,b"'), 'depends-unknown'), text('[a, b]'));
    assert.equal(fixed(text('" a"'), 'depends-unknown'), text('a'));
  });

  it('show every edge of a cycle once, and let validate pass', () => {
    const text =
      'steps:\n  - {id: a, run: x, depends: c}\n  - {id: b, run: x, depends: a}\n  - {id: c, run: x, depends: b}\n  - {id: d, run: x, depends: d}\n';
    const { valid, dag, diagnostics, refusals } = compiled(text);
    assert.deepEqual([valid, dag], [true, undefined]);
    assert.deepEqual(refusals, diagnostics);
    assert.deepEqual(
      diagnostics.map(({ code, severity, related }) => [code, severity, related?.map(place => place.message)]),
      [
        ['cycle', 'error', ['"a" waits for "c"', '"c" waits for "b"', '"b" waits for "a"']],
        ['cycle', 'error', ['"d" waits for "d"']],
      ],
    );
  });

  it('remove depends from the steps of a chain', () => {
    assert.equal(
      fixed('type: chain\nsteps:\n  - id: a\n    run: x\n  - id: b\n    depends: []\n    run: x\n', 'chain-depends'),
      'type: chain\nsteps:\n  - id: a\n    run: x\n  - id: b\n    run: x\n',
    );
  });

  it('ask whether steps without order are meant to run at once', () => {
    const text = 'env: {A: 1}\nsteps:\n  - run: one\n  - run: two\n';
    assert.equal(fixed(text, 'steps-unordered'), `type: chain\n${text}`);
    for (const known of [
      `type: graph\n${text}`,
      'steps:\n  - run: one\n',
      'steps:\n  - {id: a, run: x}\n  - {run: x, depends: a}\n',
    ]) {
      assert.deepEqual(compiled(known).diagnostics, []);
    }
  });

  it('show both steps of one name, and ids that references cannot use', () => {
    check(`
      type: chain
      steps:
        - name: a
          run: x
        - name: a
      #         ^ step-name-duplicate: must be unique
          run: x
        - id: my-step
      #       ^^^^^^^ step-id: letters, digits and underscores
          run: x
        - id: Env
      #       ^^^ step-id-reserved: reserved
          run: x
    `);
    assert.equal(fixed('steps: [{id: my-step, run: x}]', 'step-id'), 'steps: [{id: my_step, run: x}]');
  });
});

describe('Findings about references', () => {
  it('say why an output stays unresolved, in the order of the reasons', () => {
    check(`
      consts: [{LIMIT: 3}]
      params: [{name: who, default: you}]
      steps:
        - id: make
          outputs: [{name: path}]
          run: echo "\${consts.LIMT} \${params.whom} \${context.run.idd}"
      #              ^^^^^^^^^^^^^^ reference-unknown-const: did you mean LIMIT
      #                             ^^^^^^^^^^^^^^ reference-unknown-param: did you mean who
      #                                            ^^^^^^^^^^^^^^^^^^ reference-unknown-context: did you mean run.id
        - id: use
          depends: make
          run: |
            cat \${steps.mkae.outputs.path}
      #         ^^^^^^^^^^^^^^^^^^^^^^^^^^ reference-unknown-step: did you mean make
            cat \${steps.make.outputs.pth}
      #         ^^^^^^^^^^^^^^^^^^^^^^^^^ reference-unknown-output: did you mean path
            cat \${steps.use.outputs.x} \${steps.make.outputs.path}
      #         ^^^^^^^^^^^^^^^^^^^^^^ reference-self: its own outputs
        - id: early
          run: cat \${steps.make.outputs.path} \\\${steps.nobody.outputs.x}
      #            ^^^^^^^^^^^^^^^^^^^^^^^^^^ reference-no-dependency: does not depend on make
    `);
  });

  it('add the missing dependency in every form', () => {
    const text = (depends: string): string =>
      `steps:\n  - id: a\n    run: x\n    output: A\n  - id: c\n    run: x\n  - id: b\n${depends}    run: echo \${a.output}\n`;
    assert.equal(fixed(text(''), 'reference-no-dependency'), text('    depends: a\n'));
    assert.equal(fixed(text('    depends: c\n'), 'reference-no-dependency'), text('    depends: [c, a]\n'));
    assert.equal(fixed(text('    depends: [c]\n'), 'reference-no-dependency'), text('    depends: [c, a]\n'));
    assert.equal(
      fixed(text('    depends:\n      - c # first\n'), 'reference-no-dependency').replace(' # first', ''),
      text('    depends:\n      - c\n      - a\n'),
    );
  });

  it('know where outputs of steps and items do not exist', () => {
    check(`
      env: ["A=\${steps.a.outputs.x}"]
      #        ^^^^^^^^^^^^^^^^^^^^ reference-unavailable: a field of the workflow
      handler_on:
        exit: {run: 'echo \${steps.a.outputs.x} \${a.outputs.x}'}
      #                   ^^^^^^^^^^^^^^^^^^^^ reference-unavailable: \${a.outputs.x} works there
      steps:
        - id: a
          outputs: [{name: x}]
          run: echo \${foreach.item}
      #             ^^^^^^^^^^^^^^^ reference-unavailable: inside the steps of a foreach
    `);
  });

  it('point at commands that nobody executes', () => {
    check(`
      env:
        - TODAY: "\`date +%F\`"
      #          ^^^^^^^^^^^^ substitution-env: not executed
      params: "A='x y'"
      #       ^^^^^^^^^ params-quotes: double quotes
      steps:
        - run: echo
          preconditions:
            - condition: $(id -u)
      #                  ^^^^^^^^ substitution-condition: use eval
              expected: "0"
    `);
  });
});

describe('Findings about actions', () => {
  it('name actions that do not exist, and inputs that are missing, unknown or of the wrong type', () => {
    check(`
      type: graph
      steps:
        - action: log.wirte
      #           ^^^^^^^^^ action-unknown: did you mean log.write
        - action: log.write
      #           ^^^^^^^^^ input-missing: with.message
        - action: log.write
          with: {message: hi, levle: warn}
      #                       ^^^^^ input-unknown: log.write has no input
        - action: noop
          with: {a: 1}
      #          ^ input-unknown: noop takes no input
        - action: exec
          with: {command: echo, args: a b}
      #                               ^^^ input-type: must be a list
    `);
  });
});

describe('Findings about people', () => {
  it('say what a form cannot ask for', () => {
    check(`
      type: graph
      steps:
        - action: human.task
          with:
            prompt: Ship?
            form:
              type: array
      #             ^^^^^ form: must be object
              properties:
                where: {type: object}
      #                       ^^^^^^ form: a form is flat
                how: text
      #              ^^^^ form: must be a mapping such as
                count: {type: integer, default: many}
      #                                         ^^^^ form: must be of type integer
                kind: {enum: []}
      #                      ^^ form: at least one value
              required: [count, why]
      #                         ^^^ form: which the form does not have
        - action: human.task
          with: {prompt: Done?, form: {sure: {type: boolean}}}
        - action: human.task
          with: {prompt: Which?, input: [version], required: [version]}
      #                          ^^^^^ input-ignored: described under form
      #                                            ^^^^^^^^ input-ignored: described under form
    `);
  });
});

describe('Findings about the file', () => {
  it('tell the base configuration apart, and where in it something is wrong', () => {
    const { valid, dag, diagnostics } = compiled('steps: [{run: echo}]\n', 'env: {A: 1}\ncolour: red\n');
    assert.deepEqual([valid, dag], [false, undefined]);
    assert.deepEqual(
      diagnostics.map(({ code, related }) => [code, related?.map(({ file, range }) => [file, range.start, range.end])]),
      [['base-config', [['/dagu/base.yaml', 12, 18]]]],
    );
  });

  it('remove a name that validate refuses', () => {
    const text = 'name: flow\nsteps: [{run: echo}]\n';
    assert.equal(compiled(text).valid, false);
    assert.equal(compiled(text).dag?.name, 'flow');
    assert.equal(fixed(text, 'entry-name'), 'steps: [{run: echo}]\n');
  });

  it('turn single quotes into double ones where they hold words together', () => {
    assert.equal(
      fixed("params: \"A='x y' B='z' C='q r'\"\nsteps: [{run: x}]\n", 'params-quotes'),
      'params: "A=\\"x y\\" B=\'z\' C=\\"q r\\""\nsteps: [{run: x}]\n',
    );
  });

  it('are limited in number without losing the verdict', () => {
    const many = Array.from({ length: 2000 }, (_, index) => `  - {command: "echo ${index}", depends: []}`).join('\n');
    const { valid, dag, diagnostics, refusals } = compiled(`type: chain\nsteps:\n${many}\n`);
    assert.deepEqual([valid, dag], [false, undefined]);
    assert.ok(diagnostics.length <= 500 && refusals.length > 0);
  });

  it('never keep a text from being compiled', () => {
    const texts = [
      '',
      '\0',
      '- - -',
      'steps:',
      'steps: {a: }',
      'steps: [[[]]]',
      '{',
      '---\n---\n---',
      'a: *b',
      'steps:\n- foreach: {steps: [{foreach: []}]}',
    ];
    const whole =
      'params: [{name: a, default: 1}]\nhandler_on: {exit: {run: x}}\nsteps:\n  - id: a\n    action: dag.run\n    with: {dag: c}\n    parallel: [1]\n---\nname: c\nsteps: [{run: "${a.b}"}]\n';
    for (let end = 0; end <= whole.length; end++) texts.push(whole.slice(0, end), whole.slice(end));
    for (const text of texts) {
      const { valid, dag, refusals } = compiled(text);
      assert.equal(typeof valid, 'boolean');
      assert.equal(dag === undefined, refusals.length > 0, text);
    }
  });
});

// References: what `${…}` and `$NAME` can name at a place.

import { strict as assert } from 'node:assert';
import { chosen, complete, labels } from './support';

const head =
  'consts:\n  - LIMIT: 3\nparams:\n  - name: TARGET\n    default: lab\n    description: Where to\nenv:\n  - MODE: fast\n' +
  'secrets:\n  - {name: TOKEN, provider: env, key: TOKEN}\nsteps:\n' +
  '  - id: build\n    run: x\n    output: OUT\n    outputs: [{name: version}, {name: facts, type: json}]\n' +
  '  - id: test\n    run: x\n    depends: build\n    output: {total: {from: stdout}}\n' +
  '  - id: stray\n    run: x\n    outputs: [{name: late}]\n';

function step(lines: string): string {
  return `${head}  - id: here\n    depends: test\n    ${lines}\n`;
}

/** Without the facts that every run has. */
function own(marked: string): readonly string[] {
  return labels(marked).filter(label => !/context\.|DAG/.test(label));
}

describe('Completion of references', () => {
  it('offers all that can be named, the namespaces first and what may not have run last', () => {
    assert.deepEqual(own(step('run: echo ${<|>}')), [
      'consts.',
      'params.',
      'env.',
      'steps.',
      'params.TARGET',
      'consts.LIMIT',
      'env.MODE',
      'env.TOKEN',
      'steps.build.outputs.version',
      'steps.build.outputs.facts',
      'test.outputs.total',
      'OUT',
      'steps.stray.outputs.late',
    ]);
  });

  it('offers the members of a namespace behind its dot', () => {
    for (const [typed, offered] of [
      ['params.', ['params.TARGET']],
      ['consts.L', ['consts.LIMIT']],
      ['steps.build.', ['steps.build.outputs.version', 'steps.build.outputs.facts']],
      ['build.', ['build.output', 'build.outputs', 'build.exit_code', 'build.stdout', 'build.stderr']],
      ['unknown.', []],
    ] as const) {
      assert.deepEqual(labels(step(`run: echo \${${typed}<|>}`)), offered, typed);
    }
    const context = labels(step('run: echo ${context.<|>}'));
    assert.ok(context.includes('context.run.id') && context.includes('context.step.id'));
    assert.ok(!context.includes('context.run.status') && context.every(label => label.startsWith('context.')));
  });

  it('closes the brace that is open, and replaces what is typed', () => {
    for (const [line, after] of [
      ['run: echo ${<|>', 'run: echo ${params.TARGET}'],
      ['run: echo ${par<|>', 'run: echo ${params.TARGET}'],
      ['run: echo ${params.TA<|>}', 'run: echo ${params.TARGET}'],
      ['run: echo ${params.O<|>LD} ${x}', 'run: echo ${params.TARGET} ${x}'],
      ['run: "echo ${<|>', 'run: "echo ${params.TARGET}'],
      ['run: |\n      echo ${<|>\n      echo', 'run: |\n      echo ${params.TARGET}\n      echo'],
      ['run:\n      - echo ${<|>', 'run:\n      - echo ${params.TARGET}'],
      ['with: {shell: "${<|>"}', 'with: {shell: "${params.TARGET}"}'],
      ['env:\n      - A: ${<|>}', 'env:\n      - A: ${params.TARGET}'],
      ['preconditions:\n      - condition: ${ <|> }', 'preconditions:\n      - condition: ${ params.TARGET }'],
    ] as const) {
      assert.equal(chosen(step(line), 'params.TARGET'), step(after));
    }
  });

  it('makes the step wait for the one whose output it reads', () => {
    const found = complete(step('run: echo ${<|>}')).find(({ label }) => label === 'steps.stray.outputs.late');
    assert.match(found?.detail ?? '', /does not depend on stray/);
    assert.equal(
      chosen(step('run: echo ${<|>}'), 'steps.stray.outputs.late'),
      step('run: echo ${steps.stray.outputs.late}').replace('depends: test', 'depends: [test, stray]'),
    );
    assert.equal(
      chosen(`${head}  - run: echo \${<|>}\n`, 'steps.stray.outputs.late'),
      `${head}  - run: echo \${steps.stray.outputs.late}\n`,
    );
  });

  it('offers variables behind a dollar, where the field or its shell reads them', () => {
    assert.deepEqual(own(step('run: echo $<|>')).slice(0, 5), [
      '$TARGET',
      '$MODE',
      '$TOKEN',
      '$OUT',
      '${params.TARGET}',
    ]);
    assert.equal(chosen(step('run: echo $M<|>'), '$MODE'), step('run: echo $MODE'));
    assert.equal(chosen(step('run: echo $<|>x'), '$MODE'), step('run: echo $MODE'));
    assert.ok(labels(step('run: echo $<|>')).includes('$DAGU_OUTPUT_FILE'));
  });

  it('keeps to what each field resolves', () => {
    for (const [marked, offered] of [
      [head.replace('LIMIT: 3', 'LIMIT: 3\n  - MORE: ${<|>}'), ['consts.', 'consts.LIMIT']],
      [head.replace('MODE: fast', 'MODE: fast\n  - NEXT: ${env.<|>}'), ['env.MODE']],
      [head.replace('MODE: fast', 'MODE: ${env.<|>}'), []],
      [head.replace('default: lab', 'default: ${<|>}'), []],
      [step('description: ${<|>}'), []],
      [step('preconditions: [{condition: x, expected: "${<|>}"}]'), []],
      [step('working_dir: ${steps.<|>}'), []],
      [step('action: template.render\n    with:\n      template: ${<|>}'), []],
      [step('action: wait.duration\n    with:\n      duration: ${<|>}'), []],
      [step('run: echo \\${<|>}'), []],
      [step('run: echo $$<|>'), []],
      [step('run: echo ${MODE:-<|>}'), []],
      [step('run: echo ${MODE} <|>'), []],
    ] as const) {
      assert.deepEqual(own(marked), offered, marked);
    }
  });

  it('knows handlers, loops and builds', () => {
    const handler = own(`handler_on:\n  exit:\n    run: echo \${<|>}\n${head}`);
    assert.ok(
      handler.includes('build.outputs.version') && handler.includes('OUT') && handler.includes('stray.outputs.late'),
    );
    assert.ok(!handler.some(label => label.startsWith('steps.')));
    assert.ok(labels(`handler_on:\n  exit:\n    run: echo \${<|>}\n${head}`).includes('context.run.status'));
    const loop = own(
      step('foreach:\n      items: [1]\n      as: city\n      steps:\n        - id: inner\n          run: echo ${<|>}'),
    );
    assert.ok(['foreach.', 'foreach.city', 'foreach.index', 'foreach.key'].every(label => loop.includes(label)));
    assert.ok(loop.includes('steps.build.outputs.version') && !loop.includes('foreach.item'));
    const build = own(
      'type: build\nsteps:\n  - id: c\n    inputs: [{name: src, path: a.c}]\n    outputs: [{name: obj, path: a.o}]\n    run: cc ${<|>}\n',
    );
    assert.ok(['inputs.', 'inputs.src', 'outputs.obj'].every(label => build.includes(label)));
  });

  it('knows the item of calls that are made once for each', () => {
    const call = (typed: string): string =>
      `steps:\n  - id: c\n    action: dag.run\n    with: {dag: x, params: {P: "${typed}"}}\n    parallel: [a, b]\n`;
    assert.equal(own(call('${<|>}')).includes('ITEM'), true);
    assert.equal(own(call('$<|>')).includes('$ITEM'), true);
    assert.equal(own(call('${<|>}').replace('parallel', 'labels')).includes('ITEM'), false);
  });

  it('knows what actions publish by themselves', () => {
    const marked =
      'steps:\n  - id: tree\n    action: git.worktree.add\n  - id: ask\n    action: human.task\n    with:\n      prompt: x\n' +
      '      form: {type: object, properties: {colour: {type: string}}}\n  - id: here\n    depends: [tree, ask]\n    run: echo ${steps.<|>}\n';
    const found = labels(marked);
    assert.ok(found.includes('steps.tree.outputs.branch') && found.includes('steps.ask.outputs.colour'));
  });

  it('knows what a called document of the file reports', () => {
    const marked = (call: string): string =>
      `steps:\n  - {id: a, call: kid, output: OUT${call}}\n  - id: b\n    depends: a\n    run: echo \${<|>}\n` +
      '---\nname: kid\nsteps:\n  - run: x\n    output: V\n  - action: outputs.write\n    with: {values: {x: 1}}\n';
    assert.deepEqual(own(marked('')), ['env.', 'a.outputs.x', 'OUT', 'OUT.outputs.V']);
    assert.deepEqual(own(marked(', parallel: [1]')), ['env.', 'OUT']);
  });

  it('knows the inputs of a custom action inside its template', () => {
    const action = (run: string): string =>
      `actions:\n  greet:\n    input_schema: {type: object, properties: {who: {type: string}}}\n    template:\n      run: echo ${run}\nsteps: []\n`;
    for (const [typed, after] of [
      ['{{<|>', '{{.input.who }}'],
      ['{{ <|> }}', '{{ .input.who }}'],
      ['{{ .in<|> }}', '{{ .input.who }}'],
      ['{{ .input.w<|>ho | upper }}', '{{ .input.who | upper }}'],
    ] as const) {
      assert.equal(chosen(action(typed), '.input.who'), action(after));
    }
    assert.deepEqual(labels(action('{{ .input.who }} <|>')), []);
  });
});

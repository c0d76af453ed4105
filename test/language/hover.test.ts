// What is said of places: fields, references, names, schedules.

import { strict as assert } from 'node:assert';
import { hoverAt } from '../../src/language/hover/hover';
import type { Hover } from '../../src/language/hover/hover-place';
import { scheduleProse } from '../../src/language/hover/schedule-prose';
import { plainText } from '../../src/language/prose';
import { readWorkflow } from '../../src/language/workflow-reader';
import { withCursor } from '../support/marked-yaml';

function hover(marked: string): { readonly about: string; readonly says: string; readonly found: Hover } | undefined {
  const { text, offset } = withCursor(marked);
  const found = hoverAt(readWorkflow(text), offset);
  if (found === undefined) return undefined;
  return { about: text.slice(found.range.start, found.range.end), says: plainText(found.prose), found };
}

const file =
  'consts:\n  - LIMIT: 3\nparams:\n  - name: TARGET\n    type: string\n    default: lab\n    description: Where to go\nenv:\n  - MODE: fast\n' +
  'secrets:\n  - {name: TOKEN, provider: env, key: TOKEN}\nactions:\n  greet:\n    description: Says hello\n    input_schema: {type: object, ' +
  'required: [who], properties: {who: {type: string, description: Whom}}}\n    template: {run: echo}\nsteps:\n' +
  '  - id: build\n    name: the build\n    run: make all\n    output: OUT\n    outputs: [{name: version}]\n' +
  '  - id: stray\n    run: x\n    outputs: [{name: late}]\n';

function step(lines: string): string {
  return `${file}  - id: here\n    depends: [build]\n    ${lines}\n`;
}

describe('A hover', () => {
  it('says what a field means, with its type, its default and what surprises', () => {
    for (const [marked, about, says] of [
      ['ty<|>pe: chain\nsteps: []\n', 'type', /graph.*Type: graph, chain.*Default: graph/s],
      [step('retry_p<|>olicy: {limit: 1, interval_sec: 1}'), 'retry_policy', /a step.*Tries the step again/s],
      [step('retry_policy: {lim<|>it: 1, interval_sec: 1}'), 'limit', /of retry_policy.*Required/s],
      [
        step('retry_policy: {limit: 1, interval_sec: 1, back<|>off: 2}'),
        'backoff',
        /Note: Dagu refuses a whole number/,
      ],
      [step('Timeout_S<|>ec: 3'), 'Timeout_Sec', /timeout_sec of a step/],
      ['sche<|>dule: "* * * * *"\nsteps: []\n', 'schedule', /Only a Dagu server acts on it/],
      ['handler_on:\n  ex<|>it: {run: x}\nsteps: []\n', 'exit', /Runs last of all/],
      ['tools<|>: []\nsteps: []\n', 'tools', /does not execute fetching tools/],
      [step('command<|>: x'), 'command', /older form.*Today: run/s],
      [step('action: log.write\n    with: {mess<|>age: x}'), 'message', /message of log\.write.*Required/s],
      [step('action: greet\n    with:\n      wh<|>o: x'), 'who', /who of greet\nWhom.*Required/s],
      ['max<|>ActiveRuns: 1\nsteps: []\n', 'maxActiveRuns', /Today it is max_active_runs/],
    ] as const) {
      const found = hover(marked);
      assert.equal(found?.about, about, marked);
      assert.match(found?.says ?? '', says);
    }
  });

  it('says of a word which field takes it', () => {
    assert.match(hover('type: ch<|>ain\nsteps: []\n')?.says ?? '', /type of the workflow/);
    assert.match(hover(step('signal_on_stop: "SIG<|>INT"'))?.says ?? '', /The signal/);
    assert.equal(hover('description: some<|>thing\nsteps: []\n'), undefined);
  });

  it('says what a reference names, its value, and where it comes from', () => {
    for (const [lines, about, says] of [
      [
        'run: echo ${params.TAR<|>GET}',
        '${params.TARGET}',
        /a parameter of this file\nWhere to go\n- Type: string\n- Default: lab/,
      ],
      ['run: echo ${consts.LI<|>MIT}', '${consts.LIMIT}', /a constant of this file\n- Value: 3/],
      ['run: echo ${env.MO<|>DE}', '${env.MODE}', /a variable of this file\n- Value: fast/],
      ['run: echo $MO<|>DE', '$MODE', /Value: fast/],
      ['run: echo ${TOK<|>EN}', '${TOKEN}', /a secret of this file$/],
      ['run: |\n      one\n      echo ${OU<|>T.a}', '${OUT.a}', /captured stdout.*From the step the build/s],
      [
        'run: echo ${steps.build.outputs.ver<|>sion}',
        '${steps.build.outputs.version}',
        /a declared output.*From the step the build/s,
      ],
      ['run: echo ${build.outputs.ver<|>sion}', '${build.outputs.version}', /a declared output/],
      ['run: echo ${build.exit_c<|>ode}', '${build.exit_code}', /exit code of the step/],
      [
        'run: echo ${steps.stray.outputs.la<|>te}',
        '${steps.stray.outputs.late}',
        /Note: this step does not depend on stray/,
      ],
      ['run: echo ${context.run.i<|>d}', '${context.run.id}', /The id of the run/],
      ['run: echo ${run.i<|>d}', '${run.id}', /The id of the run/],
      ['run: echo ${par<|>ams}', '${params}', /All parameters/],
      ['run: echo $DAG_RUN_<|>ID', '$DAG_RUN_ID', /The id of the run/],
      ['run: echo ${env.HO<|>ME}', '${env.HOME}', /not set in this file/],
      ['run:\n      - echo ${params.TAR<|>GET}', '${params.TARGET}', /a parameter/],
      [
        'foreach: {items: [1], steps: [{run: "echo ${foreach.ite<|>m.x}"}]}',
        '${foreach.item.x}',
        /The item that is worked on/,
      ],
    ] as const) {
      const found = hover(step(lines));
      assert.equal(found?.about, about, lines);
      assert.match(found?.says ?? '', says);
    }
    for (const lines of [
      'description: ${params.TAR<|>GET}',
      'run: echo \\${params.TAR<|>GET}',
      'run: echo ${params.NO<|>NE}',
      'run: pl<|>ain text',
    ])
      assert.equal(hover(step(lines)), undefined, lines);
  });

  it('shows the step, the action or the workflow that is named', () => {
    assert.match(
      hover(`${file}  - id: here\n    depends: [bui<|>ld]\n    run: x\n`)?.says ?? '',
      /the build, a step with the id build\nmake all.*Outputs: version/s,
    );
    assert.match(hover(step('action: log.wr<|>ite'))?.says ?? '', /Writes a message.*message \(required\)/s);
    assert.match(
      hover(step('action: gre<|>et'))?.says ?? '',
      /an action of this file\nSays hello\n- who \(required\): Whom/,
    );
    assert.match(hover(step('action: s3.li<|>st'))?.says ?? '', /does not execute it/);
    const call = 'action: dag.run\n    with: {dag: ki<|>d}\n---\nname: kid\nparams: A=1\nsteps: []';
    assert.match(hover(step(call))?.says ?? '', /kid, a document of this file\n- A, default 1/);
    assert.match(hover(step('call: other<|>'))?.says ?? '', /in a file of its own/);
  });

  it('says a schedule in words, with its next three times', () => {
    const found = hover('schedule:\n  - "0 9 * * <|>1-5"\nsteps: []\n')?.found;
    assert.equal(found?.schedule, '0 9 * * 1-5');
    const says = plainText(scheduleProse('CRON_TZ=UTC 0 9 * * 1-5', Date.UTC(2026, 0, 2, 12)));
    assert.match(
      says,
      /^At 09:00, Monday through Friday\nNext, by the clock of UTC:\n- Mon 2026-01-05 09:00\n- Tue.*\n- Wed/,
    );
    assert.match(plainText(scheduleProse('0 0 30 2 *', 0)), /never comes/);
    assert.deepEqual(scheduleProse('every day', 0), []);
  });

  it('says nothing in comments and of what has no meaning', () => {
    for (const marked of [
      '# ty<|>pe\nsteps: []\n',
      'unkn<|>own: 1\nsteps: []\n',
      'steps:\n  - run: x\n  <|>\n',
      '<|>',
      'env:\n  - A<|>A: 1\nsteps: []\n',
    ])
      assert.equal(hover(marked), undefined, marked);
  });
});

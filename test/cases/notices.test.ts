// What validate prints about files as scripts look for it: the fragments of dagu-format.md 6.2 for what is refused, notices for what loads.

import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CliPlace, newPlace, removePlace, runCli } from '../support/cli-run';

const step = 'steps: [{id: a, run: "true"}]\n';
const made = 'steps:\n  - {id: p, run: "true", outputs: [{name: x}]}\n';

/** Text of a file, what stderr says. */
const refused: readonly (readonly [string, readonly string[]])[] = [
  [`foo: 1\nmaxActiveRuns: 1\n${step}`, ['invalid keys: foo, maxActiveRuns']],
  [`description: a\ndescription: b\n${step}`, ['already defined']],
  [`consts: {a: 1}\n${step}`, ['consts', 'list']],
  [`consts: [{a: 1, b: 2}]\n${step}`, ['consts[0]', 'exactly one key']],
  [`consts: [hi]\n${step}`, ['consts[0]', 'single-entry mappings']],
  [`consts: [{a-b: 1}]\n${step}`, ['consts key', 'invalid']],
  [`consts: [{a: [1]}]\n${step}`, ['literal string, number, or boolean']],
  [`params: [{name: a-b, type: string}]\n${step}`, ['params', 'a-b']],
  [`env: hi\n${step}`, ['env', 'map or array']],
  [`steps: [{name: ${'n'.repeat(256)}, run: x}]\n`, ['at most 255']],
  ['steps: [{id: a, run: x, depends: 1}]\n', ['depends', 'string or array']],
  ['steps: [{id: a, run: x, outputs: [{name: x, foo: 1}]}]\n', ['unknown field', 'foo']],
  ['steps: [{id: a}]\n', ['step command is required']],
];

const noticed: readonly (readonly [string, readonly string[]])[] = [
  [`${made}  - {id: c, run: "echo \${steps.q.outputs.x}"}\n`, ['steps[1].run', 'reason=unknown_step_id']],
  [`${made}  - {id: c, run: ["\${steps.p.outputs.y}"]}\n`, ['steps[1].run', 'reason=unknown_output_name']],
  [`${made}  - {id: c, run: "\${steps.p.outputs.x}"}\n`, ['steps[1].run', 'reason=missing_dependency']],
  [`${made}  - {id: c, run: "\${steps.c.outputs.x}"}\n`, ['steps[1].run', 'reason=self_reference']],
  [
    `handler_on: {success: {run: "\${steps.p.outputs.x}"}}\n${made}`,
    ['handler_on.success.run', 'reason=namespace_unavailable'],
  ],
  [`${made}  - {id: c, run: "\${context.run.nope}"}\n`, ['steps[1].run', 'reason=unknown_context_field']],
  [
    `${made}  - {id: each, foreach: {items: [1], steps: [{id: c, run: "\${steps.p.outputs.x}"}]}}\n`,
    ['steps[1].foreach.steps[0].run', 'reason=missing_dependency'],
  ],
  [`consts: [{image: "\${consts.tag}"}, {tag: 1}]\n${step}`, ['consts.image', 'reason=unknown_const_name']],
];

const forRuns: readonly (readonly [string, readonly string[]])[] = [
  [`params: {A: x}\nsteps: [{id: a, run: "\${params.B}"}]\n`, ['${params.B}', 'steps[0].run']],
  [`consts: [{a: "\${params.x}"}]\n${step}`, ['consts.a', 'reason=namespace_unavailable']],
  [`params: [{name: A, eval: "\${context.run.id}"}]\n${step}`, ['params[0].eval', 'reason=namespace_unavailable']],
  [`env: {E: "\${context.step.id}"}\n${step}`, ['env.E', 'reason=namespace_unavailable']],
  [`steps: [{id: a, run: "\${env.NOBODY_SETS_IT}"}]\n`, ['steps[0].run', 'reason=unknown_env_binding']],
];

describe('what validate prints', () => {
  let place: CliPlace;
  before(() => {
    place = newPlace();
  });
  after(() => removePlace(place));

  const validate = (text: string, ...flags: readonly string[]) => {
    writeFileSync(join(place.dir, 'flow.yaml'), text);
    return runCli(place, ['validate', ...flags, 'flow.yaml']);
  };

  async function says(text: string, fragments: readonly string[], exit: number, ...flags: readonly string[]) {
    const answer = await validate(text, ...flags);
    assert.deepEqual([answer.exit, answer.stdout], [exit, ''], text);
    for (const fragment of fragments) assert.ok(answer.stderr.includes(fragment), `${fragment} in ${answer.stderr}`);
  }

  it('names what is refused by the words that Dagu has for it', async () => {
    for (const [text, fragments] of refused) await says(text, fragments, 1);
  });

  it('tells of references that can never resolve, with field and reason', async () => {
    for (const [text, fragments] of noticed) await says(text, ['was left unchanged', ...fragments], 0);
  });

  it('tells of references that depend on the run only when asked', async () => {
    for (const [text, fragments] of forRuns) {
      assert.deepEqual(await validate(text), { exit: 0, stdout: '', stderr: '' });
      await says(text, ['was left unchanged', ...fragments], 0, '--show-unresolved');
    }
  });

  it('is silent about variables that the file or the machine may set', async () => {
    const text = `env: {A: 1}
params: {P: x}
secrets: [{name: S, provider: env, key: X}]
steps:
  - {id: first, run: date, output: OUT}
  - id: use
    depends: first
    env: {OWN: 1}
    run: echo \${env.A} \${env.P} \${env.S} \${env.OUT} \${env.OWN} \${env.PATH} \${env.DAG_RUN_ID} \${env.PWD}
`;
    assert.deepEqual(await validate(text, '--show-unresolved'), { exit: 0, stdout: '', stderr: '' });
  });

  it('is silent about a cycle, which only keeps the workflow from being started', async () => {
    const text = 'steps: [{id: a, run: x, depends: b}, {id: b, run: x, depends: a}]\n';
    assert.deepEqual(await validate(text), { exit: 0, stdout: '', stderr: '' });
    await says(text, ['cyclic plan'], 0, '--warnings');
  });

  it('tells of outdated keys', async () => {
    await says('steps: [{id: a, command: x}]\n', ['Deprecated DAG syntax: steps[0].command is deprecated; use run'], 0);
    const agent = `type: controller\nllm: {provider: openai, model: m}\ntasks: [{name: t, description: d}]\n${step}`;
    await says(agent, ['type: controller is deprecated', 'use type: agent'], 0);
  });
});

// Builds with real processes and real files.

import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ok } from '../../../src/base/result';
import { answerStep } from '../../../src/engine/answers';
import { forecastBuild } from '../../../src/engine/build/build-forecast';
import { resumeRun } from '../../../src/engine/runner';
import type { BuildFiles, Dag, Step } from '../../../src/model/dag';
import { type DagExtras, dagOf, runAction } from '../../support/dag-text';
import { EngineHome } from '../../support/engine-home';
import { MemoryRun } from '../../support/memory-run';

const copies = (from: string, to: string, line = 'cp "${inputs.i}" "${outputs.o}"'): Partial<Step> => ({
  action: runAction(line),
  build: { inputs: [{ name: 'i', path: from }], output: { name: 'o', path: to } } satisfies BuildFiles,
});

describe('a build', () => {
  let home: EngineHome;
  beforeEach(() => {
    home = new EngineHome();
    home.parts = { ...home.parts, buildDir: join(home.dir, 'builds') };
    home.write('in.txt', 'one\n');
  });
  afterEach(() => home.dispose());

  function buildOf(text: string, extras: DagExtras = {}): Dag {
    const dag = { file: join(home.dir, 'flow.yaml'), workingDir: '.', type: 'build', ...extras.dag } as const;
    return dagOf(text, { ...extras, dag });
  }

  /** A new run, and what was decided about each step. */
  async function decisions(dag: Dag): Promise<string> {
    rmSync(home.run.place.dir, { recursive: true, force: true });
    home.run = new MemoryRun(join(home.dir, 'run'));
    await home.play(dag);
    return home.run
      .run()
      .nodes.map(({ name, status, build }) => `${name} ${status} ${build?.decision} ${build?.reason}`)
      .join('; ');
  }

  it('makes a file once, and again when what it is made from or how changes', async () => {
    const dag = buildOf('up; down <- up; say <- down', {
      steps: {
        up: copies('in.txt', 'up.txt'),
        down: copies('./up.txt', 'down.txt'),
        say: { action: runAction('echo done') },
      },
    });
    const ran = 'execute manifest_missing';
    const always = 'say succeeded always ineligible';
    assert.equal(await decisions(dag), `up succeeded ${ran}; down succeeded ${ran}; ${always}`);
    const kept = 'succeeded reuse matched';
    assert.equal(await decisions(dag), `up ${kept}; down ${kept}; ${always}`);
    home.write('down.txt', 'spoiled');
    assert.equal(await decisions(dag), `up ${kept}; down succeeded execute output_changed; ${always}`);
    assert.equal(home.text('down.txt'), 'one\n');
    home.write('in.txt', 'two\n');
    const changed = 'succeeded execute input_changed';
    assert.equal(await decisions(dag), `up ${changed}; down ${changed}; ${always}`);
    const other = buildOf('up', { steps: { up: copies('in.txt', 'up.txt', 'cat "${inputs.i}" > "${outputs.o}"') } });
    assert.equal(await decisions(other), 'up succeeded execute recipe_changed');
  });

  it('leaves the old file alone when a step fails or writes none, and nothing beside it', async () => {
    home.write('keep.txt', 'old\n');
    const half = copies('in.txt', 'keep.txt', 'echo half > "${outputs.o}"; exit 3');
    assert.equal(await decisions(buildOf('f', { steps: { f: half } })), 'f failed execute manifest_missing');
    const silent = copies('in.txt', 'keep.txt', 'true');
    assert.equal(await decisions(buildOf('f', { steps: { f: silent } })), 'f failed execute manifest_missing');
    assert.match(home.node('f').error ?? '', /wrote no file to \$\{outputs\.o\}/);
    assert.equal(home.text('keep.txt'), 'old\n');
    assert.deepEqual(
      readdirSync(home.dir).filter(name => name.includes('.tmp')),
      [],
    );
  });

  it('fails a step whose input is missing, and a run whose files cannot be placed', async () => {
    const missing = buildOf('f', { steps: { f: copies('none.txt', 'x.txt') } });
    await decisions(missing);
    assert.match(home.node('f').error ?? '', /input "i" cannot be read: .*none\.txt does not exist/);
    const continueOn = { failure: true, skipped: false, exitCodes: [], output: [], markSuccess: false };
    const tolerant = buildOf('f; g <- f', { steps: { f: { ...copies('none.txt', 'x.txt'), continueOn } } });
    await decisions(tolerant);
    assert.equal(home.run.run().status, 'partially_succeeded');
    const twice = buildOf('a; b', { steps: { a: copies('in.txt', 'x.txt'), b: copies('in.txt', './x.txt') } });
    await decisions(twice);
    assert.equal(home.run.run().status, 'failed');
    assert.match(home.run.run().error ?? '', /x\.txt has multiple producers: the steps "a" and "b"/);
    const folder = buildOf('a', { steps: { a: copies('in.txt', 'no/x.txt') } });
    await decisions(folder);
    assert.match(home.run.run().error ?? '', /folder .*no of the file that the step "a" makes does not exist/);
  });

  it('runs a step that is retried, although its file is what it would make', async () => {
    const dag = buildOf('up; down <- up', {
      steps: { up: copies('in.txt', 'up.txt'), down: copies('up.txt', 'down.txt') },
    });
    await decisions(dag);
    await home.retry(dag, { targets: ['up'], scope: 'downstream' });
    const { nodes } = home.run.run();
    assert.deepEqual(
      nodes.map(({ build, attempt }) => [build?.reason, attempt]),
      [
        ['reuse_disabled', 2],
        ['matched', 2],
      ],
    );
  });

  it('runs a step that is pushed back, although its file is what it would make', async () => {
    const dag = buildOf('up', {
      steps: { up: { ...copies('in.txt', 'up.txt'), approval: { input: [], required: [] } } },
    });
    await decisions(dag);
    await answerStep(home.run, { step: 'up', kind: 'pushed-back', inputs: {} }, 0);
    const begun = await resumeRun({ definition: { dag, text: '' }, open: async () => ok(home.run) }, home.parts);
    assert.ok(begun.ok);
    await begun.value.done;
    const { status, tries, build } = home.node('up');
    assert.deepEqual([status, tries, build?.reason], ['waiting', 1, 'reuse_disabled']);
  });

  it('makes a kept step stale when the file that it used holds something else', async () => {
    const dag = buildOf('up; down <- up', {
      steps: { up: copies('in.txt', 'up.txt'), down: copies('up.txt', 'down.txt') },
    });
    await decisions(dag);
    await home.retry(dag, { targets: ['up'] });
    assert.equal(home.node('down').stale, undefined);
    home.write('in.txt', 'two\n');
    await home.retry(dag, { targets: ['up'] });
    assert.deepEqual(
      home.node('down').stale?.map(({ producer, output }) => `${producer}.${output}`),
      ['up.o'],
    );
  });

  it('is foretold without being done', async () => {
    const dag = buildOf('up; down <- up; say <- down', {
      steps: {
        up: copies('in.txt', 'up.txt'),
        down: copies('up.txt', 'down.txt'),
        say: { action: runAction('echo done') },
      },
    });
    const foretold = async (noReuse = false): Promise<readonly string[]> => {
      const found = await forecastBuild({ definition: { dag, text: '' }, params: {}, noReuse }, home.parts);
      assert.ok(found.ok);
      return [...found.value].map(([, { reason }]) => reason);
    };
    assert.deepEqual(await foretold(), ['manifest_missing', 'upstream_would_execute', 'ineligible']);
    assert.ok(!existsSync(join(home.dir, 'up.txt')));
    await decisions(dag);
    assert.deepEqual(await foretold(), ['matched', 'matched', 'ineligible']);
    assert.deepEqual(await foretold(true), ['reuse_disabled', 'upstream_would_execute', 'ineligible']);
  });
});

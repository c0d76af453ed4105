import { strict as assert } from 'node:assert';
import { lensesOf } from '../../src/language/lenses';
import type { Dag, Step } from '../../src/model/dag';
import type { Node, Run } from '../../src/model/run';

const step = { name: 'build', nameRange: { start: 10, end: 15 } } as Step;
const dag = { name: 'etl', steps: [step] } as unknown as Dag;
const place = { start: 0, end: 0 };

function runWith(node: Partial<Node>): Run {
  return { nodes: [{ name: 'build', executions: [], ...node }] } as unknown as Run;
}

describe('lenses', () => {
  it('offer to run the DAG and to show its graph', () => {
    assert.deepEqual(
      lensesOf(dag, place, undefined)
        .filter(lens => lens.step === undefined)
        .map(lens => lens.action),
      ['runDag', 'showGraph'],
    );
  });

  it('offer to run a step that has no run yet and to retry one that has', () => {
    const first = (run: Run | undefined) => lensesOf(dag, place, run).find(lens => lens.step === 'build')?.action;
    assert.equal(first(undefined), 'runStep');
    assert.equal(first(runWith({ status: 'failed' })), 'retryStep');
  });

  it('offer to answer a step that waits for a person', () => {
    const ask = { kind: 'task', prompt: 'Ship it?' } as const;
    const lens = lensesOf(dag, place, runWith({ status: 'waiting', ask })).find(one => one.step === 'build');
    assert.deepEqual([lens?.action, lens?.title, lens?.tooltip], ['answerStep', '$(person) Answer…', 'Ship it?']);
  });

  it('are equally many whatever the status, so that the text never jumps', () => {
    const counts = [
      undefined,
      runWith({ status: 'not_started' }),
      runWith({ status: 'running' }),
      runWith({ status: 'failed' }),
      runWith({ status: 'waiting' }),
    ].map(run => lensesOf(dag, place, run).length);
    assert.deepEqual(counts, [5, 5, 5, 5, 5]);
  });

  it('say how the step last went and how long it took', () => {
    const lens = lensesOf(
      dag,
      place,
      runWith({ status: 'failed', startedAt: 1000, finishedAt: 3500, error: 'exit status 3' }),
    ).at(-1);
    assert.equal(lens?.title, '$(error) Failed · 2.5 s');
    assert.equal(lens?.tooltip, 'exit status 3');
  });
});

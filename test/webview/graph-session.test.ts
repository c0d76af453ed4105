// An open graph without an editor: when snapshots are sent, and what intents lead to.

import { strict as assert } from 'node:assert';
import type { Clock } from '../../src/base/clock';
import type { Plan, RefusalAction } from '../../src/model/plan';
import type { Run } from '../../src/model/run';
import type { GraphContent, GraphHost } from '../../src/ui/graph/graph-host';
import { GraphSession } from '../../src/ui/graph/graph-session';
import type { GraphSnapshot, HostMessage } from '../../src/webview/protocol';

/** A clock that stands still until the test lets the delays of now end. */
class HeldClock implements Clock {
  #waiting: (() => void)[] = [];

  now(): number {
    return 5000;
  }

  delay(_ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }

  async pass(): Promise<void> {
    const due = this.#waiting;
    this.#waiting = [];
    for (const end of due) end();
    await settled();
  }
}

const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

const plan: Plan = {
  dag: 'etl',
  runId: 'r1',
  attempt: 1,
  choice: {
    targets: ['a'],
    scope: 'step',
    bypassPreconditions: false,
    definition: 'snapshot',
    runHandlers: true,
    ignoreUpstream: false,
  },
  definitionDiffers: false,
  targets: ['a'],
  runs: [{ name: 'a', reason: 'You chose it', preconditions: 'none', role: 'target' }],
  kept: [],
  blocked: [],
  stale: [],
  pending: [],
  handlers: [],
  dropped: [],
  refusals: [],
  notes: [],
};

const refused: Plan = {
  ...plan,
  runs: [],
  refusals: [{ code: 'run-changed', message: 'It moved.', actions: ['plan-again'] }],
};

function runWith(attempts: number): Run {
  return {
    dag: 'etl',
    file: '/w/etl.yaml',
    runId: 'r1',
    dir: '/r',
    status: 'failed',
    trigger: 'manual',
    labels: [],
    params: {},
    logDir: '/l',
    workDir: '/w',
    startedAt: 1,
    attempts: Array.from({ length: attempts }, (_, index) => ({
      number: index + 1,
      status: 'failed',
      trigger: 'manual',
      definition: 'snapshot',
      definitionFile: '/d',
      runs: [],
      startedAt: 1,
    })),
    nodes: [
      {
        name: 'a',
        depends: [],
        status: 'failed',
        attempt: 1,
        tries: 1,
        retries: 0,
        variables: {},
        outputs: {},
        children: [],
        executions: [],
      },
    ],
    handlers: {},
    pending: [],
  };
}

function opened(answers: Partial<GraphHost> = {}) {
  const calls: string[] = [];
  const posted: HostMessage[] = [];
  const saved: string[] = [];
  const clock = new HeldClock();
  let listener: (content: GraphContent) => void = () => undefined;
  const say = (text: string) => async (): Promise<void> => {
    calls.push(text);
  };
  const host: GraphHost = {
    watch: (_subject, listen) => {
      listener = listen;
      return { dispose: () => calls.push('unwatched') };
    },
    planRetry: async (_subject, wish) => {
      calls.push(`plan ${wish.step} ${wish.scope} ${wish.bypassPreconditions}`);
      return plan;
    },
    confirmPlan: async (_subject, confirmed) => {
      calls.push(`confirm ${confirmed === plan}`);
      return undefined;
    },
    fixRefusal: async (_subject, _plan, action: RefusalAction) => {
      calls.push(`fix ${action}`);
      return plan;
    },
    retryStep: say('retry dialog'),
    runStep: say('run'),
    answerStep: say('answer'),
    openLog: async (_subject, node) => {
      calls.push(`log ${node.kind} ${node.name}`);
    },
    reveal: say('reveal'),
    log: text => calls.push(`logged ${text}`),
    onBug: error => calls.push(`bug ${String(error)}`),
    ...answers,
  };
  const session = new GraphSession({
    subject: { file: 'file:///w/etl.yaml' },
    host,
    clock,
    post: message => posted.push(message),
    onTitle: title => calls.push(`title ${title}`),
    save: async (name, extension, text) => {
      saved.push(`${name}.${extension} ${text.split('\n')[0]}`);
    },
  });
  const snapshots = (): GraphSnapshot[] => posted.filter(message => message.type === 'snapshot');
  return { session, calls, posted, saved, clock, snapshots, content: (content: GraphContent) => listener(content) };
}

const content: GraphContent = { title: 'etl', run: runWith(1) };

/** Open, ready, with a plan on the screen; returns its number too. */
async function previewing(answers: Partial<GraphHost> = {}) {
  const graph = opened(answers);
  graph.content(content);
  await graph.session.receive({ type: 'ready' });
  await graph.session.receive({ type: 'previewRetry', step: 'a', scope: 'downstream', bypassPreconditions: true });
  await graph.clock.pass();
  return { ...graph, id: graph.snapshots().at(-1)?.plan?.id ?? -1 };
}

describe('graph session', () => {
  it('sends nothing before the page is ready, and then the whole', async () => {
    const { session, content: give, posted, snapshots, clock } = opened();
    give(content);
    await clock.pass();
    assert.deepEqual(posted, []);
    await session.receive({ type: 'ready' });
    await clock.pass();
    assert.equal(snapshots().length, 1);
    assert.equal(snapshots()[0]?.nodes.length, 1);
  });

  it('sends many changes as one, the newest, when the rest is over', async () => {
    const { session, content: give, snapshots, clock } = opened();
    await session.receive({ type: 'ready' });
    await clock.pass();
    for (let number = 1; number <= 50; number++) give({ ...content, title: `etl ${number}` });
    assert.equal(snapshots().length, 1);
    await clock.pass();
    assert.deepEqual(
      snapshots().map(shown => shown.title),
      ['etl 1', 'etl 50'],
    );
    await clock.pass();
    assert.equal(snapshots().length, 2);
  });

  it('sends nothing to a hidden page and everything when it is back', async () => {
    const { session, content: give, snapshots, clock } = opened();
    give(content);
    await session.receive({ type: 'ready' });
    session.leave();
    give({ ...content, title: 'later' });
    session.select('a');
    await clock.pass();
    const before = snapshots().length;
    await session.receive({ type: 'ready' });
    await clock.pass();
    assert.equal(snapshots().at(-1)?.title, 'later');
    assert.equal(snapshots().length, before + 1);
  });

  it('selects a step after the snapshot that knows it', async () => {
    const { session, content: give, posted, clock } = opened();
    session.select('a');
    give(content);
    await session.receive({ type: 'ready' });
    await clock.pass();
    assert.deepEqual(
      posted.map(message => message.type),
      ['snapshot', 'select'],
    );
  });

  it('shows a plan with what it was asked for, and confirms exactly that plan once', async () => {
    const { session, calls, snapshots, clock, id } = await previewing();
    const shown = snapshots().at(-1)?.plan;
    assert.deepEqual([shown?.step, shown?.scope, shown?.bypassPreconditions], ['a', 'downstream', true]);
    await session.receive({ type: 'confirmPlan', plan: id + 1 });
    assert.ok(!calls.includes('confirm true'));
    await Promise.all([
      session.receive({ type: 'confirmPlan', plan: id }),
      session.receive({ type: 'confirmPlan', plan: id }),
    ]);
    await session.receive({ type: 'confirmPlan', plan: id });
    assert.equal(calls.filter(call => call === 'confirm true').length, 1);
    await clock.pass();
    assert.equal(snapshots().at(-1)?.plan, undefined);
  });

  it('shows the refusal when a confirmation comes too late', async () => {
    const { session, snapshots, clock, id } = await previewing({ confirmPlan: async () => refused });
    await session.receive({ type: 'confirmPlan', plan: id });
    await clock.pass();
    const shown = snapshots().at(-1)?.plan;
    assert.equal(shown?.refusals[0]?.code, 'run-changed');
    assert.ok(shown !== undefined && shown.id > id);
  });

  it('plans again when the run moved under the plan', async () => {
    const { content: give, calls, snapshots, clock, id } = await previewing();
    give({ ...content, run: runWith(2) });
    await settled();
    await clock.pass();
    assert.equal(calls.filter(call => call.startsWith('plan a')).length, 2);
    assert.ok((snapshots().at(-1)?.plan?.id ?? 0) > id);
  });

  it('forgets a plan that was given up before it was there', async () => {
    let answer: (made: Plan) => void = () => undefined;
    const {
      session,
      content: give,
      snapshots,
      clock,
    } = opened({
      planRetry: () => new Promise(resolve => (answer = resolve)),
    });
    give(content);
    await session.receive({ type: 'ready' });
    const asked = session.receive({ type: 'previewRetry', step: 'a', scope: 'step', bypassPreconditions: false });
    await session.receive({ type: 'clearPreview' });
    answer(plan);
    await asked;
    await clock.pass();
    assert.equal(snapshots().at(-1)?.plan, undefined);
  });

  it('passes intents on and ignores what is none', async () => {
    const { session, calls, id } = await previewing();
    calls.length = 0;
    await session.receive({ type: 'fixPlan', plan: id, action: 'ignore-upstream' });
    await session.receive({ type: 'openLog', node: { kind: 'handler', name: 'exit' } });
    await session.receive({ type: 'runStep', step: 'a' });
    await session.receive({ type: 'answerStep', step: 'a' });
    await session.receive({ type: 'problem', text: 'slow' });
    await session.receive({ type: 'command', command: 'rm' });
    assert.deepEqual(calls, [
      'fix ignore-upstream',
      'log handler exit',
      'run',
      'answer',
      "logged The graph's page: slow",
      'logged The graph sent a message that is none; it was ignored.',
    ]);
  });

  it('exports what it knows under the name of the workflow', async () => {
    const { session, saved } = await previewing();
    await session.receive({ type: 'exportMermaid' });
    await session.receive({ type: 'exportSvg', layout: { width: 10, height: 10, boxes: [[0, 0, 5, 5]], lines: [] } });
    assert.equal(saved[0], 'etl.mmd flowchart TD');
    assert.match(saved[1] ?? '', /^etl\.svg <svg /);
  });

  it('is a net for our own bugs, and lets go of everything in the end', async () => {
    const {
      session,
      calls,
      content: give,
      posted,
      clock,
    } = await previewing({
      reveal: () => Promise.reject(new Error('oops')),
    });
    await session.receive({ type: 'reveal', node: { kind: 'step', name: 'a' } });
    assert.ok(calls.includes('bug Error: oops'));
    session.dispose();
    assert.ok(calls.includes('unwatched'));
    const count = posted.length;
    give(content);
    await clock.pass();
    assert.equal(posted.length, count);
  });
});

// Snapshots and exports: what the graph shows of a workflow, a run and a plan, and that no name becomes markup.

import { strict as assert } from 'node:assert';
import type { Dag, Step } from '../../src/model/dag';
import type { Plan } from '../../src/model/plan';
import type { Node, Run } from '../../src/model/run';
import { readSubject, subjectText } from '../../src/ui/graph/graph-host';
import { graphHtml } from '../../src/ui/graph/graph-html';
import { mermaidText } from '../../src/ui/graph/mermaid';
import { graphSnapshot } from '../../src/ui/graph/snapshot';
import { svgText } from '../../src/ui/graph/svg-text';
import { hostMessage } from '../../src/webview/message-check';
import type { GraphNode } from '../../src/webview/protocol';

const range = { start: 0, end: 0 };

function stepOf(name: string, depends: readonly string[] = [], id?: string): Step {
  return {
    name,
    ...(id === undefined ? {} : { id }),
    action: { name: 'run', form: 'command', texts: ['true'] },
    depends,
    env: [],
    logOutput: 'separate',
    outputs: [],
    preconditions: [],
    continueOn: { failure: false, skipped: false, exitCodes: [], output: [], markSuccess: false },
    timeoutSec: 0,
    range,
    nameRange: range,
  };
}

function dagOf(steps: readonly Step[], handlers: Dag['handlers'] = {}): Dag {
  return {
    name: 'etl',
    file: '/w/etl.yaml',
    type: 'graph',
    labels: [],
    dotenv: [],
    logOutput: 'separate',
    consts: [],
    env: [],
    params: { form: 'none', list: [], additional: true },
    secrets: [],
    preconditions: [],
    handlers,
    steps,
    timeoutSec: 0,
    delaySec: 0,
    restartWaitSec: 0,
    maxActiveSteps: 0,
    maxCleanUpTimeSec: 5,
    maxOutputSize: 1,
    artifacts: { enabled: false },
    documents: [],
    unsupported: [],
  };
}

function nodeOf(name: string, more: Partial<Node> = {}): Node {
  return {
    name,
    depends: [],
    status: 'succeeded',
    attempt: 1,
    tries: 1,
    retries: 0,
    startedAt: 1000,
    finishedAt: 3000,
    stdout: '/logs/a.out',
    variables: {},
    outputs: {},
    children: [],
    executions: [],
    ...more,
  };
}

function runOf(nodes: readonly Node[], more: Partial<Run> = {}): Run {
  return {
    dag: 'etl',
    file: '/w/etl.yaml',
    runId: 'r1',
    dir: '/runs/r1',
    status: 'failed',
    trigger: 'manual',
    labels: [],
    params: {},
    logDir: '/logs',
    workDir: '/w',
    startedAt: 1000,
    attempts: [
      {
        number: 1,
        status: 'failed',
        trigger: 'manual',
        definition: 'snapshot',
        definitionFile: '/d',
        runs: [],
        startedAt: 1000,
        finishedAt: 9000,
      },
    ],
    nodes,
    handlers: {},
    pending: [],
    ...more,
  };
}

const plan: Plan = {
  dag: 'etl',
  runId: 'r1',
  attempt: 1,
  choice: {
    targets: ['b'],
    scope: 'downstream',
    bypassPreconditions: false,
    definition: 'snapshot',
    runHandlers: true,
    ignoreUpstream: false,
  },
  definitionDiffers: true,
  targets: ['b'],
  runs: [{ name: 'b', reason: 'You chose it.', preconditions: 'evaluated', role: 'target' }],
  kept: [
    { name: 'a', status: 'succeeded', reason: 'It is not below b' },
    { name: 'd', status: 'succeeded', reason: 'It is not chosen' },
  ],
  blocked: [{ name: 'c', by: ['x'], reason: 'x failed' }],
  stale: [{ name: 'd', because: ['b'], certain: false }],
  pending: ['c'],
  handlers: ['failure'],
  dropped: [],
  refusals: [],
  notes: ['A note.'],
  expectedMs: 5000,
};

const base = { subject: 's', title: 'etl', now: 10_000 };

describe('graph snapshot', () => {
  it('draws the steps of a file that never ran, each with the possibility to run it', () => {
    const shown = graphSnapshot({
      ...base,
      dag: dagOf([stepOf('a'), stepOf('b', ['a', 'a'])], { exit: stepOf('onExit') }),
    });
    assert.deepEqual(shown.edges, [[0, 1]]);
    assert.deepEqual(
      shown.nodes.map(({ name, status, can }) => [name, status, can]),
      [
        ['a', 'not_started', ['run', 'reveal']],
        ['b', 'not_started', ['run', 'reveal']],
      ],
    );
    assert.deepEqual(
      shown.handlers.map(({ handler, can }) => [handler, can]),
      [['exit', ['reveal']]],
    );
    assert.equal(shown.run, undefined);
  });

  it('lays the statuses of the newest run over the file, by id before name', () => {
    const dag = dagOf([stepOf('renamed', [], 'one'), stepOf('new')]);
    const shown = graphSnapshot({
      ...base,
      dag,
      run: runOf([nodeOf('old', { id: 'one', status: 'failed', exitCode: 3 }), nodeOf('gone')]),
    });
    assert.deepEqual(
      shown.nodes.map(({ name, status, exitCode, can }) => [name, status, exitCode, can]),
      [
        ['renamed', 'failed', 3, ['retry', 'log', 'reveal']],
        ['new', 'not_started', undefined, ['retry', 'reveal']],
      ],
    );
  });

  it('draws the nodes of a run without its file', () => {
    const shown = graphSnapshot({ ...base, run: runOf([nodeOf('a'), nodeOf('b', { depends: ['a', 'unknown'] })]) });
    assert.deepEqual(shown.edges, [[0, 1]]);
    assert.equal(shown.nodes[0]?.durationMs, 2000);
    assert.deepEqual(shown.run, { runId: 'r1', attempt: 1, status: 'failed', statusTitle: 'Failed', durationMs: 8000 });
  });

  it('says when a running node began, and no duration yet', () => {
    const { finishedAt: _, ...running } = nodeOf('a', { status: 'running' });
    const shown = graphSnapshot({ ...base, run: runOf([running]) });
    assert.equal(shown.nodes[0]?.startedAt, 1000);
    assert.equal(shown.nodes[0]?.durationMs, undefined);
  });

  it('asks with a waiting node, and offers to answer it instead of a retry', () => {
    const ask = { kind: 'task', prompt: 'Ship it?' } as const;
    const shown = graphSnapshot({ ...base, run: runOf([nodeOf('a', { status: 'waiting', ask })]) });
    assert.deepEqual([shown.nodes[0]?.prompt, shown.nodes[0]?.can], ['Ship it?', ['answer', 'log', 'reveal']]);
    assert.ok(hostMessage(shown) !== undefined);
    const done = graphSnapshot({ ...base, run: runOf([nodeOf('a', { status: 'succeeded', ask })]) });
    assert.deepEqual([done.nodes[0]?.prompt, done.nodes[0]?.can], [undefined, ['retry', 'log', 'reveal']]);
  });

  it('says which input made a node stale', () => {
    const stale = [{ producer: 'a', output: 'rows', before: '1', after: '2' }, { producer: 'b' }];
    const shown = graphSnapshot({ ...base, run: runOf([nodeOf('c', { stale })]) });
    assert.deepEqual(shown.nodes[0]?.stale, [
      'rows of a changed: 1 → 2',
      'b ran again and declares no outputs: possibly stale.',
    ]);
  });

  it('shows what a plan does to each step and why', () => {
    const run = runOf(['a', 'b', 'c', 'd'].map(name => nodeOf(name)));
    const wish = { step: 'b', scope: 'downstream', bypassPreconditions: false } as const;
    const shown = graphSnapshot({ ...base, run, plan: { id: 7, wish, plan } });
    assert.deepEqual(
      shown.nodes.map(node => node.plan),
      [
        { effect: 'kept', reason: 'It is not below b' },
        { effect: 'runs', reason: 'You chose it. Its preconditions are evaluated.' },
        { effect: 'blocked', reason: 'x failed' },
        { effect: 'stale', reason: 'Its input may change: b runs again' },
      ],
    );
    assert.deepEqual(
      shown.plan?.steps.map(({ name, effect }) => `${name} ${effect}`),
      ['b runs', 'c blocked', 'd stale', 'a kept'],
    );
    assert.equal(shown.plan?.id, 7);
    assert.equal(shown.plan?.notes.length, 3);
    assert.deepEqual(shown.plan?.handlers, ['failure']);
  });

  it('is a message that the page takes, whatever the names are', () => {
    const names = ['<img src=x onerror=alert(1)>', '__proto__', 'constructor', 'a\u202eb', '', ' '];
    const run = runOf(names.map(name => nodeOf(name)));
    const shown = graphSnapshot({ ...base, title: '</title><script>', run });
    assert.equal(hostMessage(structuredClone(shown))?.type, 'snapshot');
    assert.deepEqual(
      shown.nodes.map(node => node.name),
      names,
    );
  });

  it('keeps its subject as text and reads it back', () => {
    const subject = { file: 'file:///w/etl.yaml', runId: 'r1' };
    assert.deepEqual(readSubject(subjectText(subject)), subject);
    for (const text of ['', '{', '[]', 'null', '{"file":""}', '{"file":5}']) assert.equal(readSubject(text), undefined);
  });
});

function hostileNode(label: string, more: Partial<GraphNode> = {}): GraphNode {
  return { name: label, label, status: 'failed', statusTitle: 'Failed', can: [], ...more };
}

const hostile = '<img src=x onerror=alert(1)>"];click n0 "javascript:alert(1)"';

describe('export as Mermaid', () => {
  it('writes steps, edges, handlers and a class for each status', () => {
    const nodes = [hostileNode('a'), hostileNode('b', { status: 'not_started', statusTitle: 'Not started' })];
    const handlers = [hostileNode('onExit', { handler: 'exit' })];
    assert.deepEqual(mermaidText({ type: 'snapshot', ...base, nodes, edges: [[0, 1]], handlers }).split('\n'), [
      'flowchart TD',
      '  n0["a<br/>Failed"]:::failed',
      '  n1["b"]',
      '  n0 --> n1',
      '  subgraph Handlers',
      '    h0(["onExit<br/>Failed"]):::failed',
      '  end',
      '  classDef failed stroke:#d32f2f',
      '',
    ]);
  });

  it('writes every sign of a name that could be markup as an entity', () => {
    const text = mermaidText({ type: 'snapshot', ...base, nodes: [hostileNode(hostile)], edges: [], handlers: [] });
    const line = text.split('\n')[1] ?? '';
    assert.match(line, /^ {2}n0\["[^"<>()[\]]*<br\/>Failed"\]:::failed$/);
    assert.doesNotMatch(line, /<img|javascript:alert\(/);
    assert.match(line, /#60;img src#61;x onerror#61;alert#40;1#41;#62;#34;/);
  });
});

describe('export as SVG', () => {
  const layout = {
    width: 400,
    height: 100,
    boxes: [[0, 0, 252, 46], [], [0, 60, 160, 46]],
    lines: [[0, 46, 0, 50, 0, 55, 0, 60], []],
  };

  it('escapes names and takes nothing but numbers from the page', () => {
    const nodes = [hostileNode(hostile), hostileNode('not drawn')];
    const text = svgText(
      { type: 'snapshot', ...base, title: '</title><script>', nodes, edges: [[0, 1]], handlers: [] },
      layout,
    );
    assert.doesNotMatch(text, /<(?!\/?(svg|title|defs|marker|path|rect|g|circle|text)[\s>/])/);
    assert.match(text, /<title>&lt;\/title&gt;&lt;script&gt;<\/title>/);
    assert.doesNotMatch(text, /not drawn/);
    assert.equal(text.match(/<path d="M0 46C/g)?.length, 1);
  });

  it('cuts a long name to its box and keeps the whole one as a tooltip', () => {
    const name = 'a-very-long-name-that-does-not-fit-into-any-box-of-a-graph';
    const text = svgText({ type: 'snapshot', ...base, nodes: [hostileNode(name)], edges: [], handlers: [] }, layout);
    assert.match(text, new RegExp(`<title>${name}: Failed</title>`));
    assert.match(text, /a-very-long-name-that-[^<]*…<\/text>/);
  });
});

describe('document of the graph', () => {
  const parts = {
    source: 'https://x.test',
    script: 's.js',
    worker: 'w.js',
    style: 'g.css',
    nonce: 'N0',
    language: 'en',
  };

  it('allows one script, one style sheet, a worker from memory, and nothing else', () => {
    const policy = /content="(default-src[^"]*)"/.exec(graphHtml(parts))?.[1];
    assert.equal(
      policy,
      "default-src 'none'; script-src 'nonce-N0' 'wasm-unsafe-eval'; worker-src blob:; style-src https://x.test; connect-src https://x.test",
    );
    assert.doesNotMatch(graphHtml(parts), /unsafe-inline|'unsafe-eval'|\son\w+=|style=/);
  });

  it('escapes what it is given', () => {
    assert.doesNotMatch(graphHtml({ ...parts, script: '"><script>x</script>' }), /<script>x/);
  });
});

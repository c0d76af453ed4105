// Messages between page and panel: what is taken, and that nothing else is.

import { strict as assert } from 'node:assert';
import { hostMessage, pageMessage, pageState } from '../../src/webview/message-check';
import type { GraphNode, GraphSnapshot, PageMessage } from '../../src/webview/protocol';

const node: GraphNode = {
  name: 'build',
  label: 'build',
  status: 'failed',
  statusTitle: 'Failed',
  can: ['retry', 'log'],
  stale: ['x of y changed'],
  plan: { effect: 'runs', reason: 'Chosen' },
};

const snapshot: GraphSnapshot = {
  type: 'snapshot',
  subject: '{"file":"file:///a.yaml"}',
  title: 'a',
  now: 1,
  nodes: [node, { ...node, name: 'test' }],
  edges: [[0, 1]],
  handlers: [{ ...node, name: 'onExit', handler: 'exit' }],
  run: { runId: 'r', attempt: 1, status: 'failed', statusTitle: 'Failed', durationMs: 4 },
  plan: {
    id: 1,
    step: 'build',
    scope: 'step',
    bypassPreconditions: false,
    steps: [{ name: 'build', label: 'build', effect: 'runs', reason: 'Chosen' }],
    handlers: ['exit'],
    notes: [],
    refusals: [{ code: 'run-active', message: 'It runs.', actions: ['stop'] }],
  },
};

describe('messages of the panel', () => {
  it('are taken when every field is right', () => {
    assert.equal(hostMessage(snapshot), snapshot);
    assert.deepEqual(hostMessage({ type: 'select', step: 'build' }), { type: 'select', step: 'build' });
  });

  const wrong: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['a text', 'snapshot'],
    ['a list', [snapshot]],
    ['another type', { ...snapshot, type: 'html' }],
    ['no nodes', { ...snapshot, nodes: undefined }],
    ['an edge to nowhere', { ...snapshot, edges: [[0, 2]] }],
    ['a negative edge', { ...snapshot, edges: [[-1, 0]] }],
    ['half an edge', { ...snapshot, edges: [[0]] }],
    ['an unknown status', { ...snapshot, nodes: [{ ...node, status: 'fine' }] }],
    ['a status of the prototype', { ...snapshot, nodes: [{ ...node, status: 'constructor' }] }],
    ['an object for a name', { ...snapshot, nodes: [{ ...node, label: { toString: () => 'x' } }] }],
    ['an unknown ability', { ...snapshot, nodes: [{ ...node, can: ['delete'] }] }],
    ['no number', { ...snapshot, now: Number.NaN }],
    ['an endless duration', { ...snapshot, run: { ...snapshot.run, durationMs: Number.POSITIVE_INFINITY } }],
    ['an unknown effect', { ...snapshot, nodes: [{ ...node, plan: { effect: 'explodes', reason: '' } }] }],
    [
      'an unknown refusal',
      { ...snapshot, plan: { ...snapshot.plan, refusals: [{ code: 'x', message: '', actions: [] }] } },
    ],
    ['null for an optional field', { ...snapshot, run: null }],
    ['inherited fields', Object.create(snapshot)],
  ];
  for (const [title, message] of wrong)
    it(`are refused with ${title}`, () => assert.equal(hostMessage(message), undefined));
});

describe('messages of the page', () => {
  const good: readonly PageMessage[] = [
    { type: 'ready' },
    { type: 'runStep', step: 'a' },
    { type: 'retryStep', step: 'a', scope: 'step', bypassPreconditions: true },
    { type: 'previewRetry', step: 'a', scope: 'downstream', bypassPreconditions: false },
    { type: 'clearPreview' },
    { type: 'confirmPlan', plan: 3 },
    { type: 'fixPlan', plan: 3, action: 'include-upstream' },
    { type: 'answerStep', step: 'a' },
    { type: 'openLog', node: { kind: 'step', name: '<img onerror=alert(1)>' } },
    { type: 'reveal', node: { kind: 'handler', name: 'exit' } },
    { type: 'exportMermaid' },
    {
      type: 'exportSvg',
      layout: { width: 1, height: 2, boxes: [[1, 2, 3, 4], []], lines: [[0, 0, 1, 1, 2, 2, 3, 3]] },
    },
    { type: 'problem', text: 'x' },
  ];
  for (const message of good)
    it(`are taken: ${message.type}`, () => {
      assert.deepEqual(pageMessage(message), message);
      assert.deepEqual(
        pageMessage({ ...message, extra: 'command:evil' }),
        message,
        'what was not checked does not pass',
      );
    });

  const hostile: readonly unknown[] = [
    undefined,
    null,
    7,
    'ready',
    [],
    {},
    { type: 'command', command: 'workbench.action.terminal.new' },
    { type: 'toString' },
    { type: '__proto__' },
    { type: ['ready'] },
    { type: 'runStep' },
    { type: 'runStep', step: 5 },
    { type: 'runStep', step: 'x'.repeat(20_000) },
    { type: 'previewRetry', step: 'a', scope: 'all', bypassPreconditions: false },
    { type: 'previewRetry', step: 'a', scope: 'step', bypassPreconditions: 'yes' },
    { type: 'confirmPlan', plan: 1.5 },
    { type: 'confirmPlan', plan: -1 },
    { type: 'confirmPlan', plan: '1' },
    { type: 'fixPlan', plan: 1, action: 'rm' },
    { type: 'openLog', node: { kind: 'file', name: '/etc/passwd' } },
    { type: 'openLog', node: { kind: 'handler', name: 'constructor' } },
    { type: 'reveal', node: 'a' },
    { type: 'exportSvg', layout: { width: 1, height: 1, boxes: [['<script>', 0, 0, 0]], lines: [] } },
    { type: 'exportSvg', layout: { width: Number.NaN, height: 1, boxes: [], lines: [] } },
    { type: 'exportSvg', layout: { width: 1, height: 1, boxes: [], lines: [[Number.POSITIVE_INFINITY]] } },
    { type: 'problem', text: 'x'.repeat(5000) },
    Object.create({ type: 'ready' }),
  ];
  for (const message of hostile)
    it(`are refused: ${String(JSON.stringify(message)).slice(0, 90)}`, () =>
      assert.equal(pageMessage(message), undefined));
});

describe('state of the page', () => {
  it('is taken back only when it is one', () => {
    const state = { subject: 's', selected: 'step a', direction: 'right' };
    assert.equal(pageState(state), state);
    for (const wrong of [undefined, null, 's', {}, { subject: 1 }, { subject: 's', direction: 'up' }])
      assert.equal(pageState(wrong), undefined);
  });
});

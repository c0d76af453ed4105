// A run as a tree, final and live, and as plain lines.

import { strict as assert } from 'node:assert';
import { widthOf } from '../../src/base/terminal-text';
import { runJson } from '../../src/cli/json-run';
import { treeText } from '../../src/cli/print-tree';
import { LiveTree, liveLines, plainProgress } from '../../src/cli/progress';
import { painter } from '../../src/cli/screen';
import type { RunEvent } from '../../src/model/event';
import { fold } from '../../src/model/fold';
import type { Run } from '../../src/model/run';

const at = Date.parse('2026-08-22T12:00:00Z');
const plain = painter({ color: false });

const events: readonly RunEvent[] = [
  {
    type: 'run.created',
    at,
    version: 1,
    dag: 'nightly',
    file: '/w/nightly.yaml',
    runId: 'r1',
    trigger: 'manual',
    labels: [],
    params: { DAY: 'mon' },
    logDir: '/h/logs',
    workDir: '/h/work',
  },
  {
    type: 'attempt.started',
    at,
    attempt: 1,
    trigger: 'manual',
    definition: 'snapshot',
    definitionFile: '/h/1.yaml',
    nodes: [
      { name: 'fetch', depends: [] },
      { name: 'load', depends: ['fetch'] },
      { name: 'report', depends: ['load'] },
    ],
    runs: ['fetch', 'load', 'report'],
    pid: 1,
  },
  { type: 'step.started', at, step: 'fetch', try: 1, stdout: '/h/fetch.out', stderr: '/h/fetch.err' },
  {
    type: 'step.finished',
    at: at + 1500,
    step: 'fetch',
    status: 'succeeded',
    exitCode: 0,
    variables: { ROWS: '3' },
    outputs: {},
  },
  { type: 'step.started', at: at + 1500, step: 'load', try: 1, stdout: '/h/load.out', stderr: '/h/load.err' },
  {
    type: 'step.finished',
    at: at + 2000,
    step: 'load',
    status: 'failed',
    exitCode: 3,
    error: 'exit status 3',
  },
  {
    type: 'step.finished',
    at: at + 2000,
    step: 'report',
    status: 'aborted',
    reason: { code: 'upstream-failed', text: 'upstream failed: load', by: ['load'] },
  },
  { type: 'attempt.finished', at: at + 2100, facts: {}, restored: [], stale: {} },
];

function runAfter(count: number): Run {
  const run = fold(events.slice(0, count), '/h/r1');
  assert.ok(run);
  return run;
}

describe('a run for people', () => {
  it('is a tree that says what each step did, why it failed and why it did not run', () => {
    const tail = (file: string): readonly string[] => (file === '/h/load.err' ? ['disk \u001b[2Jfull'] : []);
    assert.equal(
      treeText(runAfter(8), { paint: plain, now: at + 9000, tail }),
      `Failed - nightly  run r1 · started 2026-08-22 12:00:00 UTC · 2.1 s
│ params: DAY=mon
│ logs: /h/logs
├─✓ fetch  [succeeded] 1.5 s
├─✗ load   [failed] 500 ms
│   exit status 3
│   > disk ␛[2Jfull
│   log: /h/load.err
└─⊘ report [aborted]  upstream failed: load
Result: Failed
`,
    );
  });

  it('says when another attempt follows by itself, as long as it is to come', () => {
    const last = {
      type: 'attempt.finished',
      at: at + 2100,
      facts: {},
      restored: [],
      stale: {},
      retryAfterMs: 60_000,
    } as const;
    const again = fold([...events.slice(0, 7), last], '/h/r1');
    assert.ok(again);
    const lines: string[] = [];
    plainProgress({ write: text => void lines.push(text) }, plain).heard(last, () => again);
    assert.deepEqual(lines, ['12:00:02 nightly failed, next attempt in 1 min 0 s\n']);
    assert.match(treeText(again, { paint: plain, now: at + 3000 }), /│ next attempt: 2026-08-22 12:01:02 UTC\n/);
    assert.doesNotMatch(treeText(again, { paint: plain, now: at + 90_000 }), /next attempt/);
  });

  it('is one plain line per event when nobody looks at a terminal', () => {
    const lines: string[] = [];
    const progress = plainProgress({ write: text => void lines.push(text) }, plain);
    for (const [index, event] of events.entries()) progress.heard(event, () => runAfter(index + 1));
    assert.deepEqual(lines, [
      '12:00:00 nightly: attempt 1 of run r1\n',
      '12:00:00 fetch started\n',
      '12:00:01 fetch succeeded (1.5 s)\n',
      '12:00:01 load started\n',
      '12:00:02 load failed (500 ms): exit status 3\n',
      '12:00:02 report aborted: upstream failed: load\n',
      '12:00:02 nightly failed\n',
    ]);
  });

  it('is JSON with all documented fields', async () => {
    const json = await runJson(runAfter(8), { readChild: async () => undefined });
    assert.equal(json.status, 'failed');
    assert.equal(json.startedAt, '2026-08-22T12:00:00.000Z');
    assert.equal(json.finishedAt, '2026-08-22T12:00:02.100Z');
    assert.deepEqual((json.steps as readonly object[])[2], {
      name: 'report',
      status: 'aborted',
      reason: 'upstream failed: load',
      reasonCode: 'upstream-failed',
      reasonBy: ['load'],
      attempt: (json.steps as readonly { attempt: number }[])[2]?.attempt,
      tries: 0,
      retries: 0,
      finishedAt: '2026-08-22T12:00:02.000Z',
      variables: {},
      outputs: {},
      children: [],
    });
  });

  it('says in JSON why a step of a build did not run', async () => {
    const run = runAfter(8);
    const build = { decision: 'reuse', reason: 'matched', text: 'everything is as it was left' } as const;
    const reused = { ...run, nodes: run.nodes.slice(0, 1).map(node => ({ ...node, build })) };
    const json = await runJson(reused, { readChild: async () => undefined });
    assert.equal((json.steps as readonly { reason?: string }[])[0]?.reason, build.text);
  });
});

describe('a live tree', () => {
  it('never draws wider or higher than the window, and shows what runs first', () => {
    const run = runAfter(5);
    const lines = liveLines(run, at + 2000, plain, 30, 6);
    assert.ok(lines.length <= 5);
    for (const line of lines) assert.ok(widthOf(line) < 30, line);
    assert.ok(
      lines.some(line => line.includes('load')),
      lines.join('\n'),
    );
    assert.ok(lines.some(line => line.includes('more')));
  });

  it('draws over itself and takes itself away', () => {
    const written: string[] = [];
    const channel = {
      write: (text: string) => void written.push(text),
      closed: () => false,
      terminal: true,
      color: true,
      columns: () => 80,
      rows: () => 24,
    };
    const tree = new LiveTree(channel, painter(channel), () => at + 1800);
    tree.heard(events[4] as RunEvent, () => runAfter(5));
    tree.draw();
    tree.draw();
    tree.dispose();
    assert.equal(written.length, 3);
    assert.ok(!(written[0] ?? '').includes('\u001b[4A'));
    assert.ok((written[1] ?? '').startsWith('\u001b[4A\r\u001b[0J'));
    assert.equal(written[2], '\u001b[4A\r\u001b[0J');
  });

  it('cannot be moved by the name of a step', () => {
    const run = runAfter(5);
    const [node, ...others] = run.nodes;
    assert.ok(node);
    const hostile = { ...run, nodes: [{ ...node, name: 'a\u001b[9A\nb' }, ...others] };
    const text = liveLines(hostile, at, painter({ color: true }), 80, 24).join('');
    assert.ok(!text.includes('\u001b[9A') && !text.includes('\n'));
  });
});

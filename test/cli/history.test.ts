// The list of runs: flags, table, JSON and CSV.

import { strict as assert } from 'node:assert';
import { parseArguments } from '../../src/cli/arguments';
import { historyFlags, historyQuery } from '../../src/cli/history-query';
import { historyCsv, historyJson, historyTable } from '../../src/cli/print-history';
import { painter } from '../../src/cli/screen';
import type { RunSummary } from '../../src/model/source';

const now = Date.parse('2026-08-22T12:00:00Z');

const run: RunSummary = {
  dag: 'nightly',
  file: '/w/nightly.yaml',
  runId: 'r1',
  dir: '/h/r1',
  status: 'partially_succeeded',
  trigger: 'manual',
  labels: ['env=dev'],
  params: { DAY: 'mon,day', NOTE: '"x"' },
  startedAt: now - 90_000,
  finishedAt: now - 30_000,
  attempts: 2,
};

function query(...argv: string[]) {
  const args = parseArguments(argv, historyFlags);
  assert.ok(args.ok);
  return historyQuery(args.value, now);
}

describe('history', () => {
  it('turns its flags into a query', () => {
    assert.deepEqual(query('--status', 'succeeded,Failed', '--last', '7d', '--limit', '5', '--run-id', 'ab'), {
      ok: true,
      value: { statuses: ['succeeded', 'failed'], from: now - 7 * 86_400_000, limit: 5, runIdPart: 'ab' },
    });
    assert.deepEqual(query('--from', '2026-01-01', '--to', '2026-01-02T03:04:05Z'), {
      ok: true,
      value: { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 2, 3, 4, 5), limit: 100 },
    });
  });

  it('refuses unknown states, limits, spans, times and clashes with a whole message', () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['--status', 'done'], /invalid status 'done'.*partially_succeeded/],
      [['--limit', '0'], /invalid --limit/],
      [['--limit', 'many'], /invalid --limit/],
      [['--last', 'soon'], /invalid --last value 'soon'/],
      [['--last', '1h', '--from', '2026-01-01'], /cannot use --last with --from/],
      [['--from', 'then'], /invalid --from/],
      [['--from', '2026-02-01', '--to', '2026-01-01'], /--from must not be later/],
    ];
    for (const [argv, message] of wrong) {
      const result = query(...argv);
      assert.match(result.ok ? 'accepted' : result.error, message);
    }
  });

  it('is a table whose columns line up, cut to the window', () => {
    const wide = { ...run, dag: '日本語', runId: 'r2', params: {} };
    const table = historyTable([run, wide], { paint: painter({ color: false }), now, labels: false, columns: 80 });
    assert.equal(
      table,
      `DAG NAME  RUN ID  STATUS               STARTED (UTC)        DURATION   PARAMS
nightly   r1      Partially succeeded  2026-08-22 11:58:30  1 min 0 s  DAY=mon,…
日本語    r2      Partially succeeded  2026-08-22 11:58:30  1 min 0 s
`,
    );
  });

  it('is CSV with quotes where they are needed and no cell that a spreadsheet runs', () => {
    const csv = historyCsv([run, { ...run, params: { '=cmd': '1' } }], { now, labels: false }).split('\n');
    assert.equal(csv[0], 'DAG NAME,RUN ID,STATUS,STARTED (UTC),DURATION,PARAMS');
    assert.equal(csv[1], 'nightly,r1,Partially succeeded,2026-08-22 11:58:30,1 min 0 s,"DAY=mon,day NOTE=""x"""');
    assert.match(csv[2] ?? '', /,'=cmd=1$/);
  });

  it('is JSON in the words of Dagu', () => {
    const [first] = historyJson([run], { now, labels: true });
    assert.equal(first?.dagRunId, 'r1');
    assert.equal(first?.status, 'partially_succeeded');
    assert.equal(first?.startedAt, '2026-08-22T11:58:30.000Z');
    assert.equal(first?.workerId, '');
    assert.deepEqual(first?.labels, ['env=dev']);
    assert.equal(
      historyJson([{ ...run, finishedAt: run.startedAt + 400 }], { now, labels: false })[0]?.duration,
      '< 1s',
    );
  });
});

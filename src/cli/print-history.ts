// The list of runs as a table, as JSON and as CSV (dagu-format.md 6.1, `history`).

import type { JsonObject } from '../base/json';
import type { RunSummary } from '../model/source';
import { statusFacts } from '../model/status';
import { tableText } from './print-table';
import { inkOf, type Paint } from './screen';
import { isoTime, spanText, tableTime } from './time-text';

export interface HistoryOptions {
  readonly paint: Paint;
  readonly now: number;
  readonly labels: boolean;
  /** Columns of the terminal; rows are cut to it when it is given. */
  readonly columns?: number;
}

/** A table with a heading; every line ends with a line end. */
export function historyTable(runs: readonly RunSummary[], options: HistoryOptions): string {
  const rows = runs.map(run => cells(run, options));
  return tableText(headings(options.labels), rows, {
    ...options,
    inkAt: (row, column) => {
      const status = runs[row]?.status;
      return column === 2 && status !== undefined ? inkOf(status) : undefined;
    },
  });
}

/** An array of `{name, dagRunId, status, startedAt, finishedAt, duration, params, …}`, as Dagu's. No run here has a worker. */
export function historyJson(
  runs: readonly RunSummary[],
  options: Pick<HistoryOptions, 'now' | 'labels'>,
): JsonObject[] {
  return runs.map(run => ({
    name: run.dag,
    dagRunId: run.runId,
    status: run.status,
    startedAt: isoTime(run.startedAt),
    finishedAt: run.finishedAt === undefined ? '' : isoTime(run.finishedAt),
    duration: duration(run, options.now),
    params: paramsText(run),
    ...(options.labels || run.labels.length > 0 ? { labels: run.labels } : {}),
    workerId: '',
    attempts: run.attempts,
    trigger: run.trigger,
    file: run.file,
  }));
}

/** Comma-separated values by RFC 4180, with the heading that Dagu writes. Cells that a spreadsheet would run as a formula get a `'`. */
export function historyCsv(runs: readonly RunSummary[], options: Pick<HistoryOptions, 'now' | 'labels'>): string {
  const rows = [headings(options.labels), ...runs.map(run => cells(run, options))];
  return rows.map(row => `${row.map(csvCell).join(',')}\n`).join('');
}

function headings(labels: boolean): readonly string[] {
  const base = ['DAG NAME', 'RUN ID', 'STATUS', 'STARTED (UTC)', 'DURATION'];
  return labels ? [...base, 'LABELS', 'PARAMS'] : [...base, 'PARAMS'];
}

function cells(run: RunSummary, options: Pick<HistoryOptions, 'now' | 'labels'>): readonly string[] {
  return [
    run.dag,
    run.runId,
    statusFacts(run.status).title,
    tableTime(run.startedAt),
    duration(run, options.now),
    ...(options.labels ? [run.labels.join(',')] : []),
    paramsText(run),
  ];
}

function duration(run: RunSummary, now: number): string {
  const ms = (run.finishedAt ?? now) - run.startedAt;
  return ms < 1000 ? '< 1s' : spanText(ms);
}

function paramsText(run: RunSummary): string {
  return Object.entries(run.params)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function csvCell(cell: string): string {
  const safe = /^[=+@\t\r-]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

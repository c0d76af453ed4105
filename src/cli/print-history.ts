// The list of runs as a table, as JSON and as CSV (dagu-format.md 6.1, `history`).

import type { JsonObject } from '../base/json';
import { clip, oneLine, padTo, widthOf } from '../base/terminal-text';
import type { RunSummary } from '../model/source';
import { statusFacts } from '../model/status';
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
  const heads = [...headings(options.labels)];
  const rows = runs.map(run => cells(run, options).map(oneLine));
  const widths = heads.map((head, at) => Math.max(widthOf(head), ...rows.map(row => widthOf(row[at] ?? ''))));
  const line = (row: readonly string[], paintStatus: (cell: string) => string): string => {
    const padded = row.map((cell, at) => {
      const text = at === row.length - 1 ? cell : padTo(cell, widths[at] ?? 0);
      return at === 2 ? paintStatus(text) : text;
    });
    return `${padded.join('  ').trimEnd()}\n`;
  };
  const cut = (row: readonly string[]): readonly string[] => {
    if (options.columns === undefined) return row;
    const room = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
    return row.map((cell, at) =>
      at === row.length - 1 ? clip(cell, Math.max(8, (options.columns ?? 0) - room)) : cell,
    );
  };
  const head = options.paint('bold', line(heads, text => text).trimEnd());
  const body = rows.map((row, at) => {
    const status = runs[at]?.status;
    return line(cut(row), text => options.paint(status === undefined ? undefined : inkOf(status), text));
  });
  return `${head}\n${body.join('')}`;
}

/** An array of `{name, dagRunId, status, startedAt, finishedAt, duration, params, …}`, as Dagu's. */
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

// The list of runs that `history` and `ps` print.

import type { RunSummary } from '../model/source';
import type { Surroundings } from './command';
import { writeJson } from './output';
import { historyCsv, historyJson, historyTable } from './print-history';
import { painter } from './screen';

/** The forms of the list, the usual one first. */
export const listFormats = ['table', 'json', 'csv'] as const;

/** Prints runs, of which there may be none. `labels`: in a column of their own. */
export function printRuns(
  runs: readonly RunSummary[],
  format: (typeof listFormats)[number],
  labels: boolean,
  around: Surroundings,
): void {
  const { out } = around.screen;
  const options = { now: around.clock.now(), labels };
  if (format === 'json') writeJson(around, historyJson(runs, options));
  else if (format === 'csv') out.write(historyCsv(runs, options));
  else if (runs.length > 0) {
    const columns = out.terminal ? { columns: out.columns() } : {};
    out.write(historyTable(runs, { ...options, paint: painter(out), ...columns }));
  }
}

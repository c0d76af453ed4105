// The list of runs that `history` and `ps` print.

import type { RunQuery, RunSummary } from '../model/source';
import { type Arguments, switchFlag } from './arguments';
import { failure, type Surroundings } from './command';
import { chosenFormat, writeJson } from './output';
import { historyCsv, historyJson, historyTable } from './print-history';
import { dagOfWord } from './run-choice';
import { painter } from './screen';
import type { OpenStore } from './wiring';

/** Prints the runs that a query finds, of the workflow that is named or of all of them. Returns them; undefined: the flags make no sense. */
export async function printRuns(
  query: RunQuery,
  args: Arguments,
  store: OpenStore,
  around: Surroundings,
): Promise<readonly RunSummary[] | undefined> {
  const format = chosenFormat(args, ['table', 'json', 'csv']);
  if (!format.ok) {
    failure(around, format.error);
    return undefined;
  }
  const [word] = args.words;
  const dag = word === undefined ? {} : { dag: dagOfWord(word, around).name };
  const runs = await store.runs.list({ ...query, ...dag });
  const { out } = around.screen;
  const options = { now: around.clock.now(), labels: switchFlag(args, 'labels') };
  if (format.value === 'json') writeJson(around, historyJson(runs, options));
  else if (format.value === 'csv') out.write(historyCsv(runs, options));
  else if (runs.length > 0) {
    const columns = out.terminal ? { columns: out.columns() } : {};
    out.write(historyTable(runs, { ...options, paint: painter(out), ...columns }));
  }
  return runs;
}

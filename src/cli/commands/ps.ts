// restep ps: the runs that are not over.

import type { RunSummary } from '../../model/source';
import { statusFacts } from '../../model/status';
import { type Command, failure } from '../command';
import { isGoing } from '../going-runs';
import { chosenFormat, formatFlag } from '../output';
import { dagOfWord } from '../run-choice';
import { listFormats, printRuns } from '../run-list';
import { shellWord } from '../shell-word';
import { tableTime } from '../time-text';
import { type OpenStore, openStore } from '../wiring';

export const ps: Command = {
  name: 'ps',
  usage: 'ps [--format table|json|csv] [DAG]',
  summary: 'List the runs that are not over',
  group: 'history',
  about: `Lists the runs that are running, that wait for people, that were answered and not gone on with yet (queued), or that failed and are
about to be run again (retry_policy); of one workflow or of all, newest first. Exit code 0 also when there are none.`,
  flags: [formatFlag('table, json or csv')],
  examples: ['restep ps', 'restep ps --format json deploy'],
  words: { least: 0, most: 1, name: 'a DAG' },
  run: async (args, around) => {
    const format = chosenFormat(args, listFormats);
    if (!format.ok) return failure(around, format.error);
    const store = openStore(around);
    try {
      const [word] = args.words;
      const dag = word === undefined ? {} : { dag: dagOfWord(word, around).name };
      const runs = (await store.runs.list(dag)).filter(run => isGoing(run, store, around.clock.now()));
      printRuns(runs, format.value, false, around);
      const { err } = around.screen;
      if (runs.length === 0) err.write('Nothing is running.\n');
      for (const run of runs) err.write(remark(run, store));
      return 0;
    } finally {
      store.dispose();
    }
  },
};

/** What the list does not tell of a run. */
function remark({ dag, runId, status, retryAt = 0 }: RunSummary, { runs }: OpenStore): string {
  if (statusFacts(status).final) return `Run ${runId} is run again at ${tableTime(retryAt)} UTC.\n`;
  if (status !== 'running' || runs.owner({ dag, runId }) !== undefined) return '';
  return `Nobody drives run ${runId} any more; to bring it to an end: restep stop --run-id ${runId} ${shellWord(dag)}\n`;
}

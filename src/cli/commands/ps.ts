// restep ps: the runs that are not over.

import { activeStatuses } from '../../model/status';
import type { Command } from '../command';
import { formatFlag } from '../output';
import { printRuns } from '../run-list';
import { shellWord } from '../shell-word';
import { openStore } from '../wiring';

export const ps: Command = {
  name: 'ps',
  usage: 'ps [--format table|json|csv] [DAG]',
  summary: 'List the runs that are not over',
  group: 'history',
  about: `Lists the runs that are running, that wait for people, or that were answered and not gone on with yet (queued); of one workflow or
of all, newest first. Exit code 0 also when there are none.`,
  flags: [formatFlag('table, json or csv')],
  examples: ['restep ps', 'restep ps --format json deploy'],
  words: { least: 0, most: 1, name: 'a DAG' },
  run: async (args, around) => {
    const store = openStore(around);
    try {
      const runs = await printRuns({ statuses: activeStatuses() }, args, store, around);
      if (runs === undefined) return 1;
      const { err } = around.screen;
      if (runs.length === 0) err.write('Nothing is running.\n');
      for (const { dag, runId, status } of runs)
        if (status === 'running' && store.runs.owner({ dag, runId }) === undefined)
          err.write(
            `Nobody drives run ${runId} any more; to bring it to an end: restep stop --run-id ${runId} ${shellWord(dag)}\n`,
          );
      return 0;
    } finally {
      store.dispose();
    }
  },
};

// restep history: the list of runs.

import { type Command, failure } from '../command';
import { historyFlags, historyQuery } from '../history-query';
import { printRuns } from '../run-list';
import { openStore } from '../wiring';

export const history: Command = {
  name: 'history',
  usage: 'history [flags] [DAG]',
  summary: 'List runs, newest first',
  group: 'history',
  about: 'Lists the runs of a workflow, or of all workflows. Exit code 0 also when nothing matches.',
  flags: historyFlags,
  examples: ['restep history deploy --status failed --last 7d', 'restep history --format csv > runs.csv'],
  words: { least: 0, most: 1, name: 'a DAG' },
  run: async (args, around) => {
    const query = historyQuery(args, around.clock.now());
    if (!query.ok) return failure(around, query.error);
    const store = openStore(around);
    try {
      const runs = await printRuns(query.value, args, store, around);
      if (runs?.length === 0) around.screen.err.write('No runs match.\n');
      return runs === undefined ? 1 : 0;
    } finally {
      store.dispose();
    }
  },
};

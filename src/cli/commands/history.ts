// restep history: the list of runs.

import { switchFlag } from '../arguments';
import { type Command, failure } from '../command';
import { historyFlags, historyQuery } from '../history-query';
import { chosenFormat } from '../output';
import { dagOfWord } from '../run-choice';
import { listFormats, printRuns } from '../run-list';
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
    const format = chosenFormat(args, listFormats);
    if (!format.ok) return failure(around, format.error);
    const query = historyQuery(args, around.clock.now());
    if (!query.ok) return failure(around, query.error);
    const store = openStore(around);
    try {
      const [word] = args.words;
      const dag = word === undefined ? {} : { dag: dagOfWord(word, around).name };
      const runs = await store.runs.list({ ...query.value, ...dag });
      printRuns(runs, format.value, switchFlag(args, 'labels'), around);
      if (runs.length === 0) around.screen.err.write('No runs match.\n');
      return 0;
    } finally {
      store.dispose();
    }
  },
};

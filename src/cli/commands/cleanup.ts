// restep cleanup: takes old runs of a workflow away.

import { switchFlag, textFlag } from '../arguments';
import { type Command, failure } from '../command';
import { disagreement, yesFlag } from '../confirmation';
import { countOf } from '../output';
import { chooseRun, dagOfWord } from '../run-choice';
import { openStore } from '../wiring';

export const cleanup: Command = {
  name: 'cleanup',
  usage: 'cleanup [--retention-days N] [--dry-run] [--yes] DAG',
  summary: 'Remove the old runs of a workflow',
  group: 'history',
  about: `Removes for good the runs of a workflow that began more than N days ago, with their logs; one that was retried counts from the end
of that. Runs that are not over stay.

Asks first at a terminal; without one --yes is needed.`,
  flags: [
    { name: 'retention-days', kind: 'text', value: 'N', help: 'Keep the runs of the last N days (0: keep none)' },
    { name: 'dry-run', kind: 'switch', help: 'Only say how many would be removed' },
    yesFlag,
  ],
  examples: ['restep cleanup --retention-days 30 deploy', 'restep cleanup --dry-run deploy'],
  words: { least: 1, most: 1, name: 'a DAG' },
  run: async (args, around) => {
    const [word = ''] = args.words;
    const days = textFlag(args, 'retention-days') ?? '0';
    if (!/^\d{1,6}$/.test(days))
      return failure(around, `invalid --retention-days value '${days}': must be a whole number, 0 or more`);
    const store = openStore(around);
    try {
      const some = await chooseRun(store.runs, word, undefined, around);
      if (!some.ok) return failure(around, some.error);
      const { name } = dagOfWord(word, around);
      const retention = { days: Number(days) };
      const { out } = around.screen;
      const count = store.runs.prunable(name, retention);
      if (switchFlag(args, 'dry-run')) {
        out.write(`Would remove ${countOf(count, 'run')} of ${name}.\n`);
        return 0;
      }
      const question = `Remove ${countOf(count, 'run')} of ${name} with their logs`;
      const no = count === 0 ? undefined : await disagreement(question, args, around);
      if (no !== undefined) return failure(around, no);
      out.write(`Removed ${countOf(await store.runs.prune(name, retention), 'run')} of ${name}.\n`);
      return 0;
    } finally {
      store.dispose();
    }
  },
};

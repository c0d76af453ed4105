// restep stop: asks whoever drives a run to stop it, and waits until it has.

import { textFlag } from '../arguments';
import { type Command, failure } from '../command';
import { goingRuns } from '../going-runs';
import { runIdFlag } from '../output';
import { chooseRun, dagOfWord } from '../run-choice';
import { stopRun } from '../stopping';
import { openStore } from '../wiring';

export const stop: Command = {
  name: 'stop',
  usage: 'stop [--run-id ID] DAG',
  summary: 'Stop a run in order: signals, handlers, statuses',
  group: 'running',
  about: `Asks the program that drives the run (this one in another terminal, or the editor) to stop it, and waits until it has.
Without --run-id, every active run of the workflow is stopped. Exit code 0 also when nothing was running.`,
  flags: [{ ...runIdFlag, help: 'The run; without it, all active runs of the workflow' }],
  examples: ['restep stop deploy', 'restep stop --run-id 0Vq… deploy.yaml'],
  words: { least: 1, most: 1, name: 'a DAG' },
  run: async (args, around) => {
    const word = args.words[0] ?? '';
    const runId = textFlag(args, 'run-id');
    const store = openStore(around);
    try {
      if (runId !== undefined) {
        const key = await chooseRun(store.runs, word, runId, around);
        return key.ok ? await stopRun(store, key.value, around) : failure(around, key.error);
      }
      const dag = dagOfWord(word, around);
      const active = await goingRuns(store, dag, around.clock.now());
      if (active.length === 0) around.screen.err.write(`Nothing of ${dag.name} is running.\n`);
      let worst = 0;
      for (const run of active) worst = Math.max(worst, await stopRun(store, run, around));
      return worst;
    } finally {
      store.dispose();
    }
  },
};

// restep stop: asks whoever drives a run to stop it, and waits until it has.

import type { Run } from '../../model/run';
import { statusFacts } from '../../model/status';
import { requestStop } from '../../store/stop-request';
import { textFlag } from '../arguments';
import { type Command, failure, type Surroundings } from '../command';
import { runIdFlag } from '../output';
import { statusWord } from '../print-tree';
import { repairRun, stopWaitingRun } from '../recovery';
import { chooseRun, dagOfWord, listRuns } from '../run-choice';
import { type OpenStore, openStore } from '../wiring';

const lookMs = 100;

/** How long a stop may take before we say that it does: the DAG's own clean-up time is usually five seconds. */
const patienceMs = 60_000;

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
        return key.ok ? await stopOne(store, key.value, around) : failure(around, key.error);
      }
      const dag = dagOfWord(word, around);
      const active = await listRuns(store.runs, dag, { statuses: ['running', 'queued', 'waiting'] });
      if (active.length === 0) around.screen.err.write(`Nothing of ${dag.name} is running.\n`);
      let worst = 0;
      for (const run of active) worst = Math.max(worst, await stopOne(store, run, around));
      return worst;
    } finally {
      store.dispose();
    }
  },
};

async function stopOne(
  store: OpenStore,
  key: { readonly dag: string; readonly runId: string },
  around: Surroundings,
): Promise<number> {
  const { err } = around.screen;
  const before = await store.runs.read(key);
  if (before === undefined) return failure(around, `the run ${key.runId} cannot be read`);
  if (statusFacts(before.status).final) {
    err.write(`Run ${key.runId} of ${key.dag} has ended already (${statusWord(before.status)}).\n`);
    return 0;
  }
  const waited = await stopWaitingRun(store, key, around);
  if (waited !== undefined) {
    err.write(`Stopped run ${key.runId} of ${key.dag}: ${statusWord(waited.status)}.\n`);
    return 0;
  }
  const left = await repairRun(store, key, around);
  if (left !== undefined) {
    err.write(`Run ${key.runId} of ${key.dag} was left behind by a crash; it is ${statusWord(left.status)} now.\n`);
    return 0;
  }
  const asked = around.clock.now();
  requestStop(before.dir, { at: asked, by: `restep stop (process ${process.pid})` });
  for (;;) {
    const run: Run | undefined = await store.runs.read(key);
    if (run !== undefined && statusFacts(run.status).final) {
      err.write(`Stopped run ${key.runId} of ${key.dag}: ${statusWord(run.status)}.\n`);
      return 0;
    }
    if (around.clock.now() - asked > patienceMs)
      return failure(
        around,
        `run ${key.runId} of ${key.dag} was asked to stop and is still ${run?.status ?? 'unreadable'}`,
      );
    await around.clock.delay(lookMs);
  }
}

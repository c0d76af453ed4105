// restep restart: stops the run of a workflow that is running, and runs the workflow anew with the same parameters.

import { fail, ok, type Result } from '../../base/result';
import type { Definition } from '../../engine/engine-parts';
import { definitionOfRun } from '../../host/definitions';
import { daguPlaces } from '../../host/places';
import { currentAttempt, type Run } from '../../model/run';
import { summaryOf } from '../../store/summary';
import { switchFlag, textFlag } from '../arguments';
import { type Command, failure, type Surroundings } from '../command';
import { loadDefinition } from '../definition';
import { checkedParams, paramsOfRun } from '../given-params';
import { goingRuns, isGoing } from '../going-runs';
import { runIdFlag } from '../output';
import { statusWord } from '../print-tree';
import { dagOfWord, readRun } from '../run-choice';
import { shellWord } from '../shell-word';
import { quietFlag } from '../start-options';
import { stopRun } from '../stopping';
import { spanText } from '../time-text';
import { type OpenStore, openStore } from '../wiring';
import { startDefinition } from './start';

export const restart: Command = {
  name: 'restart',
  usage: 'restart [--run-id ID] [--quiet] DAG',
  summary: 'Stop a run, and run its workflow anew',
  group: 'running',
  about: `Stops the newest run of the workflow that is running, in order as stop does, waits until it has ended, and for as long as
restart_wait_sec of the workflow says. Then runs the workflow anew, as its file is now and with the same parameters, and shows what
happens as start does. When the file or the parameters are refused, nothing is stopped.`,
  flags: [{ ...runIdFlag, help: 'The run to stop; without it, the newest one that is running' }, quietFlag],
  examples: ['restep restart deploy', 'restep restart --run-id 0Vq… deploy.yaml'],
  words: { least: 1, most: 1, name: 'a DAG' },
  run: async (args, around) => {
    const store = openStore(around);
    try {
      const run = await goingRun(store, args.words[0] ?? '', textFlag(args, 'run-id') ?? '', around);
      if (!run.ok) return failure(around, run.error);
      const definition = definitionNow(run.value, around);
      if (!definition.ok) return failure(around, definition.error);
      const { dag } = definition.value;
      const params = paramsOfRun(run.value);
      const fit = await checkedParams(dag, params, around);
      if (!fit.ok) return failure(around, fit.error);
      const stopped = await stopRun(store, run.value, around, patienceMs + dag.maxCleanUpTimeSec * 1000);
      if (stopped !== 0) return stopped;
      await rest(dag.restartWaitSec * 1000, around);
      const options = {
        trigger: 'manual' as const,
        labels: run.value.labels.filter(label => !dag.labels.includes(label)),
        noReuse: currentAttempt(run.value)?.noReuse === true,
        quiet: switchFlag(args, 'quiet'),
      };
      return await startDefinition(definition.value, params, options, store, around);
    } finally {
      store.dispose();
    }
  },
};

/** How long handlers may take besides the time that the workflow gives its steps to end. */
const patienceMs = 60_000;

/** The run that is meant, which is not over. */
async function goingRun(
  store: OpenStore,
  word: string,
  runId: string,
  around: Surroundings,
): Promise<Result<Run, string>> {
  if (runId === '') {
    const dag = dagOfWord(word, around);
    const going = await goingRuns(store, dag, around.clock.now());
    const newest = going.find(run => run.status !== 'waiting' && run.status !== 'queued');
    const run = newest === undefined ? undefined : await store.runs.read(newest);
    return run === undefined ? fail(`nothing of ${dag.name} is running: restep start ${shellWord(word)}`) : ok(run);
  }
  const run = await readRun(store.runs, word, runId, around);
  if (!run.ok || isGoing(summaryOf(run.value), store, around.clock.now())) return run;
  const { dag, status } = run.value;
  const instead = `restep start --from-run-id ${runId} ${shellWord(word)}`;
  return fail(`run ${runId} of ${dag} has ended already (${statusWord(status)}): ${instead}`);
}

/** The workflow as its file is now; what never had a file is as it was. */
function definitionNow(run: Run, around: Surroundings): Result<Definition, string> {
  return run.file === '' ? definitionOfRun(run, daguPlaces(around)) : loadDefinition(run.file, around, run.dag);
}

async function rest(ms: number, { clock, screen }: Surroundings): Promise<void> {
  if (ms === 0) return;
  screen.err.write(`Starting anew in ${spanText(ms)} (restart_wait_sec).\n`);
  await clock.delay(ms);
}

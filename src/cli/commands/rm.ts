// restep rm: takes the history of a workflow away, or its file.

import { realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fail, ok, type Result } from '../../base/result';
import { daguPlaces } from '../../host/places';
import type { RunSummary } from '../../model/source';
import { isActive } from '../../model/status';
import { switchFlag } from '../arguments';
import { type Command, failure, type Surroundings } from '../command';
import { disagreement, yesFlag } from '../confirmation';
import { seeHelp } from '../help';
import { countOf } from '../output';
import { locateDag } from '../places';
import { statusWord } from '../print-tree';
import { chooseRun, dagOfWord } from '../run-choice';
import { shellWord } from '../shell-word';
import { type OpenStore, openStore } from '../wiring';

export const rm: Command = {
  name: 'rm',
  usage: 'rm [--history] [--dag] [--yes] DAG',
  summary: 'Remove all runs of a workflow, or its file',
  group: 'history',
  about: `With --history, removes for good the runs that "restep history DAG" lists, with their logs. A run that is not over is never removed:
nothing is, then. With --dag, removes the file of the workflow from the DAGs folder; its runs stay.

Asks first at a terminal; without one --yes is needed.`,
  flags: [
    { name: 'history', short: 'H', kind: 'switch', help: 'Remove the runs of the workflow, with their logs' },
    { name: 'dag', short: 'd', kind: 'switch', help: 'Remove its file from the DAGs folder' },
    yesFlag,
  ],
  examples: ['restep rm --history deploy', 'restep rm --dag --yes deploy'],
  words: { least: 1, most: 1, name: 'a DAG' },
  run: async (args, around) => {
    const [word = ''] = args.words;
    const [history, dag] = [switchFlag(args, 'history'), switchFlag(args, 'dag')];
    if (!history && !dag) return failure(around, `rm needs --history or --dag${seeHelp(rm.name)}`);
    const file = dag ? fileInFolder(word, around) : ok(undefined);
    if (!file.ok) return failure(around, file.error);
    const store = openStore(around);
    try {
      const { name } = dagOfWord(word, around);
      const runs = history ? await endedRuns(word, name, store, around) : ok([]);
      if (!runs.ok) return failure(around, runs.error);
      const what = [
        ...(history ? [`${countOf(runs.value.length, 'run')} of ${name} with their logs`] : []),
        ...(file.value === undefined ? [] : [`the file ${file.value}`]),
      ];
      const no = await disagreement(`Remove ${what.join(' and ')}`, args, around);
      if (no !== undefined) return failure(around, no);
      const code = history ? await removeRuns(name, runs.value.length, store, around) : 0;
      return code === 0 && file.value !== undefined ? removeFile(file.value, around) : code;
    } finally {
      store.dispose();
    }
  },
};

/** The file that a word means, when it lies in the DAGs folder. */
function fileInFolder(word: string, around: Surroundings): Result<string, string> {
  const places = daguPlaces(around);
  const file = locateDag(word, around.cwd, places);
  if (!file.ok) return file;
  const path = join(realpathSync(dirname(file.value)), basename(file.value));
  const inside = relative(realFolder(places.dagsDir), path);
  return inside === '..' || inside.startsWith(`..${sep}`)
    ? fail(`${file.value} does not lie in the DAGs folder ${places.dagsDir}: remove it yourself`)
    : file;
}

/** A folder by its real name; one that is not there by the name it would have. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return folder;
  }
}

/** All runs of a workflow, when all of them are over. */
async function endedRuns(
  word: string,
  name: string,
  { runs }: OpenStore,
  around: Surroundings,
): Promise<Result<readonly RunSummary[], string>> {
  const all = await runs.list({ dag: name });
  const active = all.find(run => isActive(run.status) || runs.owner(run) !== undefined);
  if (active !== undefined) {
    const { runId, status } = active;
    return fail(
      `run ${runId} of ${name} is not over (${statusWord(status)}), and such a run is never removed; to end it: restep stop --run-id ${runId} ${shellWord(word)}`,
    );
  }
  const some = await chooseRun(runs, word, undefined, around);
  return some.ok ? ok(all) : some;
}

async function removeRuns(name: string, count: number, { runs }: OpenStore, around: Surroundings): Promise<number> {
  const removed = await runs.prune(name, { runs: 0 });
  around.screen.out.write(`Removed ${countOf(removed, 'run')} of ${name}.\n`);
  return removed >= count
    ? 0
    : failure(around, `${countOf(count - removed, 'run')} of ${name} began to be used and stay`);
}

function removeFile(file: string, around: Surroundings): number {
  try {
    rmSync(file);
    around.screen.out.write(`Removed ${file}.\n`);
    return 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return failure(around, `${file} cannot be removed: ${(error as Error).message}`);
  }
}

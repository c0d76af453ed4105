// restep ls: the workflows of a folder, and how the newest run of each went.

import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { JsonObject } from '../../base/json';
import { firstRefusal } from '../../host/definitions';
import { type DaguPlaces, daguPlaces } from '../../host/places';
import { isFile } from '../../host/text-file';
import type { RunSummary } from '../../model/source';
import { statusFacts } from '../../model/status';
import { type Command, failure, type Surroundings } from '../command';
import { compileFile, shownPath } from '../definition';
import { chosenFormat, formatFlag, writeJson } from '../output';
import { isWorkflow, namesIn } from '../places';
import { tableText } from '../print-table';
import { listRuns } from '../run-choice';
import { inkOf, painter } from '../screen';
import { isoTime, tableTime } from '../time-text';
import { openStore } from '../wiring';

export const ls: Command = {
  name: 'ls',
  usage: 'ls [--format table|json] [DIR]',
  summary: 'List workflows, and how their newest runs went',
  group: 'workflows',
  about: `Lists the workflows of the DAGs folder, or of another folder, with the status and the time of the newest run of each. A file that
does not load is listed too, with the reason. Folders in it are not looked into.`,
  flags: [formatFlag('table or json')],
  examples: ['restep ls', 'restep ls --format json .'],
  words: { least: 0, most: 1, name: 'a DIR' },
  run: async (args, around) => {
    const format = chosenFormat(args, ['table', 'json']);
    if (!format.ok) return failure(around, format.error);
    const places = daguPlaces(around);
    const [word] = args.words;
    const folder = word === undefined ? places.dagsDir : resolve(around.cwd, word);
    const names = namesIn(folder);
    if (names === undefined && (word !== undefined || existsSync(folder)))
      return failure(around, `${folder} is no folder that can be read`);
    const paths = (names ?? [])
      .filter(isWorkflow)
      .sort()
      .map(name => join(folder, name));
    const files = paths.filter(path => isFile(path) && path !== places.baseConfig);
    const store = openStore(around);
    try {
      const listed: Listed[] = [];
      for (const file of files) {
        const dag = dagOfFile(file, places);
        const [newest] = await listRuns(store.runs, dag, { limit: 1 });
        listed.push({ ...dag, ...(newest === undefined ? {} : { newest }) });
      }
      if (format.value === 'json') writeJson(around, listed.map(jsonOf));
      else if (listed.length > 0) around.screen.out.write(tableOf(listed, around));
      if (listed.length === 0) around.screen.err.write(`There are no workflows in ${folder}.\n`);
      return 0;
    } finally {
      store.dispose();
    }
  },
};

interface Listed {
  readonly name: string;
  /** Absolute path. */
  readonly file: string;
  /** Why it does not load. */
  readonly problem?: string;
  readonly newest?: RunSummary;
}

function dagOfFile(file: string, places: DaguPlaces): Listed {
  const name = basename(file).replace(/\.ya?ml$/, '');
  const compiled = compileFile(file, places);
  if (!compiled.ok) return { name, file, problem: compiled.error };
  const { text, compilation } = compiled.value;
  const { dag, refusals } = compilation;
  return dag === undefined
    ? { name, file, problem: `does not load: ${firstRefusal(text, refusals)}` }
    : { name: dag.name, file };
}

function tableOf(listed: readonly Listed[], { screen: { out }, cwd }: Surroundings): string {
  const broken = listed.some(({ problem }) => problem !== undefined);
  const heads = ['NAME', 'FILE', 'STATUS', 'STARTED (UTC)', ...(broken ? ['PROBLEM'] : [])];
  const rows = listed.map(({ name, file, problem, newest }) => [
    name,
    shownPath(file, cwd),
    newest === undefined ? '-' : statusFacts(newest.status).title,
    newest === undefined ? '-' : tableTime(newest.startedAt),
    ...(broken ? [problem ?? ''] : []),
  ]);
  return tableText(heads, rows, {
    paint: painter(out),
    ...(out.terminal ? { columns: out.columns() } : {}),
    inkAt: (row, column) => {
      const status = listed[row]?.newest?.status;
      return column === 4 ? 'red' : column === 2 && status !== undefined ? inkOf(status) : undefined;
    },
  });
}

function jsonOf({ name, file, problem, newest }: Listed): JsonObject {
  return {
    name,
    file,
    ...(problem === undefined ? {} : { problem }),
    ...(newest === undefined
      ? {}
      : { dagRunId: newest.runId, status: newest.status, startedAt: isoTime(newest.startedAt) }),
  };
}

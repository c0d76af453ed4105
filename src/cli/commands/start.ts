// restep start: runs a workflow and shows what happens.

import { fail, ok, type Result } from '../../base/result';
import type { Definition } from '../../engine/engine-parts';
import { startRun } from '../../engine/runner';
import type { ParamInput } from '../../engine/values/param-input';
import { definitionOfRun } from '../../host/definitions';
import { daguPlaces, outerFolders } from '../../host/places';
import { newRunId } from '../../model/ids';
import { answerAndResume } from '../answer-dialog';
import { attend } from '../attended-run';
import { type Command, failure, type Surroundings } from '../command';
import { loadDefinition } from '../definition';
import { paramInput, paramsOfRun } from '../given-params';
import { readRun } from '../run-choice';
import { type StartOptions, startFlags, startOptions } from '../start-options';
import { type OpenStore, openEngine, openStore } from '../wiring';

export const start: Command = {
  name: 'start',
  usage: 'start [flags] FILE [-- PARAM…]',
  summary: 'Run a workflow',
  group: 'running',
  about: `Runs a workflow and shows what happens: a tree that redraws itself on a terminal, else one line per event on stderr; in the end
the whole run on stdout. The first Ctrl-C stops it in order (processes get their signal, handlers run), the second at once.

A run that waits for a person asks right here when somebody sits at the terminal.

Parameters stand after --: NAME=value, or values by place, or one JSON object.
Exit code 0: succeeded, stopped, or waiting for a person. 1: something failed, also where the workflow went on.`,
  flags: startFlags,
  examples: ['restep start deploy.yaml', 'restep start deploy.yaml -- TARGET=lab COUNT=3', 'restep start -q nightly'],
  words: { least: 1, most: 1, name: 'a FILE' },
  run: async (args, around) => {
    const options = startOptions(args, around.cwd);
    if (!options.ok) return failure(around, options.error);
    const store = openStore(around);
    try {
      const prepared = await prepare(args.words[0] ?? '', options.value, store, around);
      if (!prepared.ok) return failure(around, prepared.error);
      const { definition, params } = prepared.value;
      return await startDefinition(definition, params, options.value, store, around);
    } finally {
      store.dispose();
    }
  },
};

/** Runs a definition to its end, and gives the exit code. */
export async function startDefinition(
  definition: Definition,
  params: ParamInput,
  options: StartOptions,
  store: OpenStore,
  around: Surroundings,
): Promise<number> {
  const engine = openEngine(around, store.runs);
  try {
    const runId = options.runId ?? newRunId(around.clock.now());
    const key = { dag: definition.dag.name, runId };
    const { trigger, scheduledAt } = options;
    const cause = { trigger, ...(scheduledAt === undefined ? {} : { scheduledAt }) };
    const attended = { quiet: options.quiet, source: store.runs, engine };
    const code = await attend(
      () => store.runs.create(key, outerFolders(definition.dag, daguPlaces(around))),
      create =>
        startRun(
          {
            definition,
            runId,
            params,
            ...cause,
            labels: options.labels,
            noReuse: options.noReuse,
            create,
          },
          engine.parts,
        ),
      around,
      attended,
    );
    return await answerAndResume(key, code, store, attended, around);
  } finally {
    engine.dispose();
  }
}

interface Prepared {
  readonly definition: Definition;
  readonly params: ParamInput;
}

async function prepare(
  word: string,
  options: StartOptions,
  store: OpenStore,
  around: Surroundings,
): Promise<Result<Prepared, string>> {
  if (options.fromRunId !== undefined) {
    const run = await readRun(store.runs, word, options.fromRunId, around);
    if (!run.ok) return run;
    const definition = definitionOfRun(run.value, daguPlaces(around));
    if (!definition.ok) return definition;
    return ok({ definition: definition.value, params: paramsOfRun(run.value) });
  }
  const loaded = loadDefinition(word, around, options.name);
  if (!loaded.ok) return fail(loaded.error);
  const { dag } = loaded.value;
  const moved = options.defaultWorkingDir !== undefined && (dag.workingDir === undefined || dag.workingDir === '');
  const definition = moved
    ? { ...loaded.value, dag: { ...dag, workingDir: options.defaultWorkingDir ?? '' } }
    : loaded.value;
  return ok({ definition, params: paramInput(options.params) });
}

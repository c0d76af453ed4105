// restep resume: goes on with a run behind the steps that people have answered.

import { resumeRun } from '../../engine/runner';
import { definitionOfRun } from '../../host/definitions';
import { daguPlaces } from '../../host/places';
import { answerAndResume } from '../answer-dialog';
import { switchFlag, textFlag } from '../arguments';
import { attend } from '../attended-run';
import { type Command, failure } from '../command';
import { runIdFlag } from '../output';
import { statusWord } from '../print-tree';
import { readRun } from '../run-choice';
import { quietFlag } from '../start-options';
import { openEngine, openStore } from '../wiring';

export const resume: Command = {
  name: 'resume',
  usage: 'resume [--run-id ID] DAG',
  summary: 'Go on with a run that was answered',
  group: 'people',
  about: `Goes on with a run whose waiting steps have been completed, approved, rejected or pushed back, and shows what happens as start does.
Steps that had succeeded stay as they are. While a step still waits, it is asked for at a terminal, and else refused.
Nothing happens when somebody else has gone on with the run already.`,
  flags: [runIdFlag, quietFlag],
  examples: ['restep resume --run-id 0Vq… deploy.yaml'],
  words: { least: 1, most: 1, name: 'a DAG' },
  run: async (args, around) => {
    const store = openStore(around);
    try {
      const run = await readRun(store.runs, args.words[0] ?? '', textFlag(args, 'run-id'), around);
      if (!run.ok) return failure(around, run.error);
      const { status, dag, runId } = run.value;
      if (status !== 'waiting' && status !== 'queued') {
        // An editor or a scheduler was faster, or nobody ever had to answer: there is nothing left to do.
        around.screen.err.write(`Run ${runId} of ${dag} has nothing to go on with: it is ${statusWord(status)}.\n`);
        return 0;
      }
      const definition = definitionOfRun(run.value, daguPlaces(around));
      if (!definition.ok) return failure(around, definition.error);
      const engine = openEngine(around, store.runs);
      try {
        const options = { quiet: switchFlag(args, 'quiet'), source: store.runs, engine };
        const asks = run.value.status === 'waiting' && around.ask !== undefined && !options.quiet;
        const code = asks
          ? 0
          : await attend(
              () => store.runs.open(run.value),
              open => resumeRun({ definition: definition.value, open }, engine.parts),
              around,
              options,
            );
        return await answerAndResume(run.value, code, store, options, around);
      } finally {
        engine.dispose();
      }
    } finally {
      store.dispose();
    }
  },
};

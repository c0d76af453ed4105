// restep human-task complete: says that a person has done a task, with what its form asks for.

import { answerFlags } from '../answer-options';
import { answer } from '../answering';
import { type Command, failure } from '../command';

export const humanTask: Command = {
  name: 'human-task',
  usage: 'human-task complete --run-id ID --step STEP [--input NAME=VALUE]… [--inputs-json JSON] DAG',
  summary: 'Complete a task that a run waits for',
  group: 'people',
  about: `Records that a person has done the task of a waiting step (action: human.task). What its form asks for is given with --input, each
converted to the type that the form wants, or with --inputs-json; defaults are filled in. Completing it again with the same inputs
does nothing.

Nothing runs here. When no step waits any more the run is queued: a running "restep scheduler" or an open VS Code window goes on with
it, or "restep resume" does.`,
  flags: answerFlags,
  examples: [
    'restep human-task complete --run-id 0Vq… --step release --input version=v3 --input notify=true deploy.yaml',
    `restep human-task complete --run-id 0Vq… --step release --inputs-json '{"version": "v3"}' deploy`,
  ],
  words: { least: 2, most: 2, name: 'complete and a DAG' },
  run: async (args, around) => {
    const [what, word = ''] = args.words;
    if (what !== 'complete')
      return failure(around, `unknown command "${what}" for "restep human-task": complete is the one`);
    return answer(
      word,
      {
        kind: 'completed',
        done: 'Completed human task',
        already: step => `Human task ${step} was already completed.`,
      },
      args,
      'human-task complete',
      around,
    );
  },
};

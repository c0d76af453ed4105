// restep approve, reject and push-back: decide about what a step did that waits for its approval.

import { answerFlags, reasonFlag } from '../answer-options';
import { type AnswerWords, answer } from '../answering';
import type { Command } from '../command';

const resumed = `Nothing runs here: the run is queued, and a running "restep scheduler" or an open VS Code window goes on with it, or
"restep resume" does.`;

export const approve: Command = decision(
  'approve',
  'Approve what a waiting step did',
  `Approves a step that waits for it: what is behind it runs, once no other step waits. Values that the approval asks for are given with
--input and become variables of the steps behind.
${resumed}`,
  '--input TICKET=T-7',
  { kind: 'approved', done: 'Approved', already: step => `${step} was already approved.` },
);

export const reject: Command = decision(
  'reject',
  'Reject what a waiting step did',
  `Rejects a step that waits for its approval: what is behind it is aborted, the failure handler runs, and the run ends as rejected.
${resumed}`,
  '--reason "not on a Friday"',
  { kind: 'rejected', done: 'Rejected', already: step => `${step} was already rejected.` },
);

export const pushBack: Command = decision(
  'push-back',
  'Have a waiting step do its work again',
  `Sends a step that waits for its approval back: it runs again, or the step that rewind_to names and everything from there, and then waits
anew. Those that run again find the values given with --input in their environment, and DAG_PUSHBACK, DAG_PUSHBACK_ITERATION and
DAG_PUSHBACK_PREVIOUS_STDOUT_FILE.
${resumed}`,
  '--input FEEDBACK="shorter, please"',
  { kind: 'pushed-back', done: 'Pushed back', already: step => `${step} was already pushed back.` },
);

function decision(name: string, summary: string, about: string, example: string, words: AnswerWords): Command {
  return {
    name,
    usage: `${name} --run-id ID --step STEP [--input NAME=VALUE]… [--reason TEXT] DAG`,
    summary,
    group: 'people',
    about,
    flags: [...answerFlags, reasonFlag],
    examples: [`restep ${name} --run-id 0Vq… --step build ${example} deploy.yaml`],
    words: { least: 1, most: 1, name: 'a DAG' },
    run: (args, around) => answer(args.words[0] ?? '', words, args, name, around),
  };
}

// Answers a waiting step from the command line, and says what becomes of the run.

import { oneLine } from '../base/terminal-text';
import type { Answered, AnswerRequest } from '../engine/answers';
import { recordAnswer, wayToChild } from '../host/answers';
import { findNode, type Run } from '../model/run';
import { answerOptions } from './answer-options';
import type { Arguments } from './arguments';
import { failure, type Surroundings } from './command';
import { readRun } from './run-choice';
import { shellWord } from './shell-word';
import { openStore } from './wiring';

export interface AnswerWords {
  readonly kind: AnswerRequest['kind'];
  /** `Completed human task`: what is said before the step. */
  readonly done: string;
  /** `Human task %s was already completed.` */
  already(step: string): string;
}

/** Carries out a command that answers `word`'s run. Only the lines that Dagu prints go to stdout. */
export async function answer(
  word: string,
  words: AnswerWords,
  args: Arguments,
  name: string,
  around: Surroundings,
): Promise<number> {
  const options = answerOptions(args, name);
  if (!options.ok) return failure(around, options.error);
  const store = openStore(around);
  try {
    const root = await readRun(store.runs, word, options.value.runId, around);
    if (!root.ok) return failure(around, root.error);
    const { childId, step, comment } = options.value;
    const path = childId === undefined ? [] : await wayToChild(root.value, childId, store.runs);
    if (path === undefined) return failure(around, `the run ${root.value.runId} has no child run ${childId}`);
    const last = path.at(-1);
    const run = last === undefined ? root.value : await store.runs.readChild(last);
    const node = run === undefined ? undefined : findNode(run, step);
    const by = around.env.USER ?? around.env.LOGNAME ?? around.env.USERNAME;
    const request: AnswerRequest = {
      step,
      kind: words.kind,
      inputs: options.value.inputs(node?.ask),
      ...(by === undefined || by === '' ? {} : { by }),
      ...(comment === undefined ? {} : { comment }),
      path,
    };
    const answered = await recordAnswer(store.runs, root.value, request, around.clock);
    if (!answered.ok) return failure(around, `[${answered.error.code}] ${answered.error.message}`);
    say(answered.value, node?.id ?? answered.value.step, words, around);
    if (answered.value.goesOn) around.screen.err.write(`${resumeHint(root.value, word)}\n`);
    return 0;
  } finally {
    store.dispose();
  }
}

function say(answered: Answered, step: string, words: AnswerWords, around: Surroundings): void {
  const { out, err } = around.screen;
  const name = oneLine(step);
  if (answered.repeated) {
    out.write(`${words.already(name)}\n`);
    return;
  }
  const { goesOn, waiting } = answered;
  const standing = goesOn ? 'queued for resume' : waiting.length > 0 ? 'remains waiting' : 'goes on';
  out.write(`${words.done} ${name}; DAG-run ${standing}.\n`);
  if (!goesOn && waiting.length > 0) err.write(`Still waiting: ${waiting.map(oneLine).join(', ')}.\n`);
}

/** Who goes on with a run that was answered. */
function resumeHint(run: Run, word: string): string {
  return `A running "restep scheduler" or an open VS Code window goes on with it; at once: restep resume --run-id ${run.runId} ${shellWord(word)}`;
}

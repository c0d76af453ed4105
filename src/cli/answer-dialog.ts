// Somebody sits at the terminal where a run begins to wait: what it waits for is asked right there, and the run goes on.

import type { Json, JsonObject } from '../base/json';
import { oneLine } from '../base/terminal-text';
import type { AnswerRequest } from '../engine/answers';
import { resumeRun } from '../engine/runner';
import { type AskingStep, askingSteps, recordAnswer } from '../host/answers';
import { definitionOfRun } from '../host/definitions';
import { daguPlaces } from '../host/places';
import type { Ask } from '../model/ask';
import { type AskedField, askedFields, fieldFault, valueOfText } from '../model/asked-field';
import type { RunKey } from '../model/source';
import { type AttendedOptions, attend } from './attended-run';
import { failure, type Surroundings } from './command';
import type { OpenStore } from './wiring';

/** Asks a question on the terminal; undefined: the person left. */
export type AskOnTerminal = (question: string) => Promise<string | undefined>;

/**
 * Asks for what the run waits for, as long as it waits and somebody answers, and goes on with it each time. `code`: the exit code so far;
 * returns that of the last attempt. Where nobody can be asked nothing happens: the run stays waiting.
 */
export async function answerAndResume(
  key: RunKey,
  code: number,
  store: OpenStore,
  options: AttendedOptions,
  around: Surroundings,
): Promise<number> {
  const { ask } = around;
  if (ask === undefined || options.quiet) return code;
  for (let last = code; ; ) {
    const run = await store.runs.read(key);
    const [asking] = run?.status === 'waiting' ? await askingSteps(run, store.runs) : [];
    if (run === undefined || asking === undefined) return last;
    const answer = await answerOf(asking, ask);
    if (answer === undefined) return last;
    const by = around.env.USER ?? around.env.USERNAME;
    const request = { step: asking.node.name, path: asking.path, attempt: asking.node.attempt, ...answer };
    const recorded = await recordAnswer(store.runs, key, by === undefined ? request : { ...request, by }, around.clock);
    if (!recorded.ok) return failure(around, `[${recorded.error.code}] ${recorded.error.message}`);
    if (!recorded.value.goesOn) continue;
    const definition = definitionOfRun(run, daguPlaces(around));
    if (!definition.ok) return failure(around, definition.error);
    last = await attend(
      () => store.runs.open(key),
      open => resumeRun({ definition: definition.value, open }, options.engine.parts),
      around,
      options,
    );
  }
}

type Answer = Pick<AnswerRequest, 'kind' | 'inputs' | 'comment'>;

async function answerOf({ node }: AskingStep, ask: AskOnTerminal): Promise<Answer | undefined> {
  const title = `\n${oneLine(node.id ?? node.name)}: ${oneLine(node.ask.prompt ?? 'Approve what it did?')}\n`;
  if (node.ask.kind === 'task') {
    const inputs = await inputsOf(node.ask, title, false, ask);
    return inputs === undefined ? undefined : { kind: 'completed', inputs };
  }
  const word = await choiceOf(`${title}[a]pprove, [r]eject or push [b]ack? `, ['a', 'r', 'b'], ask);
  if (word === undefined) return undefined;
  if (word === 'r') {
    const comment = await ask('Why? (may be empty) ');
    return comment === undefined ? undefined : { kind: 'rejected', inputs: {}, comment };
  }
  const inputs = await inputsOf(node.ask, '', word === 'b', ask);
  return inputs === undefined ? undefined : { kind: word === 'a' ? 'approved' : 'pushed-back', inputs };
}

async function choiceOf(question: string, words: readonly string[], ask: AskOnTerminal): Promise<string | undefined> {
  for (;;) {
    const said = await ask(question);
    if (said === undefined) return undefined;
    const word = said.trim().slice(0, 1).toLowerCase();
    if (words.includes(word)) return word;
  }
}

/** `partial`: nothing has to be given. A task without a form is only confirmed. */
async function inputsOf(
  question: Ask,
  title: string,
  partial: boolean,
  ask: AskOnTerminal,
): Promise<JsonObject | undefined> {
  const fields = askedFields(question);
  if (fields.length === 0 && question.kind === 'task')
    return (await ask(`${title}Enter when it is done: `)) === undefined ? undefined : {};
  const inputs: Record<string, Json> = {};
  let heading = title;
  for (const field of fields) {
    for (let fault = ''; ; ) {
      const said = await ask(`${heading}${fault}${labelOf(field, field.required && !partial)}: `);
      heading = '';
      if (said === undefined) return undefined;
      if (said === '' && (field.default !== undefined || !field.required || partial)) break;
      const value = valueOfText(field, said);
      const wrong = said === '' ? 'a value is needed' : fieldFault(question, field.name, value);
      if (wrong === undefined) {
        inputs[field.name] = value;
        break;
      }
      fault = `${oneLine(field.title)}: ${wrong}.\n`;
    }
  }
  return inputs;
}

function labelOf({ title, kind, choices, default: preset }: AskedField, needed: boolean): string {
  const shown = (value: Json): string => oneLine(typeof value === 'string' ? value : JSON.stringify(value));
  const values = kind === 'boolean' ? [true, false] : choices;
  const notes = [
    ...(values === undefined ? [] : [values.map(shown).join(' | ')]),
    ...(preset === undefined ? (needed ? [] : ['may be empty']) : [`else ${shown(preset)}`]),
  ];
  return `${oneLine(title)}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}

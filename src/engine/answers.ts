// Records what people answer to waiting steps. Nothing runs here: the run goes on when somebody resumes it.

import type { Json, JsonObject } from '../base/json';
import { nearest } from '../base/nearest';
import { fail, ok, type Result } from '../base/result';
import { type AnswerKind, answerWords } from '../model/ask';
import { checkedInputs } from '../model/asked-field';
import type { StepAnswered } from '../model/event';
import type { Refusal } from '../model/plan';
import { type ChildRun, currentAttempt, findNode, type Node, type Run } from '../model/run';
import type { RunWriter } from '../model/source';
import { nameList } from './retry/refusal';
import { compactJson } from './values/json-text';

export interface AnswerRequest {
  /** Its id or name. */
  readonly step: string;
  readonly kind: Exclude<AnswerKind, 'stopped' | 'below'>;
  readonly inputs: JsonObject;
  readonly by?: string;
  readonly comment?: string;
  /** The child runs on the way to the step, outermost first; absent: it is a step of the run itself. */
  readonly path?: readonly ChildRun[];
  /** The attempt in which the step began to wait, as the person saw it: another one means that the question is another. */
  readonly attempt?: number;
}

/** An answer is in the journal. */
export interface Answered {
  /** The name of the step. */
  readonly step: string;
  /** It had been given before, with the same inputs; nothing was written. */
  readonly repeated: boolean;
  /** The names of the steps that still wait. */
  readonly waiting: readonly string[];
  /** The run goes on as soon as somebody resumes it. */
  readonly goesOn: boolean;
}

/** The largest inputs that are taken, in bytes of JSON: what Dagu keeps of any output by default. */
const largestInputs = 1_048_576;

/** Checks an answer against the run as it is now, and appends it. When it is refused nothing was written. `now`: milliseconds. */
export async function answerStep(
  writer: RunWriter,
  request: AnswerRequest,
  now: number,
): Promise<Result<Answered, Refusal>> {
  const [child, ...path] = request.path ?? [];
  if (child === undefined) return answerHere(writer, request, now);
  const inner = writer.openChild(child.dag, child.runId);
  try {
    const answered = await answerStep(inner, { ...request, path }, now);
    const calling = writer.run().nodes.find(node => node.children.some(one => one.runId === child.runId));
    if (answered.ok && inner.run().status === 'queued' && calling?.status === 'waiting')
      writer.append({ type: 'step.answered', at: now, step: calling.name, answer: 'below', inputs: {} });
    // Whether anything goes on is up to the run around it.
    return answered.ok ? ok({ ...answered.value, ...standing(writer.run()) }) : answered;
  } finally {
    await inner.close();
  }
}

/** The same for a run whose attempt is going on, in the hands of the writer. */
export function answerRunning(writer: RunWriter, request: AnswerRequest, now: number): Result<Answered, Refusal> {
  return answerHere(writer, request, now, true);
}

/** Records that the run was stopped while it waited: every waiting step is aborted, and what follows is up to a resumption. */
export function stopWaiting(writer: RunWriter, now: number): void {
  for (const { name } of waitingNodes(writer.run()))
    writer.append({ type: 'step.answered', at: now, step: name, answer: 'stopped', inputs: {} });
}

/** The steps of a run that wait for a person, or for an answer below them. */
export function waitingNodes(run: Run): readonly Node[] {
  return run.nodes.filter(node => node.status === 'waiting');
}

function answerHere(
  writer: RunWriter,
  request: AnswerRequest,
  now: number,
  running = false,
): Result<Answered, Refusal> {
  const run = writer.run();
  const node = findNode(run, request.step);
  if (node === undefined) return fail(unknownStep(request.step, run));
  const earlier = node.answer;
  if (node.status !== 'waiting' && earlier?.kind === request.kind) {
    const given = node.ask === undefined ? ok(request.inputs) : checkedInputs(node.ask, request.inputs, true);
    if (given.ok && compactJson(given.value) === compactJson(earlier.inputs))
      return ok({ step: node.name, repeated: true, ...standing(run) });
    return fail(notWaiting(node, `"${node.name}" ${answerWords[earlier.kind]} already, with other inputs.`));
  }
  const refusal = gate(run, node, request, running);
  if (refusal !== undefined) return fail(refusal);
  const { ask } = node;
  if (ask === undefined)
    return fail(notWaiting(node, `"${node.name}" waits for a step of a run that it called: answer that one.`));
  const partial = request.kind === 'rejected' || request.kind === 'pushed-back';
  const inputs = checkedInputs(ask, request.inputs, partial);
  if (!inputs.ok) return fail(invalid(node, `The inputs for "${node.name}" do not fit: ${inputs.error}`));
  if (Buffer.byteLength(JSON.stringify(inputs.value)) > largestInputs)
    return fail(invalid(node, `The inputs for "${node.name}" are larger than ${largestInputs} bytes.`));
  const event: StepAnswered = {
    type: 'step.answered',
    at: now,
    step: node.name,
    answer: request.kind,
    inputs: inputs.value,
    ...(request.kind === 'completed' ? { outputs: outputsOf(inputs.value) } : {}),
    ...(request.by === undefined ? {} : { by: request.by }),
    ...(request.comment === undefined || request.comment === '' ? {} : { comment: request.comment }),
  };
  writer.append(event);
  return ok({ step: node.name, repeated: false, ...standing(writer.run()) });
}

function standing(run: Run): Pick<Answered, 'waiting' | 'goesOn'> {
  const open = waitingNodes(run).filter(node => node.answer?.kind !== 'below');
  return { waiting: open.map(node => node.name), goesOn: run.status === 'queued' };
}

/** Why the step cannot be answered so, or not now. */
function gate(run: Run, node: Node, { kind, attempt }: AnswerRequest, running: boolean): Refusal | undefined {
  if (node.status !== 'waiting')
    return notWaiting(node, `"${node.name}" does not wait for anybody: it is ${node.status}.${others(run)}`);
  const open = currentAttempt(run)?.finishedAt === undefined;
  if (open && !running)
    return {
      code: 'run-active',
      message: `Other steps of the run are still running: "${node.name}" can be answered when they have ended.`,
      actions: [],
    };
  if (!open && run.status !== 'waiting' && run.status !== 'queued')
    return notWaiting(node, `The run ended as ${run.status}: "${node.name}" cannot be answered any more.`);
  if (attempt !== undefined && attempt !== node.attempt)
    return {
      code: 'run-changed',
      message: `"${node.name}" ran again meanwhile and asks anew: look at it before you answer.`,
      actions: ['plan-again'],
    };
  const isTask = node.ask?.kind === 'task';
  if (node.ask === undefined || isTask === (kind === 'completed')) return undefined;
  return notWaiting(
    node,
    isTask
      ? `"${node.name}" is a task for a person: it is completed, not approved or rejected.`
      : `"${node.name}" waits for an approval: approve it, reject it or push it back.`,
  );
}

function outputsOf(inputs: JsonObject): Readonly<Record<string, string>> {
  const text = (value: Json): string => (typeof value === 'string' ? value : compactJson(value));
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, text(value)]));
}

function notWaiting(node: Node, message: string): Refusal {
  return { code: 'step-not-waiting', message, actions: [], steps: [node.name] };
}

function invalid(node: Node, message: string): Refusal {
  return { code: 'inputs-invalid', message, actions: [], steps: [node.name] };
}

function unknownStep(step: string, run: Run): Refusal {
  const names = run.nodes.flatMap(node => (node.id === undefined ? [node.name] : [node.id, node.name]));
  const close = nearest(step, names);
  const hint = close.length === 0 ? '' : ` Did you mean ${nameList([...new Set(close)], 'or')}?`;
  return {
    code: 'step-unknown',
    message: `${run.dag} has no step "${step}".${hint}`,
    actions: ['nearest-names'],
    steps: close,
  };
}

function others(run: Run): string {
  const waiting = waitingNodes(run).map(node => node.id ?? node.name);
  return waiting.length === 0 ? '' : ` These wait: ${nameList(waiting)}.`;
}

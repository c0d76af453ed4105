// How a node changes: one pure function for each thing that can happen to it.

import { type Answer, answerWords } from './ask';
import type { NodeOutline, StepAgain, StepAnswered, StepFinished, StepStarted } from './event';
import type { ChildRun, Execution, Node, ReasonCode, StaleCause, Unrun } from './run';
import type { NodeStatus } from './status';

/** A node that nothing has happened to. */
export function freshNode(outline: NodeOutline): Node {
  return {
    ...outlineOf(outline),
    status: 'not_started',
    attempt: 0,
    tries: 0,
    retries: 0,
    variables: {},
    outputs: {},
    children: [],
    executions: [],
  };
}

/** The node with what a definition says about it; the same object when that is what it had. */
export function outlined(node: Node, outline: NodeOutline): Node {
  const same =
    node.name === outline.name &&
    node.id === outline.id &&
    (node.skipAllowed === true) === (outline.skipAllowed === true) &&
    node.depends.length === outline.depends.length &&
    node.depends.every((name, at) => name === outline.depends[at]);
  if (same) return node;
  const { name, id, depends, skipAllowed, ...rest } = node;
  return { ...rest, ...outlineOf(outline) };
}

/**
 * The node as it stands before it runs again (retry.md, "What a reset clears"). Earlier executions stay, and so do the child runs it is
 * known to have started: a failed one is resumed under its own id.
 */
export function cleared(node: Node): Node {
  const { children, executions, unrun } = node;
  return { ...freshNode(node), children, executions, ...(unrun === undefined ? {} : { unrun }) };
}

/** As `cleared`, for a step that was pushed back: that it was is not forgotten. */
export function rewound(node: Node): Node {
  return { ...cleared(node), ...(node.pushbacks === undefined ? {} : { pushbacks: node.pushbacks }) };
}

const undone = {
  'not-in-plan': 'It was not part of what was to run.',
  'not-reached': 'The run ended before this step could begin.',
  'not-called': 'What it handles did not happen.',
  'waiting-for-input': 'It lies behind a step that waits for a person.',
} as const satisfies { readonly [C in ReasonCode]?: string };

/** A step of the attempt that will not or did not run, and why. */
export function decided(node: Node, code: keyof typeof undone): Node {
  return { ...node, reason: { code, text: undone[code] } };
}

export function startedNode(node: Node, event: StepStarted, attempt: number): Node {
  const { reason, exitCode, error, finishedAt, stale, ...rest } = node;
  const startedAt = event.try > 1 && node.startedAt !== undefined ? node.startedAt : event.at;
  const execution: Execution = { attempt, status: 'running', startedAt, stdout: event.stdout, stderr: event.stderr };
  return {
    ...rest,
    status: 'running',
    attempt,
    tries: event.try,
    startedAt,
    ...(event.try > 1 ? { triedAt: event.at } : {}),
    stdout: event.stdout,
    stderr: event.stderr,
    ...(event.bypassed === undefined ? {} : { bypassed: event.bypassed }),
    executions: withExecution(node.executions, execution),
  };
}

export function startedAgain(node: Node, event: StepAgain): Node {
  const { exitCode, error, ...rest } = node;
  return {
    ...rest,
    retries: node.retries + (event.why === 'retry' ? 1 : 0),
    ...(event.exitCode === undefined ? {} : { exitCode: event.exitCode }),
    ...(event.error === undefined ? {} : { error: event.error }),
  };
}

export function finishedNode(node: Node, event: StepFinished, attempt: number): Node {
  const { reason, exitCode, error, tolerated, masked, finishedAt, triedAt, build, ...rest } = node;
  const open = event.status === 'not_started' || event.status === 'waiting';
  const result = {
    status: event.status,
    ...(event.exitCode === undefined ? {} : { exitCode: event.exitCode }),
    ...(event.error === undefined ? {} : { error: event.error }),
    ...(open ? {} : { finishedAt: event.at }),
    ...(event.status === 'waiting' ? { startedAt: node.startedAt ?? event.at } : {}),
  };
  const last = node.executions.at(-1);
  const running = last?.attempt === attempt ? last : undefined;
  return {
    ...rest,
    ...result,
    ...(running !== undefined || open ? {} : { unrun: withUnrun(node.unrun, event, attempt) }),
    attempt: event.status === 'not_started' ? node.attempt : attempt,
    ...(event.reason === undefined ? {} : { reason: event.reason }),
    ...(event.build === undefined ? {} : { build: event.build }),
    ...(event.tolerated === true ? { tolerated: true } : {}),
    variables: event.variables ?? node.variables,
    outputs: event.outputs ?? node.outputs,
    ...(event.masked === undefined || event.masked.length === 0 ? {} : { masked: event.masked }),
    ...(event.ask === undefined ? {} : { ask: event.ask }),
    executions: running === undefined ? node.executions : withExecution(node.executions, { ...running, ...result }),
  };
}

/** A waiting step that a person has answered. One that was pushed back begins anew with the attempt that follows. */
export function answered(node: Node, event: StepAnswered): Node {
  const { reason, ...rest } = node;
  const answer: Answer = {
    kind: event.answer,
    inputs: event.inputs,
    ...(event.by === undefined ? {} : { by: event.by }),
    ...(event.comment === undefined ? {} : { comment: event.comment }),
    at: event.at,
  };
  const told = { ...rest, answer };
  const why = `It ${answerWords[answer.kind]}${answer.by === undefined ? '' : ` by ${answer.by}`}${answer.comment === undefined ? '.' : `: ${answer.comment}`}`;
  switch (answer.kind) {
    case 'below':
      return { ...node, answer };
    case 'pushed-back':
      return {
        ...told,
        executions: concludedExecutions(node, 'succeeded'),
        status: 'not_started',
        reason: { code: 'waiting-for-input', text: why },
        pushbacks: [...(node.pushbacks ?? []), answer],
      };
    case 'completed':
    case 'approved':
      return settled({ ...told, outputs: { ...node.outputs, ...event.outputs } }, 'succeeded', event.at);
    case 'rejected':
      return settled({ ...told, reason: { code: 'rejected', text: why } }, 'rejected', event.at);
    case 'stopped':
      return settled({ ...told, reason: { code: 'stopped', text: why } }, 'aborted', event.at);
  }
}

/** Declared succeeded by a person. What its last execution left (logs, exit code, error text) stays, as with `mark_success`. */
export function marked(node: Node): Node {
  const { reason, tolerated, ...rest } = node;
  return { ...rest, status: 'succeeded', marked: true };
}

/** A child run is named once; hearing of it again, in a later attempt, tells what is known now. */
export function withChild(node: Node, child: ChildRun): Node {
  const at = node.children.findIndex(known => known.dag === child.dag && known.runId === child.runId);
  const children = at === -1 ? [...node.children, child] : node.children.with(at, child);
  return { ...node, children };
}

/** The node with all the reasons for which it is stale; none: it is not. */
export function withStale(node: Node, causes: readonly StaleCause[]): Node {
  const { stale, ...rest } = node;
  return causes.length === 0 ? rest : { ...rest, stale: causes };
}

function outlineOf(outline: NodeOutline): NodeOutline {
  return {
    name: outline.name,
    ...(outline.id === undefined ? {} : { id: outline.id }),
    depends: outline.depends,
    ...(outline.skipAllowed === true ? { skipAllowed: true } : {}),
  };
}

function withUnrun(unrun: readonly Unrun[] = [], { status, reason }: StepFinished, attempt: number): readonly Unrun[] {
  const earlier = unrun.filter(one => one.attempt !== attempt);
  return [...earlier, { attempt, status, ...(reason === undefined ? {} : { reason }) }];
}

function settled(node: Node, status: NodeStatus, at: number): Node {
  return { ...node, status, finishedAt: at, executions: concludedExecutions(node, status) };
}

/** What waited is over: the execution ended as the person said, or well when it was only pushed back. */
function concludedExecutions({ executions, attempt }: Node, status: NodeStatus): readonly Execution[] {
  const last = executions.at(-1);
  return last?.attempt === attempt ? withExecution(executions, { ...last, status }) : executions;
}

function withExecution(executions: readonly Execution[], execution: Execution): readonly Execution[] {
  const last = executions.at(-1);
  return last?.attempt === execution.attempt
    ? executions.with(executions.length - 1, execution)
    : [...executions, execution];
}

// Small graphs and runs written as text, for tests: dagOf('a; b <- a') and runOf(dag, 'a:succeeded b:failed').

import type { Action, Dag, HandlerName, Step } from '../../src/model/dag';
import type { AttemptFacts, NodeOutline, RunEvent } from '../../src/model/event';
import { RunFold } from '../../src/model/fold';
import type { ReasonCode, Run } from '../../src/model/run';
import type { NodeStatus } from '../../src/model/status';

const nowhere = { start: 0, end: 0 };

export interface DagExtras {
  /** Fields of steps, by name. */
  readonly steps?: Readonly<Record<string, Partial<Step>>>;
  readonly handlers?: readonly HandlerName[];
  readonly dag?: Partial<Dag>;
}

/**
 * A DAG from text such as `a; b <- a; c#id <- a,b`: steps between semicolons, ids behind `#`, dependencies behind `<-`. Each step runs
 * `echo NAME` unless `extras` says otherwise.
 */
export function dagOf(text: string, extras: DagExtras = {}): Dag {
  const steps = text
    .split(';')
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(part => {
      const [left = '', right = ''] = part.split('<-').map(side => side.trim());
      const [name = '', id] = left.split('#');
      const depends = right.split(/[\s,]+/).filter(word => word !== '');
      return { ...stepOf(name), ...(id === undefined ? {} : { id }), depends, ...extras.steps?.[name] };
    });
  const handlers = Object.fromEntries((extras.handlers ?? []).map(handler => [handler, stepOf(handler)]));
  return {
    name: 'flow',
    file: '/flows/flow.yaml',
    type: 'graph',
    labels: [],
    dotenv: [],
    logOutput: 'separate',
    consts: [],
    env: [],
    params: { form: 'none', list: [], additional: true },
    secrets: [],
    preconditions: [],
    handlers,
    steps,
    timeoutSec: 0,
    delaySec: 0,
    restartWaitSec: 0,
    maxActiveSteps: 0,
    maxCleanUpTimeSec: 5,
    maxOutputSize: 1_048_576,
    artifacts: { enabled: false },
    documents: [],
    unsupported: [],
    ...extras.dag,
  };
}

/** An action that runs one line of shell. */
export function runAction(line: string): Action {
  return { name: 'run', form: 'command', texts: [line] };
}

/** A precondition that is a command. */
export function condition(text: string): Step['preconditions'][number] {
  return { text, kind: 'command', negate: false, range: nowhere };
}

export function outlinesOf(dag: Dag): readonly NodeOutline[] {
  return dag.steps.map(step => ({
    name: step.name,
    ...(step.id === undefined ? {} : { id: step.id }),
    depends: step.depends,
    ...(step.continueOn.skipped ? { skipAllowed: true } : {}),
  }));
}

/**
 * The journal of a finished first attempt. Each word of `text` is `STEP:STATUS`, then, all optional: `/REASON`, `=EXITCODE`, `~` for a
 * tolerated failure, `{NAME=VALUE}` for a captured variable, `!` when that variable was stored masked. Steps that are not mentioned never
 * started. The clock gives every step one second, one after the other.
 */
export function eventsOf(dag: Dag, text: string, facts: AttemptFacts = {}): readonly RunEvent[] {
  const events: RunEvent[] = [createdEvent(), startedEvent(dag)];
  let at = 1000;
  for (const word of text.split(/\s+/).filter(part => part !== '')) {
    const match = /^(\w+):(\w+)(?:\/([\w-]+))?(?:=(\d+))?(~)?(?:\{(\w+)=([^}]*)\})?(!)?$/.exec(word);
    if (match === null) throw new Error(`cannot read "${word}"`);
    const [, step = '', status = '', reason, exitCode, tolerated, variable, value = '', masked] = match;
    const ran = !['skipped', 'not_started'].includes(status) && !(reason ?? '').startsWith('upstream');
    if (ran)
      events.push({
        type: 'step.started',
        at,
        step,
        try: 1,
        stdout: `/log/1.${step}.out`,
        stderr: `/log/1.${step}.err`,
      });
    at += 1000;
    events.push({
      type: 'step.finished',
      at,
      step,
      status: status as NodeStatus,
      ...(reason === undefined ? {} : { reason: { code: reason as ReasonCode, text: reason } }),
      ...(exitCode === undefined ? {} : { exitCode: Number(exitCode) }),
      ...(tolerated === undefined ? {} : { tolerated: true }),
      ...(variable === undefined ? {} : { variables: { [variable]: value } }),
      ...(masked === undefined || variable === undefined ? {} : { masked: [variable] }),
    });
  }
  return [...events, { type: 'attempt.finished', at, facts, restored: [], stale: {} }];
}

/** The run that `eventsOf` tells of. */
export function runOf(dag: Dag, text: string, facts: AttemptFacts = {}): Run {
  return runFrom(eventsOf(dag, text, facts));
}

export function runFrom(events: Iterable<RunEvent>): Run {
  const folding = new RunFold('/runs/r1');
  for (const event of events) folding.apply(event);
  return folding.run();
}

/** `a:succeeded b:failed`, for comparing a whole run at a glance. */
export function statuses(run: Pick<Run, 'nodes'>): string {
  return run.nodes.map(node => `${node.name}:${node.status}`).join(' ');
}

export function createdEvent(): RunEvent {
  return {
    type: 'run.created',
    at: 0,
    version: 1,
    dag: 'flow',
    file: '/flows/flow.yaml',
    runId: 'r1',
    trigger: 'manual',
    labels: [],
    params: {},
    logDir: '/log',
    workDir: '/work',
  };
}

function startedEvent(dag: Dag): RunEvent {
  return {
    type: 'attempt.started',
    at: 0,
    attempt: 1,
    trigger: 'manual',
    definition: 'snapshot',
    definitionFile: '/runs/r1/definition.1.yaml',
    nodes: outlinesOf(dag),
    runs: dag.steps.map(step => step.name),
    pid: 1,
  };
}

function stepOf(name: string): Step {
  return {
    name,
    action: runAction(`echo ${name}`),
    depends: [],
    env: [],
    logOutput: 'separate',
    outputs: [],
    preconditions: [],
    continueOn: { failure: false, skipped: false, exitCodes: [], output: [], markSuccess: false },
    timeoutSec: 0,
    range: nowhere,
    nameRange: nowhere,
  };
}

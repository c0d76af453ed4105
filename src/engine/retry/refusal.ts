// Why a retry cannot happen, in whole sentences, each with what can be done about it (retry.md, "Refusals").

import { nearest } from '../../base/nearest';
import { type Dag, type HandlerName, handlerNodeNames } from '../../model/dag';
import type { Plan, Refusal } from '../../model/plan';
import { currentAttempt, type Node, type RetryChoice, type Run } from '../../model/run';
import { statusFacts } from '../../model/status';

/** `"a"`, `"a" and "b"`, `"a", "b" and 3 more`; with `or`, one of them is meant. */
export function nameList(names: readonly string[], word: 'and' | 'or' = 'and'): string {
  const shown = names.slice(0, names.length > 5 ? 4 : 5).map(name => `"${name}"`);
  const parts = names.length > 5 ? [...shown, `${names.length - 4} more`] : shown;
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}

/** The run itself allows no retry: it goes on, waits, or never began. */
export function gateRefusal(run: Run): Refusal | undefined {
  const attempt = currentAttempt(run);
  if (attempt === undefined)
    return {
      code: 'no-state',
      message: `The run ${run.runId} of ${run.dag} never began: there is nothing to retry.`,
      actions: ['start-new-run'],
    };
  if (run.status === 'waiting') {
    const waiting = run.nodes.filter(node => node.status === 'waiting').map(node => node.name);
    return {
      code: 'run-active',
      message: `The run waits for a person at ${nameList(waiting)}: complete that first, or stop the run.`,
      actions: ['stop'],
      steps: waiting,
    };
  }
  if (run.status === 'queued')
    return {
      code: 'run-active',
      message: 'People have answered what the run waited for: it goes on first, and can be retried when it has ended.',
      actions: [],
    };
  // A run that ended with nothing done but steps pending is called not started, and may be continued.
  const ended = statusFacts(run.status).final || (run.status === 'not_started' && attempt.finishedAt !== undefined);
  if (ended) return undefined;
  return {
    code: 'run-active',
    message: `The run is ${run.status}: it can be retried when it has ended.`,
    actions: ['stop'],
  };
}

/** A target that is no step of the definition: a handler, a step that is gone, or a slip of the keyboard. */
export function unknownTarget(target: string, dag: Dag, nodes: readonly Node[]): Refusal {
  const handler = handlerCalled(target, dag);
  if (handler !== undefined)
    return {
      code: 'step-not-retryable',
      message: `"${target}" is the ${handler} handler: it cannot be retried by itself, it runs with every attempt. Choose a step.`,
      actions: ['nearest-names'],
      steps: dag.steps.map(step => step.name),
    };
  if (nodes.some(node => node.id === target || node.name === target))
    return {
      code: 'definition-conflict',
      message: `"${target}" was a step of this run, but the current file no longer has it.`,
      actions: ['use-snapshot', 'open-diff'],
      steps: [target],
    };
  const candidates = nearest(
    target,
    dag.steps.flatMap(step => (step.id === undefined ? [step.name] : [step.id, step.name])),
  );
  const hint = candidates.length === 0 ? '' : ` Did you mean ${nameList(candidates, 'or')}?`;
  return {
    code: 'step-unknown',
    message: `${dag.name} has no step "${target}".${hint}`,
    actions: ['nearest-names'],
    steps: candidates.length === 0 ? dag.steps.map(step => step.name) : candidates,
  };
}

/** `upstream`: the steps directly before the task, any of which may be retried instead. */
export function humanTask(name: string, upstream: readonly string[]): Refusal {
  return {
    code: 'step-not-retryable',
    message: `The human task step "${name}" cannot be retried by itself: retry a step before it with everything downstream.`,
    actions: ['nearest-names'],
    steps: upstream,
  };
}

export function rejectedTarget(name: string): Refusal {
  return {
    code: 'confirmation-needed',
    message: `"${name}" was rejected: if it runs again, it will wait for a decision again.`,
    actions: ['confirm'],
    steps: [name],
  };
}

/** `states` says what each blocker is, in words. A first run has nothing that could be marked succeeded. */
export function blockedTarget(name: string, by: readonly string[], states: string, firstRun: boolean): Refusal {
  return {
    code: 'upstream-blocked',
    message: `"${name}" cannot run: ${states}`,
    actions: ['include-upstream', ...(firstRun ? [] : (['mark-succeeded'] as const)), 'ignore-upstream'],
    steps: by,
  };
}

export function outputMissing(
  producer: string,
  outputs: readonly string[],
  consumer: string,
  masked: boolean,
): Refusal {
  const why = masked ? 'held a secret and was stored masked' : 'is not there';
  return {
    code: 'output-missing',
    message: `"${consumer}" needs ${nameList(outputs)} of "${producer}", which ${why}: run "${producer}" again too, or enter the value.`,
    actions: ['include-producer', 'enter-value'],
    steps: [producer],
    outputs,
  };
}

export function definitionConflict(
  message: string,
  chosen: RetryChoice['definition'],
  steps?: readonly string[],
): Refusal {
  return {
    code: 'definition-conflict',
    message,
    actions: chosen === 'current' ? ['use-snapshot', 'open-diff'] : [],
    ...(steps === undefined ? {} : { steps }),
  };
}

export function dagPreconditionUnmet(text: string): Refusal {
  return {
    code: 'precondition-dag',
    message: `A precondition of the whole DAG is not met: ${text}. Nothing was changed.`,
    actions: ['ignore-precondition'],
  };
}

export function nothingToDo(message: string): Refusal {
  return { code: 'nothing-to-do', message, actions: [] };
}

/** The handler that a person may mean: by its event, by its node's name, or by the id it declares. */
function handlerCalled(target: string, dag: Dag): HandlerName | undefined {
  return (Object.keys(handlerNodeNames) as HandlerName[]).find(handler => {
    const step = dag.handlers[handler];
    return step !== undefined && [handler, handlerNodeNames[handler], step.id, step.name].includes(target);
  });
}

/** The plan does not fit the run any more. */
export function runChanged(run: Run, plan: Plan): Refusal {
  const last = currentAttempt(run);
  const text =
    last?.finishedAt === undefined
      ? `Run ${run.runId} is still running.`
      : `Run ${run.runId} has changed since the plan was made: it is at attempt ${last.number}, the plan speaks of attempt ${plan.attempt}.`;
  return { code: 'run-changed', message: text, actions: ['plan-again'] };
}

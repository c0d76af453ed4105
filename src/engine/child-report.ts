// What a child run says to the step that called it (dagu-format.md 3.13).

import type { JsonObject } from '../base/json';
import type { Dag } from '../model/dag';
import type { ChildRun, Run } from '../model/run';
import type { NodeStatus } from '../model/status';
import type { ChildOutcome } from './executor';
import { escapedJson, outputValues, withSortedKeys } from './values/json-text';
import { paramsLine, restoredParams } from './values/params';

/** The outcome of a child run that has ended. */
export function childOutcome(run: Run, child: ChildRun, dag: Dag): ChildOutcome {
  const declared = new Map(dag.steps.map(step => [step.name, new Set(step.outputs.map(output => output.name))]));
  const variables = Object.assign({}, ...run.nodes.map(node => node.variables));
  const outputs: Record<string, string> = {};
  for (const node of run.nodes) {
    for (const [name, value] of Object.entries(node.outputs)) {
      if (declared.get(node.name)?.has(name) !== true) outputs[name] = value;
    }
  }
  const params = paramsLine(restoredParams(run.params, run.paramOrder));
  const value: JsonObject = {
    name: run.dag,
    dagRunId: run.runId,
    ...(params === '' ? {} : { params }),
    outputs: withSortedKeys(variables),
    ...(Object.keys(outputs).length === 0 ? {} : { outputValues: withSortedKeys(outputValues(outputs)) }),
    status: run.status,
  };
  const error = errorOf(run);
  return {
    child,
    status: childStatus(run),
    ...(error === undefined ? {} : { error }),
    report: `${escapedJson(JSON.stringify(value, undefined, 2))}\n`,
    value,
    variables,
    outputs,
  };
}

/** The outcome of a call that could not begin. `report`: what it prints all the same. */
export function childFailure(error: string, report = ''): ChildOutcome {
  return { status: 'failed', error, report, value: null, variables: {}, outputs: {} };
}

/** What a child run's status means for the step that called it. */
export function childStatus({ status }: Run): NodeStatus {
  return status === 'succeeded' || status === 'partially_succeeded' || status === 'waiting' ? status : 'failed';
}

/** Why a child run did not succeed, in words. */
export function errorOf(run: Run): string | undefined {
  if (run.status === 'succeeded' || run.status === 'waiting') return undefined;
  const failed = run.nodes.find(node => node.status === 'failed');
  return failed?.error ?? run.error ?? `The child run ${run.runId} ended as ${run.status}.`;
}

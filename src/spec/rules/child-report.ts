// What stands where in the report of a called workflow that a variable has captured (dagu-format.md 3.13, 7.3).

import { isJsonObject } from '../../base/json';
import type { Dag, Step } from '../../model/dag';
import type { VariableReference } from '../../model/reference';
import { shorten } from '../values';
import type { Context, Fault } from './reference-fault';

/** `${OUT.outputs.NAME}` reads what the steps of the called workflow capture with `output`, and not what they publish. */
export function reportFault({ name, path }: VariableReference, { document, place }: Context): Fault | undefined {
  const output = /^\.outputs\.([A-Za-z_]\w*)/.exec(path?.text ?? '')?.[1];
  if (path === undefined || output === undefined) return undefined;
  const caller = place?.siblings.find(step => step.output === name.text && isCall(step));
  if (caller?.action.name !== 'dag.run') return undefined;
  const { dag } = caller.action;
  const called = document.dag.documents.find(other => other.name === dag);
  if (called === undefined || called.steps.some(step => step.output === output) || !publishes(called, output))
    return undefined;
  return {
    code: 'reference-published',
    effect: 'reads <nil>',
    reason: `${shorten(dag)} publishes ${shorten(output)}, while outputs has what its steps capture with output`,
    part: { start: name.range.start, end: path.range.start + `.outputs.${output}`.length },
    meant: [caller.id === undefined ? `${name.text}.outputValues.${output}` : `${caller.id}.outputs.${output}`],
  };
}

/** Calls for several items are reported together, in another form. */
function isCall({ action, parallel }: Step): boolean {
  return action.name === 'dag.run' && parallel === undefined;
}

function publishes({ steps }: Dag, name: string): boolean {
  return steps.some(({ action, stdoutOutputs }) => {
    const values = action.name === 'other' && action.action === 'outputs.write' ? action.with.values : undefined;
    const fields = stdoutOutputs?.fields;
    return (
      (isJsonObject(values) && Object.hasOwn(values, name)) ||
      (isJsonObject(fields) && Object.hasOwn(fields, name)) ||
      stdoutOutputs?.field === name
    );
  });
}

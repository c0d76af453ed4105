// The end of a node as its journal tells it: values with their secrets hidden, and the names of those that were.

import { maskText } from '../base/mask';
import type { NodeRef, StepFinished } from '../model/event';
import type { Unstamped } from './running-attempt';
import type { NodeEnd } from './step-execution';

/** The `step.finished` of a node. `hide` masks the secrets in a text. */
export function finishEvent(node: NodeRef, end: NodeEnd, hide: (text: string) => string): Unstamped<StepFinished> {
  const masked: string[] = [];
  const stored = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        const hidden = hide(value);
        if (hidden !== value || (end.maskedCapture === true && value.includes(maskText))) masked.push(name);
        return [name, hidden];
      }),
    );
  const variables = stored(end.variables);
  const outputs = stored({ ...end.declared, ...end.published });
  return {
    type: 'step.finished',
    ...node,
    status: end.status,
    ...(end.exitCode === undefined ? {} : { exitCode: end.exitCode }),
    ...(end.error === undefined ? {} : { error: hide(end.error) }),
    ...(end.reason === undefined ? {} : { reason: { ...end.reason, text: hide(end.reason.text) } }),
    ...(end.build === undefined ? {} : { build: end.build }),
    ...(end.tolerated && end.quietly !== true ? { tolerated: true } : {}),
    ...(isEmpty(variables) ? {} : { variables }),
    ...(isEmpty(outputs) ? {} : { outputs }),
    ...(masked.length === 0 ? {} : { masked }),
    ...(end.ask === undefined ? {} : { ask: end.ask }),
  };
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}

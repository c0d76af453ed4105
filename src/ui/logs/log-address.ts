// Addresses of logs: they name a run, a node and an attempt, never a path, so that no address can make us read another file.

import type { HandlerName } from '../../model/dag';
import { handlerNodeNames } from '../../model/dag';
import type { NodeRef } from '../../model/event';
import type { RunKey } from '../../model/source';

export const logScheme = 'restep-log';

export interface LogAddress {
  readonly key: RunKey;
  readonly node: NodeRef;
  readonly attempt: number;
}

/** The parts of an address: VS Code shows the last part of the path as the title of the document. */
export function logParts({ key, node, attempt }: LogAddress): {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;
} {
  const name = 'step' in node ? node.step : handlerNodeNames[node.handler];
  const safe = name.replace(/[\\/\u0000-\u001f]/g, '_').slice(0, 60);
  return {
    scheme: logScheme,
    path: `/${key.runId}/${safe}, attempt ${attempt}.log`,
    query: JSON.stringify({ key, node, attempt }),
  };
}

/** What a query names; undefined when it is none of ours. */
export function readLogAddress(query: string): LogAddress | undefined {
  let value: unknown;
  try {
    value = JSON.parse(query);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const fields = fieldsOf(value);
  const key = fieldsOf(fields.get('key'));
  const node = fieldsOf(fields.get('node'));
  const [dag, runId, attempt, step, handler] = [
    key.get('dag'),
    key.get('runId'),
    fields.get('attempt'),
    node.get('step'),
    node.get('handler'),
  ];
  if (typeof dag !== 'string' || typeof runId !== 'string' || typeof attempt !== 'number') return undefined;
  if (typeof step === 'string') return { key: { dag, runId }, node: { step }, attempt };
  return typeof handler === 'string' && Object.hasOwn(handlerNodeNames, handler)
    ? { key: { dag, runId }, node: { handler: handler as HandlerName }, attempt }
    : undefined;
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

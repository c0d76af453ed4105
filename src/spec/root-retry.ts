// `retry_policy` of a whole workflow: numbers only (dagu-format.md 1.1).

import type { RunRetryPolicy } from '../model/dag';
import type { YamlNode } from '../syntax/node';
import { rootRetryFields } from './fields/policies';
import type { Findings } from './findings';
import { readBackoff } from './policies';
import { type Fields, readFields } from './read';
import { describe } from './values';

export function readRootRetry(node: YamlNode | undefined, findings: Findings): RunRetryPolicy | undefined {
  if (node?.kind !== 'mapping') return undefined;
  // Keys have been checked with the root.
  const fields = readFields(node, rootRetryFields, findings, 'retry_policy.', 'ignore');
  if (fields.node('limit') === undefined) {
    findings.add('retry-required', 'retry_policy needs limit: how often the workflow is run again', node.range);
  }
  return {
    limit: atLeast(fields, 'limit', 0) ?? 0,
    intervalSec: atLeast(fields, 'interval_sec', 1) ?? 60,
    maxIntervalSec: atLeast(fields, 'max_interval_sec', 1) ?? 3600,
    factor: readBackoff(fields, 'retry'),
  };
}

/** An integer, or digits in quotes. */
function atLeast(fields: Fields, name: string, minimum: number): number | undefined {
  const node = fields.node(name);
  if (node === undefined) return undefined;
  const value = node.kind === 'scalar' && /^[-+]?\d+$/.test(node.text) ? Number(node.text) : Number.NaN;
  if (value >= minimum) return value;
  const message = Number.isNaN(value)
    ? `${fields.what(name)} must be a whole number, not ${describe(node)}; references are not resolved here`
    : `${fields.what(name)} must be ${minimum} or more`;
  fields.findings.add('integer-range', message, node.range);
  return undefined;
}

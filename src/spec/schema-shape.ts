// JSON Schemas that a workflow holds: whether they are schemas, each fault where it is written.

import { schemaShapeFaults } from '../base/json-schema-shape';
import { jsonOf, type YamlNode } from '../syntax/node';
import type { Findings } from './findings';

/** Warns of what in a schema is none, and so does nothing. `what` names its field: `steps[2].output_schema`. */
export function checkSchemaShape(node: YamlNode, what: string, findings: Findings): void {
  for (const { path, message } of schemaShapeFaults(jsonOf(node))) {
    const place = placeIn(node, path.split('/').slice(1));
    findings.warn('schema-shape', `${what}${path.replaceAll('/', '.')} ${message}; it is not looked at`, place.range);
  }
}

/** The node at a path, or the last one on the way to it. */
function placeIn(node: YamlNode, path: readonly string[]): YamlNode {
  const [name, ...rest] = path;
  if (name === undefined) return node;
  const inner =
    node.kind === 'sequence'
      ? node.items[Number(name)]
      : node.kind === 'mapping'
        ? node.entries.find(entry => entry.key.text === name)?.value
        : undefined;
  return inner === undefined ? node : placeIn(inner, rest);
}

// Shapes of fields that only a Dagu server or another program acts on: checked like all others, because a file with a wrong one does not load (dagu-format.md 1.1).

import { parseReferences } from '../model/reference';
import { isNull, type MappingNode, type YamlNode } from '../syntax/node';
import { snakeName } from './fields/migration';
import type { Findings } from './findings';
import type { Fields } from './read';
import { describe, shorten } from './values';

/** Fields of a workflow. */
export function checkServerShapes(fields: Fields): void {
  checkWorkerSelector(fields);
  checkTools(fields);
  checkRegistries(fields);
  checkMapping(fields, 'harness');
  for (const name of ['ssh', 's3', 'redis', 'llm']) checkSpelling(fields, name);
}

/** `local`, or labels that a worker must have. */
export function checkWorkerSelector(fields: Fields): void {
  const node = fields.node('worker_selector');
  if (node === undefined || node.kind === 'mapping' || fields.text('worker_selector') === 'local') return;
  fields.findings.add(
    'worker-selector',
    `${fields.what('worker_selector')} must be local or a mapping of labels, not ${describe(node)}`,
    node.range,
  );
}

/** Paths that are sent along to a worker: nothing in them is resolved, so that a reference cannot stand there. */
export function checkDependencies(fields: Fields): void {
  const node = fields.node('dependencies');
  if (node === undefined) return;
  for (const item of node.kind === 'sequence' ? node.items : [node]) {
    if (item.kind !== 'scalar' || parseReferences(item.text).length === 0) continue;
    const message = `${fields.what('dependencies')} must be literal paths; "${shorten(item.text)}" holds a reference`;
    fields.findings.add('dependencies-literal', message, item.range);
  }
}

/** Settings whose keys are Dagu's own, wherever they stand: older spellings do not load. */
export function checkSpelling(fields: Fields, name: string): void {
  const node = fields.node(name);
  if (node?.kind === 'mapping') checkKeys(node, fields.findings, fields.what(name));
}

function checkKeys(node: MappingNode, findings: Findings, what: string): void {
  for (const { key, value } of node.entries) {
    const modern = snakeName(key.text);
    if (modern !== undefined) {
      findings.add(
        'key-renamed',
        `"${key.text}" in ${what} is the old name of ${modern}; Dagu no longer loads it`,
        key.range,
        {
          fixes: [{ title: `Rename to ${modern}`, preferred: true, edits: [{ range: key.range, text: modern }] }],
        },
      );
    }
    if (value.kind === 'mapping') checkKeys(value, findings, `${what}.${key.text}`);
  }
}

/** A list of packages with versions, or `{provider, registry, packages}`. */
function checkTools(fields: Fields): void {
  const node = fields.node('tools');
  if (node === undefined) return;
  const { findings } = fields;
  if (node.kind === 'scalar') {
    findings.add('tools-shape', `tools must be a list or a mapping with packages, not ${describe(node)}`, node.range);
    return;
  }
  if (node.kind === 'sequence') {
    checkPackages(node, findings);
    return;
  }
  for (const { key, value } of node.entries) {
    if (key.text === 'packages' && !isNull(value)) checkPackages(value, findings);
    else if (key.text === 'provider' && !(isNull(value) || (value.kind === 'scalar' && value.text === 'aqua'))) {
      findings.add('tools-shape', `tools.provider must be aqua, not ${describe(value)}`, value.range);
    } else if (!['provider', 'registry', 'packages'].includes(key.text)) {
      const message = `There is an unknown field "${shorten(key.text)}" in tools; there are provider, registry, packages`;
      findings.add('key-unknown', message, key.range);
    }
  }
}

function checkPackages(node: YamlNode, findings: Findings): void {
  if (node.kind !== 'sequence') {
    findings.add('tools-shape', `tools must list packages, not ${describe(node)}`, node.range);
    return;
  }
  for (const item of node.items) {
    if (item.kind !== 'scalar' || /^[^@\s]+@(?!latest(#|$))[^@\s]+$/.test(item.text)) continue;
    const message = `tools: "${shorten(item.text)}" must be a package with a fixed version, e.g. jqlang/jq@jq-1.7.1`;
    findings.add('tools-version', message, item.range);
  }
}

/** Credentials for each host, or JSON text. */
function checkRegistries(fields: Fields): void {
  const node = fields.node('registry_auths');
  if (node === undefined || node.kind === 'mapping' || fields.text('registry_auths') !== undefined) return;
  const message = `registry_auths must be a mapping from hosts to credentials, or JSON text; not ${describe(node)}`;
  fields.findings.add('type-mapping', message, node.range);
}

function checkMapping(fields: Fields, name: string): void {
  const node = fields.node(name);
  if (node === undefined || node.kind === 'mapping') return;
  fields.findings.add('type-mapping', `${fields.what(name)} must be a mapping, not ${describe(node)}`, node.range);
}

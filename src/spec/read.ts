// Reads a mapping against its table of fields: unknown keys, wrong types, and the entries that are there.

import type { Fix } from '../base/diagnostic';
import { nearest } from '../base/nearest';
import { wrapInList } from '../syntax/edits';
import { isNull, type MappingEntry, type MappingNode, type YamlNode } from '../syntax/node';
import { executorFixes } from './executor-fixes';
import type { Field, FieldTable, Shape } from './fields/field';
import { modernName } from './fields/migration';
import type { Findings } from './findings';
import { nestingFixes } from './migration-fixes';
import { describe, readBoolean, readInteger, readText, readTexts, shorten } from './values';

/** The entries of a mapping by the name of their field. Nothing written counts as absent, but `written` still knows it. */
export class Fields {
  readonly #entries: ReadonlyMap<string, MappingEntry>;
  readonly findings: Findings;
  /** Path of the mapping in the document, with a trailing dot unless it is the root. */
  readonly path: string;

  constructor(entries: ReadonlyMap<string, MappingEntry>, findings: Findings, path: string) {
    this.#entries = entries;
    this.findings = findings;
    this.path = path;
  }

  /** The value of a field, when there is one. */
  node(name: string): YamlNode | undefined {
    const value = this.#entries.get(name)?.value;
    return value === undefined || isNull(value) ? undefined : value;
  }

  entry(name: string): MappingEntry | undefined {
    return this.#entries.get(name);
  }

  written(name: string): boolean {
    return this.#entries.has(name);
  }

  what(name: string): string {
    return `${this.path}${name}`;
  }

  // Wrong types have been reported when the mapping was read: these answer undefined for them.

  text(name: string): string | undefined {
    const node = this.node(name);
    return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  }

  boolean(name: string): boolean | undefined {
    const node = this.node(name);
    return node?.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : undefined;
  }

  integer(name: string): number | undefined {
    const node = this.node(name);
    return node?.kind === 'scalar' && typeof node.value === 'number' ? Math.trunc(node.value) : undefined;
  }

  texts(name: string): readonly string[] {
    const node = this.node(name);
    return node === undefined
      ? []
      : readTexts(node, { findings: this.findings, what: this.what(name) }).map(entry => entry.text);
  }

  *all(): Iterable<readonly [string, MappingEntry]> {
    yield* this.#entries;
  }
}

/**
 * Reads a mapping. Keys match their field without regard to case (dagu-format.md 1.0). `unknown` decides about keys of no field: `refuse` (the
 * rule), or `ignore` for inputs of actions that ignore them.
 */
export function readFields(
  node: MappingNode,
  table: FieldTable,
  findings: Findings,
  path: string,
  unknown: 'refuse' | 'ignore' = 'refuse',
): Fields {
  const entries = new Map<string, MappingEntry>();
  for (const entry of node.entries) {
    const field = fieldFor(entry.key.text, table);
    if (field === undefined || entries.has(field.name)) {
      if (unknown === 'refuse') reportUnknown(entry, node, table, findings, path);
      continue;
    }
    if (field.name !== entry.key.text) {
      const lost = field.otherCase === 'lost';
      const message = lost
        ? `Dagu does not read "${entry.key.text}" as ${field.name}: what it holds is lost; write ${field.name}`
        : `Dagu reads "${entry.key.text}" as ${field.name}; write ${field.name}`;
      const fixes = [{ ...rename(entry, field.name), preferred: true }];
      findings.warn('key-case', message, entry.key.range, { fixes });
      if (lost) continue;
    }
    entries.set(field.name, entry);
    checkShape(entry.value, field.shape, findings, `${path}${field.name}`);
  }
  return new Fields(entries, findings, path);
}

function fieldFor(key: string, table: FieldTable): Field | undefined {
  const exact = table.get(key);
  if (exact !== undefined) return exact;
  const lower = key.toLowerCase();
  const found = lower === key ? undefined : table.get(lower);
  return found?.otherCase === 'unknown' ? undefined : found;
}

/** Checks a value whose shape the table tells; shapes with a reader of their own are checked there. */
export function checkShape(node: YamlNode, shape: Shape, findings: Findings, what: string): void {
  if (isNull(node)) return;
  const place = { findings, what };
  switch (shape.kind) {
    case 'text':
      readText(node, place);
      return;
    case 'integer':
      readInteger(node, place, shape.minimum);
      return;
    case 'boolean':
      readBoolean(node, place);
      return;
    case 'texts':
      readTexts(node, place);
      return;
    case 'word': {
      const text = readText(node, place);
      const trimmed = shape.trimmed === true ? text?.trim() : text;
      if (text === undefined || shape.words.includes((shape.anyCase === true ? trimmed?.toLowerCase() : trimmed) ?? ''))
        return;
      const meant = nearest(
        text,
        shape.words.filter(word => word !== ''),
        1,
      );
      findings.add(
        'word-unknown',
        `${what} must be one of ${shape.words.filter(word => word !== '').join(', ')}, not "${shorten(text)}"`,
        node.range,
        {
          fixes: meant.map(word => ({ title: `Write ${word}`, edits: [{ range: node.range, text: word }] })),
        },
      );
      return;
    }
    case 'object':
      if (node.kind === 'mapping') readFields(node, shape.fields, findings, `${what}.`);
      else findings.add('type-mapping', `${what} must be a mapping, not ${describe(node)}`, node.range);
      return;
    case 'list':
      if (node.kind !== 'sequence')
        findings.add('type-list', `${what} must be a list, not ${describe(node)}`, node.range, {
          fixes:
            node.kind === 'scalar' && node.style !== 'block' && node.range.end > node.range.start
              ? [{ title: 'Put it into a list', preferred: true, edits: wrapInList(findings.text, node) }]
              : [],
        });
      else
        for (const [index, item] of node.items.entries()) checkShape(item, shape.item, findings, `${what}[${index}]`);
      return;
    case 'map':
      if (node.kind !== 'mapping')
        findings.add('type-mapping', `${what} must be a mapping, not ${describe(node)}`, node.range);
      return;
    case 'any':
    case 'own':
      return;
  }
}

function reportUnknown(
  entry: MappingEntry,
  mapping: MappingNode,
  table: FieldTable,
  findings: Findings,
  path: string,
): void {
  const key = entry.key.text;
  if (key === 'executor' && table.has('action')) {
    const message =
      'executor was removed: use action, with its options under with (the older type and config still load)';
    findings.add('key-renamed', message, entry.key.range, { fixes: executorFixes(findings.text, entry, mapping) });
    return;
  }
  const modern = modernName(key);
  const where = path === '' ? 'in a workflow' : `in ${path.replace(/\.$/, '')}`;
  if (modern !== undefined && table.has(modern.replace(/\..*/, ''))) {
    const fixes = modern.includes('.')
      ? nestingFixes(findings.text, entry, mapping, modern)
      : [{ ...rename(entry, modern), preferred: !isTaken(modern, entry, mapping) }];
    findings.add(
      'key-renamed',
      `"${shorten(key)}" is the old name of ${modern}; Dagu no longer loads it`,
      entry.key.range,
      { fixes },
    );
    return;
  }
  const meant = nearest(key, table.keys());
  const hint = meant.length === 0 ? '' : `; did you mean ${meant.join(' or ')}?`;
  findings.add('key-unknown', `There is an unknown field "${shorten(key)}" ${where}${hint}`, entry.key.range, {
    fixes: meant.map(name => rename(entry, name)),
  });
}

/** Whether another key of the mapping has the name already, or will get it. */
function isTaken(name: string, entry: MappingEntry, mapping: MappingNode): boolean {
  return mapping.entries.some(({ key }) => key !== entry.key && (key.text === name || modernName(key.text) === name));
}

function rename(entry: MappingEntry, name: string): Fix {
  return { title: `Rename to ${name}`, edits: [{ range: entry.key.range, text: name }] };
}

// Merges the base configuration below a workflow, tree into tree (dagu-format.md 3.20).

import type { TextRange } from '../base/text';
import { entryMovedTo, movedTo } from '../syntax/built-node';
import { entryOf, isNull, type MappingEntry, type MappingNode, type SequenceNode, type YamlNode } from '../syntax/node';
import { fieldEntry, isField } from './field-entry';

type Merge = 'scalar' | 'absent' | 'own' | 'apart' | 'byName' | 'byKey' | 'whole' | 'steps' | 'conditions' | 'defaults';

/** How each field meets its counterpart; every other field is a single value. */
const merges: Readonly<Record<string, Merge>> = {
  name: 'own',
  shell: 'own',
  max_active_runs: 'own',
  type: 'absent',
  steps: 'steps',
  preconditions: 'conditions',
  consts: 'apart',
  actions: 'byName',
  params: 'apart',
  env: 'apart',
  dotenv: 'apart',
  handler_on: 'byKey',
  harnesses: 'byKey',
  kubernetes: 'byKey',
  defaults: 'defaults',
  labels: 'apart',
  tags: 'apart',
  shell_args: 'apart',
  secrets: 'apart',
  mail_on: 'whole',
  retry_policy: 'whole',
  webhook: 'whole',
};

/** Values by their fields, the lowest first. */
export type Below = ReadonlyMap<string, readonly YamlNode[]>;

/** A document with everything that it inherits. */
export interface Inherited {
  readonly node: MappingNode;
  /** What adds up with the document's own value: each is read in the form that it has. */
  readonly below: Below;
}

/** What comes from the base stands at the document's start, where findings about it go. */
export function withBase(node: MappingNode, base: Inherited | undefined): Inherited {
  if (base === undefined) return { node, below: new Map() };
  const at = { start: node.range.start, end: node.range.start };
  const moved = base.node.entries.map(entry => entryMovedTo(entry, at));
  const below = new Map([...base.below].map(([name, values]) => [name, values.map(value => movedTo(value, at))]));
  const entries = node.entries.map(entry => {
    const counterpart = moved.find(other => isField(other.key.text, entry.key.text));
    if (counterpart === undefined) return entry;
    const how = mergeOf(entry);
    if (how !== 'apart') return { ...entry, value: merged(how, entry.value, counterpart.value) };
    if (isNull(entry.value)) return { ...entry, value: counterpart.value };
    const name = entry.key.text.toLowerCase();
    below.set(name, [...(below.get(name) ?? []), counterpart.value]);
    return entry;
  });
  const added = moved
    .filter(entry => mergeOf(entry) !== 'own' && fieldEntry(node, entry.key.text) === undefined && !isNoDotenv(entry))
    .map(entry => (mergeOf(entry) === 'defaults' ? { ...entry, value: cleared(entry.value) } : entry));
  return { node: { ...node, entries: [...entries, ...added] }, below };
}

/** An empty list adds nothing to `.env`, and switches it off in the file alone that writes it. */
function isNoDotenv({ key, value }: MappingEntry): boolean {
  return isField(key.text, 'dotenv') && isEmpty(value);
}

/** What handlers a sub-DAG does not inherit. */
export function withoutHandlers({ node, below }: Inherited): Inherited {
  return { node: { ...node, entries: node.entries.filter(entry => !isField(entry.key.text, 'handler_on')) }, below };
}

function mergeOf(entry: MappingEntry): Merge {
  const name = entry.key.text.toLowerCase();
  return Object.hasOwn(merges, name) ? (merges[name] ?? 'scalar') : 'scalar';
}

function merged(how: Exclude<Merge, 'apart'>, own: YamlNode, base: YamlNode): YamlNode {
  switch (how) {
    case 'own':
    case 'absent':
      return own;
    case 'whole':
      return isNull(own) ? base : own;
    case 'steps':
    case 'conditions':
    case 'scalar':
      if (how === 'scalar' && own.kind === 'mapping' && base.kind === 'mapping') return byField(own, base);
      return isZero(own) ? base : own;
    case 'byName':
    case 'byKey':
      return own.kind === 'mapping' && base.kind === 'mapping' ? byKey(own, base) : isNull(own) ? base : own;
    case 'defaults':
      return own.kind === 'mapping' && base.kind === 'mapping' ? defaults(own, base) : isNull(own) ? base : own;
  }
}

function isZero(node: YamlNode): boolean {
  if (node.kind === 'scalar')
    return node.value === null || node.value === 0 || node.value === false || node.value === '';
  return isEmpty(node);
}

function isEmpty(node: YamlNode): boolean {
  return node.kind === 'mapping' ? node.entries.length === 0 : node.kind === 'sequence' && node.items.length === 0;
}

function byField(own: MappingNode, base: MappingNode): MappingNode {
  const inherited = base.entries.filter(entry => fieldEntry(own, entry.key.text) === undefined);
  return { ...own, entries: [...inherited, ...own.entries] };
}

/** Keys that are names, and not fields. */
function byKey(own: MappingNode, base: MappingNode): MappingNode {
  return {
    ...own,
    entries: [...base.entries.filter(entry => entryOf(own, entry.key.text) === undefined), ...own.entries],
  };
}

/** Variables and preconditions add up where they have a form that they may have: a text of variables, or a mapping of preconditions, is none. */
export function isJoinable({ key, value }: Pick<MappingEntry, 'key' | 'value'>): boolean {
  return isField(key.text, 'env') ? value.kind !== 'scalar' : value.kind !== 'mapping';
}

/** Both as lists, the inherited one first. A mapping becomes a list of one-pair mappings, which keeps the order of its entries. */
export function appended(base: YamlNode, own: YamlNode): YamlNode {
  if (isNull(own)) return base;
  const items = [...itemsOf(base), ...itemsOf(own)];
  return { kind: 'sequence', range: own.range, items, flow: true } satisfies SequenceNode;
}

function itemsOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === 'sequence') return node.items;
  if (node.kind === 'mapping') return node.entries.map(entry => ({ ...node, range: entry.range, entries: [entry] }));
  return node.value === null ? [] : [node];
}

/** What comes from the base has no extent in the document. */
export function isInherited(range: TextRange): boolean {
  return range.start === range.end;
}

/** `env` and `preconditions` are appended; an empty list, or a key without value, clears what is inherited; other keys are replaced. */
function defaults(own: MappingNode, base: MappingNode): MappingNode {
  const entries = own.entries.map(entry => {
    const inherited = fieldEntry(base, entry.key.text)?.value;
    const joins = isField(entry.key.text, 'env') || isField(entry.key.text, 'preconditions');
    if (inherited === undefined || !joins || isNull(entry.value) || isEmpty(entry.value)) return entry;
    if (!isJoinable(entry) || !isJoinable({ ...entry, value: inherited })) return entry;
    return { ...entry, value: appended(inherited, entry.value) };
  });
  const kept = base.entries.filter(entry => fieldEntry(own, entry.key.text) === undefined);
  return cleared({ ...own, entries: [...kept, ...entries] }) as MappingNode;
}

/** Without the keys that only clear something. */
function cleared(node: YamlNode): YamlNode {
  return node.kind === 'mapping' ? { ...node, entries: node.entries.filter(entry => !isNull(entry.value)) } : node;
}

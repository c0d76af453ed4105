// The names that a file binds values to, where they stand and what the file says of them: constants, parameters, variables, secrets.

import { nameOfWord, paramWords } from '../model/param-words';
import { entryOf, jsonOf, type MappingEntry, type ScalarNode, stringOf, type YamlNode } from '../syntax/node';
import { sourceRange } from '../syntax/source-place';
import { type Named, namedBy, namedUnder, namedWithin } from './named';

export interface Binding extends Named {
  /** The value, or the default, as text. */
  readonly value?: string;
  /** Of a parameter. */
  readonly type?: string;
  readonly description?: string;
}

export function constNames(node: YamlNode | undefined): readonly Binding[] {
  return node?.kind === 'sequence' ? node.items.flatMap(keyNames) : keyNames(node);
}

/** Of a mapping, or of a list of mappings and `K=V` texts. */
export function envNames(text: string, node: YamlNode | undefined): readonly Binding[] {
  if (node?.kind !== 'sequence') return keyNames(node);
  return node.items.flatMap(item => {
    const at = stringOf(item)?.indexOf('=') ?? -1;
    return item.kind === 'scalar' && at > 0
      ? { ...namedWithin(text, item, { start: 0, end: at }), value: item.text.slice(at + 1) }
      : keyNames(item);
  });
}

/** In all forms of declarations; positional parameters are named by their place (dagu-format.md 1.3). */
export function paramNames(text: string, node: YamlNode | undefined): readonly Binding[] {
  if (node?.kind === 'scalar') return wordNames(text, node, 0);
  if (node?.kind === 'mapping') {
    const properties = schemaProperties(node);
    return properties?.kind === 'mapping' ? properties.entries.flatMap(definedBy) : keyNames(properties ?? node);
  }
  const names: Binding[] = [];
  for (const item of node?.items ?? []) {
    const defined = namedUnder(item, 'name');
    if (defined !== undefined) names.push({ ...defined, ...definition(item) });
    else if (item.kind === 'scalar') names.push(...wordNames(text, item, names.length));
    else names.push(...keyNames(item));
  }
  return names;
}

/** The names that a call gives values to. */
export function givenNames(text: string, node: YamlNode | undefined): readonly Named[] {
  if (node?.kind === 'mapping') return keyNames(node);
  const items = node?.kind === 'sequence' ? node.items : node === undefined ? [] : [node];
  return items.flatMap(item =>
    item.kind === 'scalar' ? wordNames(text, item, 0).filter(({ name }) => !/^\d/.test(name)) : keyNames(item),
  );
}

/** Where a schema of parameters, or what stands beside it, names them once more. */
export function schemaMentions(node: YamlNode | undefined): readonly Named[] {
  const schema = entryOf(node, 'schema')?.value;
  const required = entryOf(schema ?? node, 'required')?.value;
  return [
    ...(required?.kind === 'sequence' ? required.items.flatMap(item => namedBy(item) ?? []) : []),
    ...(schema?.kind === 'mapping' ? keyNames(entryOf(node, 'values')?.value) : []),
  ];
}

export function secretNames(node: YamlNode | undefined): readonly Binding[] {
  return node?.kind === 'sequence' ? node.items.flatMap(item => namedUnder(item, 'name') ?? []) : [];
}

/** The mapping whose keys are the parameters; of a schema in another file only those are known that get a value here. */
function schemaProperties(node: YamlNode): YamlNode | undefined {
  const schema = entryOf(node, 'schema')?.value;
  if (schema?.kind === 'scalar') return entryOf(node, 'values')?.value ?? schema;
  const inline = schema ?? (entryOf(node, 'type') === undefined ? undefined : node);
  const properties = entryOf(inline, 'properties')?.value;
  return properties?.kind === 'mapping' ? properties : undefined;
}

function keyNames(node: YamlNode | undefined): readonly Binding[] {
  if (node?.kind !== 'mapping') return [];
  return node.entries.flatMap(({ key, value }) => {
    const name = namedBy(key);
    return name === undefined ? [] : [{ ...name, value: shown(value) }];
  });
}

/** A property of a schema, or of the values beside one. */
function definedBy({ key, value }: MappingEntry): readonly Binding[] {
  const name = namedBy(key);
  if (name === undefined) return [];
  return [{ ...name, ...(value.kind === 'mapping' ? definition(value) : { value: shown(value) }) }];
}

function definition(node: YamlNode): Omit<Binding, keyof Named> {
  const standard = entryOf(node, 'default')?.value;
  const type = stringOf(entryOf(node, 'type')?.value);
  const description = stringOf(entryOf(node, 'description')?.value);
  return {
    ...(standard === undefined ? {} : { value: shown(standard) }),
    ...(type === undefined ? {} : { type }),
    ...(description === undefined ? {} : { description }),
  };
}

function shown(node: YamlNode): string {
  return node.kind === 'scalar' ? node.text : JSON.stringify(jsonOf(node));
}

function wordNames(text: string, node: ScalarNode, before: number): readonly Binding[] {
  return paramWords(node.text).flatMap((word, index) => {
    const { value } = word;
    const { start, end } = word.range;
    if (word.name !== undefined)
      return [{ ...namedWithin(text, node, { start, end: start + word.name.length }), value }];
    return [{ name: nameOfWord(word, before + index), range: sourceRange(text, node, { start, end }), value }];
  });
}

// The names that a file binds values to, and where they stand: constants, parameters, variables, secrets.

import { nameOfWord, paramWords } from '../model/param-words';
import { entryOf, type ScalarNode, stringOf, type YamlNode } from '../syntax/node';
import { type Named, namedBy, namedUnder, namedWithin } from './named';

export function constNames(node: YamlNode | undefined): readonly Named[] {
  return node?.kind === 'sequence' ? node.items.flatMap(keyNames) : keyNames(node);
}

/** Of a mapping, or of a list of mappings and `K=V` texts. */
export function envNames(text: string, node: YamlNode | undefined): readonly Named[] {
  if (node?.kind !== 'sequence') return keyNames(node);
  return node.items.flatMap(item => {
    const at = stringOf(item)?.indexOf('=') ?? -1;
    return item.kind === 'scalar' && at > 0 ? namedWithin(text, item, { start: 0, end: at }) : keyNames(item);
  });
}

/** In all forms of declarations; positional parameters are named by their place (dagu-format.md 1.3). */
export function paramNames(text: string, node: YamlNode | undefined): readonly Named[] {
  if (node?.kind === 'scalar') return wordNames(text, node, 0);
  if (node?.kind === 'mapping') return keyNames(schemaProperties(node) ?? node);
  const names: Named[] = [];
  for (const item of node?.items ?? []) {
    const defined = namedUnder(item, 'name');
    if (defined !== undefined) names.push(defined);
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

export function secretNames(node: YamlNode | undefined): readonly Named[] {
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

function keyNames(node: YamlNode | undefined): readonly Named[] {
  return node?.kind === 'mapping' ? node.entries.flatMap(entry => namedBy(entry.key) ?? []) : [];
}

function wordNames(text: string, node: ScalarNode, before: number): readonly Named[] {
  return paramWords(node.text).flatMap((word, index) => {
    if (word.name === undefined) return [{ name: nameOfWord(word, before + index), range: node.range }];
    const { start } = word.range;
    return namedWithin(text, node, { start, end: start + word.name.length });
  });
}

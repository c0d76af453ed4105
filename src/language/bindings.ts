// The names that a file binds values to, and where they stand: constants, parameters, variables, secrets.

import { nameOfWord, paramWords } from '../model/param-words';
import { entryOf, type ScalarNode, stringOf, type YamlNode } from '../syntax/node';
import { type Named, namedBy, namedUnder, namedWithin } from './named';

export function constNames(node: YamlNode | undefined): readonly Named[] {
  return node?.kind === 'sequence' ? node.items.flatMap(keyNames) : keyNames(node);
}

/** Of a mapping, or of a list of mappings and `K=V` texts. */
export function envNames(node: YamlNode | undefined): readonly Named[] {
  if (node?.kind !== 'sequence') return keyNames(node);
  return node.items.flatMap(item => {
    const at = stringOf(item)?.indexOf('=') ?? -1;
    return item.kind === 'scalar' && at > 0 ? (namedWithin(item, item.text.slice(0, at), 0) ?? []) : keyNames(item);
  });
}

/** In all forms of declarations; positional parameters are named by their place (dagu-format.md 1.3). */
export function paramNames(node: YamlNode | undefined): readonly Named[] {
  if (node?.kind === 'scalar') return wordNames(node, 0);
  if (node?.kind === 'mapping') return keyNames(schemaProperties(node) ?? node);
  const names: Named[] = [];
  for (const item of node?.items ?? []) {
    const defined = namedUnder(item, 'name');
    if (defined !== undefined) names.push(defined);
    else if (item.kind === 'scalar') names.push(...wordNames(item, names.length));
    else names.push(...keyNames(item));
  }
  return names;
}

export function secretNames(node: YamlNode | undefined): readonly Named[] {
  return node?.kind === 'sequence' ? node.items.flatMap(item => namedUnder(item, 'name') ?? []) : [];
}

function schemaProperties(node: YamlNode): YamlNode | undefined {
  const inline = entryOf(node, 'schema')?.value ?? (entryOf(node, 'type') === undefined ? undefined : node);
  const properties = entryOf(inline, 'properties')?.value;
  return properties?.kind === 'mapping' ? properties : undefined;
}

function keyNames(node: YamlNode | undefined): readonly Named[] {
  return node?.kind === 'mapping' ? node.entries.flatMap(entry => namedBy(entry.key) ?? []) : [];
}

function wordNames(node: ScalarNode, before: number): readonly Named[] {
  return paramWords(node.text).flatMap((word, index) => {
    const name = nameOfWord(word, before + index);
    if (word.name !== undefined) return namedWithin(node, name, word.range.start) ?? [];
    return [{ name, range: node.range }];
  });
}

// What the Go templates inside a custom action read from its input.

import type { YamlNode } from '../../syntax/node';

/** Names under `.input` that are read without a condition around them and are not among `given`. */
export function missingInputs(node: YamlNode, given: ReadonlySet<string>): readonly string[] {
  const missing = new Set<string>();
  for (const text of texts(node)) {
    // Inside a condition a name may be tested before it is read.
    if (/\{\{-?\s*(if|with|range|define|block|template)\b/.test(text)) continue;
    for (const [action = ''] of text.matchAll(/\{\{[\s\S]*?\}\}/g)) {
      for (const [, name = ''] of action.matchAll(/\.input\.([A-Za-z_][A-Za-z0-9_]*)/g)) {
        if (!given.has(name)) missing.add(name);
      }
    }
  }
  return [...missing];
}

function texts(node: YamlNode): readonly string[] {
  if (node.kind === 'scalar') return typeof node.value === 'string' ? [node.value] : [];
  if (node.kind === 'sequence') return node.items.flatMap(texts);
  return node.entries.flatMap(entry => texts(entry.value));
}

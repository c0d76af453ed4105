// A name as it stands in the text of a workflow file, without the quotes around it.

import type { TextRange } from '../base/text';
import type { ScalarNode, YamlNode } from '../syntax/node';
import { entryOf } from '../syntax/node';
import { sourceRange } from '../syntax/source-place';

export interface Named {
  readonly name: string;
  /** What a rename replaces: never the quotes. */
  readonly range: TextRange;
}

/** The name that a scalar of one line writes; nothing for blank ones, blocks and other nodes. */
export function namedBy(node: YamlNode | undefined): Named | undefined {
  if (node?.kind !== 'scalar' || node.style === 'block' || node.empty === true) return undefined;
  const name = node.text.trim();
  return name === '' ? undefined : { name, range: withoutBlanks(contentRange(node), node.text) };
}

/** The name under a key of a mapping. */
export function namedUnder(node: YamlNode | undefined, key: string): Named | undefined {
  return namedBy(entryOf(node, key)?.value);
}

/** The place of a scalar's text without its quotes. */
export function contentRange(node: ScalarNode): TextRange {
  const quoted = node.style === 'single' || node.style === 'double';
  if (!quoted || node.range.end - node.range.start < 2) return node.range;
  return { start: node.range.start + 1, end: node.range.end - 1 };
}

/** Blanks around a name in quotes are no part of it. */
function withoutBlanks({ start, end }: TextRange, text: string): TextRange {
  if (end - start !== text.length) return { start, end };
  return { start: start + text.length - text.trimStart().length, end: end - text.length + text.trimEnd().length };
}

/** The name that a part of a scalar's value is. */
export function namedWithin(text: string, node: ScalarNode, part: TextRange): Named {
  return { name: node.text.slice(part.start, part.end), range: sourceRange(text, node, part) };
}

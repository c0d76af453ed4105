// Shells: a text split into words, or a list (dagu-format.md 3.10).

import type { Shell } from '../model/dag';
import { isNull, type YamlNode } from '../syntax/node';
import type { Findings } from './findings';
import { describe, scalarText } from './values';

export function readShell(
  node: YamlNode | undefined,
  args: readonly string[],
  findings: Findings,
  what: string,
): Shell | undefined {
  if (node === undefined || isNull(node)) return undefined;
  const words = shellWords(node, findings, what);
  return words.length === 0 ? undefined : [...words, ...args];
}

function shellWords(node: YamlNode, findings: Findings, what: string): readonly string[] {
  if (node.kind === 'scalar' && typeof node.value === 'string') return splitWords(node.value.trim());
  if (node.kind === 'sequence') return node.items.flatMap(item => (item.kind === 'scalar' ? [scalarText(item)] : []));
  findings.add('shell', `${what} must be a text or a list, not ${describe(node)}`, node.range);
  return [];
}

/** Splits at blanks; quotes hold words together and are removed, a backslash outside single quotes protects one character. */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\' && quote !== "'" && at + 1 < text.length) word = (word ?? '') + text.charAt(++at);
    else if (quote !== '') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  return word === undefined ? words : [...words, word];
}

// Declarations of parameters in all their forms (dagu-format.md 1.3).

import type { TextRange } from '../base/text';
import type { Param, Params } from '../model/dag';
import { nameOfWord, paramWords } from '../model/param-words';
import { entryOf, isNull, type MappingNode, type SequenceNode, type YamlNode } from '../syntax/node';
import { isInherited } from './base-config';
import type { Lookup } from './compilation';
import type { Findings } from './findings';
import { nameShapes } from './name-shapes';
import { readRichParam } from './rich-param';
import { readParamSchema } from './schema-params';
import { describe, printedText, shorten } from './values';

interface Draft {
  readonly param: Param;
  readonly rich: boolean;
  /** Its name is its place. */
  readonly placed: boolean;
  readonly range: TextRange;
}

export const noParams: Params = { form: 'none', list: [], additional: true };

/** `file` is the workflow's own path: external schemas are looked up beside it. */
export function readParams(node: YamlNode | undefined, findings: Findings, lookup: Lookup, file: string): Params {
  if (node === undefined || isNull(node)) return noParams;
  if (node.kind === 'mapping') {
    const schema = readParamSchema(node, findings, lookup, file);
    if (schema !== undefined) return isInherited(node.range) ? { ...schema, form: 'none' } : schema;
    return finish(fromMapping(node, findings), findings);
  }
  if (node.kind === 'sequence') return finish(fromList(node, findings), findings);
  if (typeof node.value !== 'string') {
    findings.add('params-shape', `params must be a text, a list or a mapping, not ${describe(node)}`, node.range);
    return noParams;
  }
  return finish(fromText(node.value, node.range, 0), findings);
}

function simple(name: string, value: string, range: TextRange, placed = false): Draft {
  return { param: { name, type: 'string', default: value, required: false }, rich: false, placed, range };
}

function fromText(text: string, range: TextRange, before: number): Draft[] {
  return paramWords(text).map((word, index) =>
    simple(nameOfWord(word, before + index), word.value, range, word.name === undefined),
  );
}

/** A mapping is taken sorted by name, as Dagu does. */
function fromMapping(node: MappingNode, findings: Findings): Draft[] {
  const only = node.entries.length === 1 ? node.entries[0] : undefined;
  if (only?.key.text === 'name') return [simple('name', printedText(only.value), only.key.range)];
  return sortedPairs(node, findings, 'params');
}

function sortedPairs(node: MappingNode, findings: Findings, what: string): Draft[] {
  return [...node.entries]
    .sort((a, b) => (a.key.text < b.key.text ? -1 : 1))
    .map(entry => {
      if (isNull(entry.value))
        findings.warn(
          'params-null',
          `Dagu turns the empty value of ${shorten(entry.key.text)} into the text <nil>; write ""`,
          entry.key.range,
        );
      if (entry.value.kind === 'mapping' && what !== 'params')
        findings.add(
          'params-nested',
          `${what}: the value of ${shorten(entry.key.text)} must not be a mapping; write name: ${shorten(entry.key.text)} beside its fields`,
          entry.value.range,
        );
      return simple(entry.key.text, printedText(entry.value), entry.key.range);
    });
}

function fromList(node: SequenceNode, findings: Findings): Draft[] {
  const drafts: Draft[] = [];
  for (const [index, item] of node.items.entries()) {
    const what = `params[${index}]`;
    if (item.kind === 'scalar' && typeof item.value === 'string')
      drafts.push(...fromText(item.value, item.range, drafts.length));
    else if (item.kind === 'mapping' && entryOf(item, 'name') !== undefined) {
      const param = readRichParam(item, findings, what);
      if (param !== undefined) drafts.push({ param, rich: true, placed: false, range: item.range });
    } else if (item.kind === 'mapping') drafts.push(...sortedPairs(item, findings, what));
    else findings.add('params-shape', `${what} must be a text or a mapping, not ${describe(item)}`, item.range);
  }
  return drafts;
}

function finish(drafts: readonly Draft[], findings: Findings): Params {
  const seen = new Map<string, Draft>();
  for (const draft of drafts) {
    const { param, placed, range } = draft;
    if (!placed && !nameShapes.word.test(param.name))
      findings.add(
        'param-name',
        `params: "${shorten(param.name)}" is no name of a parameter: letters, digits and underscores, a letter first`,
        range,
      );
    const other = seen.get(param.name);
    if (other !== undefined)
      findings.add('param-duplicate', `params: ${shorten(param.name)} is declared twice`, range, {
        related: [{ message: 'It is first declared here', range: other.range }],
      });
    seen.set(param.name, draft);
  }
  // What the base configuration alone declares does not bind those who start the workflow.
  const declares = drafts.some(draft => !isInherited(draft.range));
  return {
    form: !declares ? 'none' : drafts.some(draft => draft.rich) ? 'rich' : 'simple',
    list: drafts.map(draft => draft.param),
    additional: true,
  };
}

// Fills the template of a custom action: every text is a Go template over the input, `{$input: a.b}` becomes a value of it (dagu-format.md 3.19).

import { type Budget, TemplateFault } from '../../base/go-template/budget';
import { renderTemplate } from '../../base/go-template/template';
import { type GoValue, goValue } from '../../base/go-template/value';
import { isJsonObject, type Json, type JsonObject } from '../../base/json';
import type { TextRange } from '../../base/text';
import { actionFunctions } from '../../model/template-functions';
import { nodeOfJson, scalarNode } from '../../syntax/built-node';
import { type MappingNode, stringOf, type YamlNode } from '../../syntax/node';

export interface Filling {
  readonly input: JsonObject;
  /** Where everything in the result stands: the call. */
  readonly at: TextRange;
  readonly budget: Budget;
  /** Told of each text that cannot be filled; `path` is that of the text inside the template, with a dot in front. */
  readonly report: (path: string, reason: string) => void;
}

/** The template with the input in its place. What cannot be filled is reported and stays as it is written. */
export function filledTemplate(template: MappingNode, filling: Filling): MappingNode {
  const data = goValue({ input: filling.input });
  const entries = template.entries.map(entry => ({
    ...entry,
    key: { ...entry.key, range: filling.at },
    value: filled(entry.value, `.${entry.key.text}`, data, filling),
    range: filling.at,
  }));
  return { ...template, entries, range: filling.at };
}

function filled(node: YamlNode, path: string, data: GoValue, filling: Filling): YamlNode {
  const { at } = filling;
  if (node.kind === 'sequence') {
    const items = node.items.map((item, index) => filled(item, `${path}[${index}]`, data, filling));
    return { ...node, range: at, items };
  }
  if (node.kind === 'mapping') {
    const wanted = wantedInput(node);
    if (wanted !== undefined) return inserted(wanted, path, filling);
    return {
      ...node,
      range: at,
      entries: node.entries.map(entry => ({
        ...entry,
        key: { ...entry.key, range: at },
        value: filled(entry.value, `${path}.${entry.key.text}`, data, filling),
        range: at,
      })),
    };
  }
  const text = typeof node.value === 'string' ? node.value : '';
  if (!text.includes('{{')) return { ...node, range: at };
  const rendered = renderTemplate(text, data, actionFunctions, filling.budget);
  if (rendered.ok) return { ...scalarNode(rendered.value, at), style: node.style };
  filling.report(path, rendered.error.message);
  return { ...node, range: at };
}

/** The path in `{$input: path}`. */
function wantedInput(node: MappingNode): string | undefined {
  const [entry] = node.entries;
  return node.entries.length === 1 && entry?.key.text === '$input' ? stringOf(entry.value) : undefined;
}

function inserted(wanted: string, path: string, { input, at, budget, report }: Filling): YamlNode {
  const value = wanted.split('.').reduce<Json | undefined>(memberOf, input);
  if (value === undefined) {
    report(path, `the input has no "${wanted}"`);
    return scalarNode(null, at);
  }
  try {
    budget.spendText(JSON.stringify(value).length);
    return nodeOfJson(value, at);
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    report(path, error.message);
    return scalarNode(null, at);
  }
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(name) ? value[Number(name)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

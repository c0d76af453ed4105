// Names with values: env in its three forms, consts, labels, secrets (dagu-format.md 1.1, 2.8).

import type { Fix } from '../base/diagnostic';
import type { TextRange } from '../base/text';
import type { Binding, Secret } from '../model/dag';
import { isNull, type MappingEntry, type YamlNode } from '../syntax/node';
import { decimalText } from '../syntax/scalar';
import { secretFields } from './fields/declarations';
import type { Findings } from './findings';
import { isRunVariable, nameShapes } from './name-shapes';
import { readFields } from './read';
import { describe, printedText, scalarText, shorten } from './values';

/** `env`: a mapping, or a list of mappings and `K=V` texts, in the order of the file. */
export function readEnv(node: YamlNode | undefined, findings: Findings, what: string): readonly Binding[] {
  if (node === undefined || isNull(node)) return [];
  if (node.kind === 'mapping') {
    if (node.usesAlias)
      findings.add(
        'env-alias',
        `${what}: Dagu cannot resolve aliases inside an env mapping; use a list, or alias the whole env`,
        node.range,
      );
    return node.entries.flatMap(entry => binding(entry, findings, what));
  }
  if (node.kind === 'scalar') {
    findings.add('env-shape', `${what} must be a map or array, not ${describe(node)}`, node.range);
    return [];
  }
  return node.items.flatMap((item, index) => {
    if (item.kind === 'mapping') return item.entries.flatMap(entry => binding(entry, findings, `${what}[${index}]`));
    if (item.kind === 'scalar' && typeof item.value === 'string' && item.value.includes('='))
      return assignment(item.value, item.range, findings, what);
    findings.add(
      'env-shape',
      `${what}[${index}] must be a mapping or a text NAME=value, not ${describe(item)}`,
      item.range,
    );
    return [];
  });
}

function binding(entry: MappingEntry, findings: Findings, what: string): readonly Binding[] {
  checkName(entry.key.text, entry.key.range, findings, what);
  if (entry.value.kind !== 'scalar')
    findings.warn(
      'env-printed',
      `Dagu turns this ${entry.value.kind === 'mapping' ? 'mapping' : 'list'} into the text ${shorten(printedText(entry.value))}; write text`,
      entry.value.range,
    );
  else if (entry.value.value === null)
    findings.warn('env-null', `Dagu turns an empty value into the text <nil>; write ""`, entry.key.range, {
      fixes: emptyTextFixes(findings.text, entry),
    });
  return [{ name: entry.key.text, value: printedText(entry.value) }];
}

/** Behind the colon, when there is one. */
function emptyTextFixes(text: string, { key, value }: MappingEntry): readonly Fix[] {
  const colon = /^["']?\s*:/.exec(text.slice(key.range.end, key.range.end + 20))?.[0];
  if (value.kind !== 'scalar' || value.empty !== true || colon === undefined) return [];
  const at = key.range.end + colon.length;
  return [{ title: 'Write ""', preferred: true, edits: [{ range: { start: at, end: at }, text: ' ""' }] }];
}

function assignment(text: string, range: TextRange, findings: Findings, what: string): readonly Binding[] {
  const at = text.indexOf('=');
  checkName(text.slice(0, at), range, findings, what);
  return [{ name: text.slice(0, at), value: text.slice(at + 1) }];
}

function checkName(name: string, range: TextRange, findings: Findings, what: string): void {
  if (!nameShapes.variable.test(name))
    findings.add(
      'env-name',
      `${what}: "${shorten(name)}" is no name of a variable; use letters, digits and underscores, and no digit first`,
      range,
    );
}

/** `consts`: a list of one-pair mappings with plain values. */
export function readConsts(node: YamlNode | undefined, findings: Findings): readonly Binding[] {
  if (node === undefined || isNull(node)) return [];
  if (node.kind !== 'sequence') {
    findings.add('consts-shape', 'consts must be a list of single-entry mappings', node.range);
    return [];
  }
  const names = new Set<string>();
  return node.items.flatMap((item, index) => {
    if (item.kind !== 'mapping') {
      findings.add(
        'consts-shape',
        `consts[${index}]: consts are single-entry mappings, not ${describe(item)}`,
        item.range,
      );
      return [];
    }
    const [entry] = item.entries;
    if (entry === undefined || item.entries.length > 1) {
      findings.add('consts-shape', `consts[${index}] must have exactly one key`, item.range);
      return [];
    }
    const name = entry.key.text;
    if (!nameShapes.word.test(name))
      findings.add(
        'consts-name',
        `consts[${index}]: the consts key "${shorten(name)}" is invalid: letters, digits and underscores, a letter first`,
        entry.key.range,
      );
    if (names.has(name))
      findings.add('consts-duplicate', `The constant ${shorten(name)} is defined more than once`, entry.key.range);
    names.add(name);
    const value = entry.value;
    if (
      value.kind !== 'scalar' ||
      value.value === null ||
      (typeof value.value === 'number' && !Number.isFinite(value.value))
    ) {
      findings.add(
        'consts-value',
        `The constant ${shorten(name)} must be a literal string, number, or boolean; numbers are finite`,
        value.kind === 'scalar' ? entry.key.range : value.range,
      );
      return [];
    }
    return [{ name, value: typeof value.value === 'number' ? decimalText(value.value) : scalarText(value) }];
  });
}

/** `labels` and `tags`: `k=v` or `k`, lower-cased. */
export function readLabels(node: YamlNode | undefined, findings: Findings, what: string): readonly string[] {
  if (node === undefined || isNull(node)) return [];
  const pairs = labelPairs(node, findings, what);
  return pairs.flatMap(({ text: label, range }) => {
    const at = label.indexOf('=');
    const key = (at === -1 ? label : label.slice(0, at)).trim().toLowerCase();
    const value =
      at === -1
        ? ''
        : label
            .slice(at + 1)
            .trim()
            .toLowerCase();
    if (key === '' && value === '') return [];
    if (!/^[a-z0-9][a-z0-9_.-]{0,62}$/.test(key))
      findings.add('label-key', `${what}: "${shorten(key)}" is no label: at most 63 letters, digits, _ . -`, range);
    else if (!/^([a-z0-9][a-z0-9_./-]{0,254})?$/.test(value))
      findings.add(
        'label-value',
        `${what}: "${shorten(value)}" is no value of a label: at most 255 letters, digits, - _ . /, the first a letter or digit`,
        range,
      );
    return [at === -1 ? key : `${key}=${value}`];
  });
}

function labelPairs(
  node: YamlNode,
  findings: Findings,
  what: string,
): readonly { readonly text: string; readonly range: TextRange }[] {
  if (node.kind === 'mapping') {
    return node.entries.map(entry => ({ text: `${entry.key.text}=${printedText(entry.value)}`, range: entry.range }));
  }
  if (node.kind === 'scalar') {
    if (typeof node.value !== 'string') {
      findings.add('type-text', `${what} must be a text, a list or a mapping, not ${describe(node)}`, node.range);
      return [];
    }
    const separator = node.value.includes('=') && !node.value.includes(',') ? /\s+/ : /,/;
    return node.value
      .split(separator)
      .filter(part => part.trim() !== '')
      .map(part => ({ text: part, range: node.range }));
  }
  return node.items.flatMap((item, index) => {
    if (item.kind === 'mapping') return labelPairs(item, findings, what);
    if (item.kind === 'scalar' && typeof item.value === 'string') return [{ text: item.value, range: item.range }];
    findings.add('type-text', `${what}[${index}] must be a text or a mapping, not ${describe(item)}`, item.range);
    return [];
  });
}

export function readSecrets(node: YamlNode | undefined, findings: Findings): readonly Secret[] {
  if (node === undefined || isNull(node)) return [];
  if (node.kind !== 'sequence') {
    findings.add('type-list', `secrets must be a list, not ${describe(node)}`, node.range);
    return [];
  }
  const names = new Set<string>();
  return node.items.flatMap((item, index) => {
    const what = `secrets[${index}]`;
    if (item.kind !== 'mapping') {
      findings.add('type-mapping', `${what} must be a mapping, not ${describe(item)}`, item.range);
      return [];
    }
    const fields = readFields(item, secretFields, findings, `${what}.`);
    const name = fields.text('name') ?? '';
    const at = fields.node('name')?.range ?? item.range;
    if (!nameShapes.variable.test(name))
      findings.add('secret-name', `${what} needs a name of letters, digits and underscores`, at);
    else if (/^DAGU_/.test(name))
      findings.add('secret-name', `${what}: the name ${name} must not start with DAGU_`, at);
    else if (isRunVariable(name))
      findings.add('secret-name', `${what}: the name ${name} collides with a variable of the run`, at);
    if (names.has(name)) findings.add('secret-duplicate', `The secret ${shorten(name)} is defined twice`, at);
    names.add(name);
    const hasRef = (fields.text('ref') ?? '') !== '';
    const hasProvider = (fields.text('provider') ?? '') !== '' || (fields.text('key') ?? '') !== '';
    const whole = (fields.text('provider') ?? '') !== '' && (fields.text('key') ?? '') !== '';
    if (hasRef === hasProvider || (hasProvider && !whole))
      findings.add('secret-source', `${what} needs either ref, or provider and key`, item.range);
    if (hasRef && !/^[a-z0-9][a-z0-9_.-]*(\/[a-z0-9][a-z0-9_.-]*)*$/i.test(fields.text('ref') ?? ''))
      findings.add('secret-source', `${what}.ref must be a path such as team/token`, at);
    const options = fields.node('options');
    if (options?.kind === 'mapping') {
      for (const entry of options.entries) {
        if (entry.value.kind !== 'scalar' || typeof entry.value.value !== 'string')
          findings.add('type-text', `${what}.options.${entry.key.text} must be text`, entry.value.range);
      }
    }
    return [
      {
        name,
        provider: hasRef ? 'ref' : (fields.text('provider') ?? ''),
        key: fields.text('ref') ?? fields.text('key') ?? '',
        options: Object.fromEntries(
          options?.kind === 'mapping' ? options.entries.map(entry => [entry.key.text, printedText(entry.value)]) : [],
        ),
      },
    ];
  });
}

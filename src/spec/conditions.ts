// Preconditions: a text, or a list of texts and mappings (dagu-format.md 3.7).

import { compileGoPattern } from '../base/go-pattern';
import type { Condition } from '../model/dag';
import { wrapInList } from '../syntax/edits';
import { isNull, type MappingNode, type YamlNode } from '../syntax/node';
import { isInherited } from './base-config';
import { conditionFields } from './fields/policies';
import type { Findings } from './findings';
import { readFields } from './read';
import { describe } from './values';

export function readConditions(node: YamlNode | undefined, findings: Findings, what: string): readonly Condition[] {
  if (node === undefined || isNull(node)) return [];
  if (node.kind === 'mapping') {
    findings.add('precondition-map', `${what} must be a text or a list; put this mapping into a list`, node.range, {
      fixes: isInherited(node.range)
        ? []
        : [{ title: 'Put it into a list', preferred: true, edits: wrapInList(findings.text, node) }],
    });
    return [];
  }
  if (node.kind === 'scalar') return condition(node, findings, what);
  return node.items.flatMap((item, index) =>
    item.kind === 'mapping'
      ? mapped(item, findings, `${what}[${index}]`)
      : condition(item, findings, `${what}[${index}]`),
  );
}

function condition(node: YamlNode, findings: Findings, what: string): readonly Condition[] {
  if (node.kind === 'scalar' && typeof node.value === 'string' && node.value.trim() !== '') {
    return [{ text: node.value, kind: 'command', negate: false, range: node.range }];
  }
  findings.add(
    'precondition-shape',
    `${what} must be a text that is not blank, or a mapping with condition or eval, not ${describe(node)}`,
    node.range,
  );
  return [];
}

function mapped(node: MappingNode, findings: Findings, what: string): readonly Condition[] {
  const fields = readFields(node, conditionFields, findings, `${what}.`);
  const before = findings.blocking;
  for (const name of ['condition', 'eval', 'expected']) {
    const value = fields.entry(name)?.value;
    if (value !== undefined && (value.kind !== 'scalar' || value.value === null || value.value === ''))
      findings.add('precondition-shape', `${what}.${name} must be a text that is not empty`, value.range);
  }
  if (fields.written('negate') && fields.boolean('negate') === undefined)
    findings.add(
      'precondition-shape',
      `${what}.negate must be true or false`,
      fields.entry('negate')?.value.range ?? node.range,
    );
  const text = fields.text('condition');
  const evaluated = fields.text('eval');
  const expected = fields.text('expected');
  if (fields.written('condition') && fields.written('eval'))
    findings.add('precondition-shape', `${what} has both condition and eval; keep one of them`, node.range);
  if (!fields.written('condition') && !fields.written('eval'))
    findings.add('precondition-shape', `${what} needs condition or eval`, node.range);
  if (fields.written('eval') && !fields.written('expected'))
    findings.add('precondition-shape', `${what} has eval, which needs expected`, node.range);
  if (expected?.startsWith('re:') === true) {
    const compiled = compileGoPattern(expected.slice(3));
    const fault = expected.length === 3 ? 'the pattern is empty' : compiled.ok ? undefined : compiled.error;
    if (fault !== undefined)
      findings.add(
        'precondition-pattern',
        `${what}.expected is no valid pattern: ${fault}`,
        fields.node('expected')?.range ?? node.range,
      );
  }
  const value = text ?? evaluated;
  if (value === undefined || findings.blocking > before) return [];
  return [
    {
      text: value,
      kind: evaluated !== undefined ? 'eval' : expected === undefined ? 'command' : 'match',
      ...(expected === undefined ? {} : { expected }),
      negate: fields.boolean('negate') ?? false,
      range: node.range,
    },
  ];
}

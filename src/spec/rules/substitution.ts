// Command substitution where it no longer happens: the text stays as it is (dagu-format.md 2.4, 7.3).

import { isOneLine, renameKey } from '../../syntax/edits';
import { entryOf, type MappingNode, type ScalarNode, stringOf, type YamlNode } from '../../syntax/node';
import type { Findings } from '../findings';
import type { RuleDocument } from './document';
import { envFixes } from './env-fixes';
import { evalFixes, hasCommand } from './eval-fixes';

export function checkSubstitution(document: RuleDocument, findings: Findings): void {
  const { root, text } = document;
  const places: readonly MappingNode[] = [root, ...document.places.map(place => place.node)];
  for (const place of places) {
    forEachValue(entryOf(place, 'env')?.value, scalar => {
      if (!hasCommand(scalar)) return;
      const message =
        'The command in this value is not executed: env holds literal text. Let a step print it and capture it with output, or use a parameter with eval';
      const fixes = place === root ? envFixes(text, root, scalar) : [];
      findings.warn('substitution-env', message, scalar.range, { fixes });
    });
    checkConditions(entryOf(place, 'preconditions')?.value, findings);
  }
  checkParams(root, findings);
}

function checkConditions(node: YamlNode | undefined, findings: Findings): void {
  for (const item of node?.kind === 'sequence' ? node.items : []) {
    const condition = entryOf(item, 'condition');
    const value = condition?.value;
    if (
      condition === undefined ||
      value?.kind !== 'scalar' ||
      entryOf(item, 'expected') === undefined ||
      !hasCommand(value)
    )
      continue;
    const message =
      'The command in this condition is not executed, since expected compares the text itself; use eval instead of condition';
    findings.warn('substitution-condition', message, value.range, {
      fixes: [{ title: 'Rename condition to eval', preferred: true, edits: [renameKey(condition, 'eval')] }],
    });
  }
}

function checkParams(root: MappingNode, findings: Findings): void {
  const message = 'The command in this default is not executed; write the parameter as {name, eval}';
  const node = entryOf(root, 'params')?.value;
  for (const item of node?.kind === 'sequence' ? node.items : node === undefined ? [] : [node]) {
    const value = entryOf(item, 'name') === undefined ? undefined : entryOf(item, 'default');
    if (value?.value.kind === 'scalar' && hasCommand(value.value)) {
      findings.warn('substitution-params', message, value.value.range, {
        fixes:
          entryOf(item, 'eval') === undefined
            ? [{ title: 'Rename default to eval', preferred: true, edits: [renameKey(value, 'eval')] }]
            : [],
      });
    } else if (entryOf(item, 'name') === undefined) {
      forEachValue(item, scalar => {
        if (hasCommand(scalar)) {
          const fixes = evalFixes(findings.text, root, item, scalar);
          findings.warn('substitution-params', message, scalar.range, { fixes });
        }
        checkQuotes(scalar, findings);
      });
    }
  }
}

const singleQuoted = /(^|\s)([A-Za-z][A-Za-z0-9_]*=)'([^'"`]*)'/g;

/** Single quotes hold no words together in a text of parameters. */
function checkQuotes(scalar: ScalarNode, findings: Findings): void {
  const text = stringOf(scalar);
  if (text === undefined || !text.includes("'")) return;
  const mended = text.replace(singleQuoted, (whole: string, before: string, name: string, value: string) =>
    /\s/.test(value) ? `${before}${name}"${value}"` : whole,
  );
  if (mended === text) return;
  findings.warn(
    'params-quotes',
    'Single quotes do not hold words together here; use double quotes, or a list',
    scalar.range,
    {
      fixes: isOneLine(findings.text, scalar)
        ? [
            {
              title: 'Write double quotes',
              preferred: true,
              edits: [{ range: scalar.range, text: JSON.stringify(mended) }],
            },
          ]
        : [],
    },
  );
}

function forEachValue(node: YamlNode | undefined, visit: (scalar: ScalarNode) => void): void {
  if (node?.kind === 'scalar') {
    if (typeof node.value === 'string') visit(node);
  } else if (node?.kind === 'sequence') for (const item of node.items) forEachValue(item, visit);
  else if (node?.kind === 'mapping') {
    for (const entry of node.entries) if (entry.merged !== true) forEachValue(entry.value, visit);
  }
}

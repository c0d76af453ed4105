// Checks a step's action and its input at load, as Dagu does (dagu-format.md 3.18).

import { nearest } from '../../base/nearest';
import type { TextRange } from '../../base/text';
import { isNull, type MappingNode } from '../../syntax/node';
import type { Findings } from '../findings';
import { shorten } from '../values';
import { builtInAction, builtInActions, isBuiltIn, isRemote } from './catalog';
import { checkInput, demand, given, type Input } from './input';

/**
 * Reports an action that does not exist, and everything that is wrong with its input. `name` is trimmed; custom actions have been told apart
 * before. `at` is where the name stands; `path` that of the step with a dot at its end.
 */
export function checkAction(
  name: string,
  node: MappingNode | undefined,
  at: TextRange,
  findings: Findings,
  path: string,
): void {
  const action = builtInAction(name);
  if (action === undefined) {
    if (!isBuiltIn(name) && !isRemote(name)) reportUnknown(name, at, findings);
    return;
  }
  const input: Input = { action: name, at, findings, path: `${path}with`, ...(node === undefined ? {} : { node }) };
  const any = node?.entries.some(entry => !action.apart.includes(entry.key.text)) === true;
  if (node !== undefined && name !== 'noop') {
    const looked = action.asFields === true ? withoutNothing(node) : node;
    checkInput(looked, action.input, action.unknownKeys, input);
  }
  for (const key of action.required) demand(input, key);
  if (any) {
    for (const key of action.requiredIfAny) {
      if (given(input, key) === undefined) findings.add('input-missing', `${name} needs ${input.path}.${key}`, at);
    }
  }
  action.check?.(input);
}

function withoutNothing(node: MappingNode): MappingNode {
  return { ...node, entries: node.entries.filter(entry => !isNull(entry.value)) };
}

function reportUnknown(name: string, at: TextRange, findings: Findings): void {
  if (name.includes('@')) {
    const forms = 'name@version, owner/repo@version or source:target@version';
    findings.add('action-version', `"${shorten(name)}" is no versioned action: write ${forms}`, at);
    return;
  }
  const meant = nearest(
    name,
    builtInActions().map(action => action.name),
  );
  const hint = meant.length === 0 ? '' : `; did you mean ${meant.join(' or ')}?`;
  findings.add('action-unknown', `There is no action "${shorten(name)}"${hint}`, at, {
    fixes: meant.map(word => ({ title: `Write ${word}`, edits: [{ range: at, text: word }] })),
  });
}

// The texts of a workflow file in which references may stand, and who reads them (dagu-format.md 2.5, 3.10).

import { shebang, shellFamily } from '../model/shell-family';
import { splitWords } from '../spec/shell';
import { entryOf, type ScalarNode, stringOf, type YamlNode } from '../syntax/node';
import type { PathPart } from '../syntax/outline';
import { policyOf } from './field-policy';
import { allSteps, type WorkflowDocument, type WorkflowStep } from './workflow';

/**
 * `fields`: Dagu reads `$NAME` and `${NAME}`; `shell`: a shell like sh does; `powershell`; `other`: neither. `${params.x}` and the like, and
 * members of steps and variables, are read by Dagu in all of them.
 */
export type Reader = 'fields' | 'shell' | 'powershell' | 'other';

export interface ReferenceText {
  readonly scalar: ScalarNode;
  readonly reader: Reader;
  /** The step, handler or template that it belongs to. */
  readonly step?: WorkflowStep;
  /** The field of the root or the step. */
  readonly field: string;
  /** In an entry of variables: those that are defined from here on do not exist yet. */
  readonly before?: number;
  /** In fields of a foreach that see its item. */
  readonly isPerItem?: boolean;
}

const shellFields: ReadonlySet<string> = new Set(['run', 'command', 'script']);

/** All texts of a document that can hold references: those of shells, and others with a `$`. */
export function referenceTexts(document: WorkflowDocument): readonly ReferenceText[] {
  const { root } = document;
  const texts: ReferenceText[] = [];
  for (const { key, value, merged } of root?.kind === 'mapping' ? root.entries : []) {
    const field = key.text;
    if (merged === true || elsewhere.has(field)) continue;
    forEachText(value, [field], (scalar, path, before) => {
      if (policyOf(undefined, path) !== undefined) texts.push({ scalar, reader: 'fields', field, before });
    });
  }
  const rootShell = shellWords(entryOf(root, 'shell')?.value);
  for (const step of [...allSteps(document), ...document.templates]) texts.push(...stepTexts(step, rootShell));
  return texts;
}

/** Fields of the root whose steps are looked at one by one. */
const elsewhere: ReadonlySet<string> = new Set(['steps', 'handler_on', 'actions']);

function stepTexts(step: WorkflowStep, rootShell: readonly string[]): readonly ReferenceText[] {
  const { node } = step;
  if (node.kind === 'scalar') return [{ scalar: node, reader: readerOf(step, node, rootShell), step, field: 'run' }];
  const texts: ReferenceText[] = [];
  for (const { key, value } of node.kind === 'mapping' ? node.entries : []) {
    const field = key.text;
    if (shellFields.has(field)) {
      for (const scalar of value.kind === 'sequence' ? value.items : [value]) {
        if (stringOf(scalar) === undefined || scalar.kind !== 'scalar') continue;
        texts.push({ scalar, reader: readerOf(step, scalar, rootShell), step, field });
      }
      continue;
    }
    forEachText(value, [field], (scalar, path, before) => {
      if (policyOf(step, path) === undefined) return;
      const isPerItem = field === 'foreach' && (path[1] === 'key' || path[1] === 'collect');
      texts.push({ scalar, reader: 'fields', step, field, before, isPerItem });
    });
  }
  return texts;
}

function readerOf({ node }: WorkflowStep, { text }: ScalarNode, rootShell: readonly string[]): Reader {
  // Commands of other executors are read like any field, and what their far end makes of them is not known here.
  if (!['', 'command', 'shell'].includes(stringOf(entryOf(node, 'type')?.value)?.trim() ?? '')) return 'fields';
  const hasInterpreter = entryOf(node, 'script') !== undefined && entryOf(node, 'command') !== undefined;
  const interpreter = hasInterpreter ? splitWords(stringOf(entryOf(node, 'command')?.value) ?? '') : undefined;
  const named = shellWords(entryOf(entryOf(node, 'with')?.value, 'shell')?.value ?? entryOf(node, 'shell')?.value);
  const script = interpreter ?? (named.length === 0 && /\n\s*\S/.test(text) ? shebang(text) : undefined);
  if (script !== undefined) return shellFamily(script) === 'posix' ? 'shell' : 'other';
  const words = named.length === 0 ? rootShell : named;
  const family = words.length === 0 ? 'posix' : shellFamily(words);
  if (family === 'posix' || family === 'nix') return 'shell';
  return family === 'powershell' ? 'powershell' : 'fields';
}

function shellWords(node: YamlNode | undefined): readonly string[] {
  if (node?.kind === 'sequence') return node.items.flatMap(item => (item.kind === 'scalar' ? [item.text] : []));
  return splitWords((stringOf(node) ?? '').trim());
}

/** `before`: where the entry or item begins whose value it is. */
function forEachText(
  node: YamlNode,
  path: PathPart[],
  visit: (scalar: ScalarNode, path: readonly PathPart[], before: number) => void,
  before = node.range.start,
): void {
  if (node.kind === 'scalar') {
    if (typeof node.value === 'string' && node.value.includes('$')) visit(node, [...path], before);
  } else if (node.kind === 'sequence') {
    for (const [index, item] of node.items.entries()) {
      path.push(index);
      forEachText(item, path, visit, item.range.start);
      path.pop();
    }
  } else {
    for (const { key, value, merged } of node.entries) {
      // What came through an alias is looked at where it is written.
      if (merged === true) continue;
      path.push(key.text);
      forEachText(value, path, visit, key.range.start);
      path.pop();
    }
  }
}

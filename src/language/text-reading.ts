// The texts of a workflow file in which references may stand, and who reads them (dagu-format.md 2.5, 3.10).

import { shebang, shellFamily } from '../model/shell-family';
import { splitWords } from '../spec/shell';
import { entryOf, type ScalarNode, stringOf, type YamlNode } from '../syntax/node';
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

/** Fields of the root that hold no references, or whose content is looked at in another way. */
const literalRoot: ReadonlySet<string> = new Set(
  'name group description type tags labels schedule secrets steps handler_on actions step_types params defaults tools webhook queue'.split(
    ' ',
  ),
);

/** Fields of a step that hold no references. */
const literalStep: ReadonlySet<string> = new Set(
  'id name description depends dependencies action type signal_on_stop output_schema worker_selector call foreach'.split(
    ' ',
  ),
);

const shellFields: ReadonlySet<string> = new Set(['run', 'command', 'script']);

/** All texts of a document that can hold references: those of shells, and others with a `$`. */
export function referenceTexts(document: WorkflowDocument): readonly ReferenceText[] {
  const { root } = document;
  const texts: ReferenceText[] = [];
  for (const { key, value, merged } of root?.kind === 'mapping' ? root.entries : []) {
    const field = key.text;
    if (merged === true) continue;
    if (field === 'params') forEachEval(value, scalar => texts.push({ scalar, reader: 'fields', field }));
    else if (field === 'defaults')
      forEachText(value, (scalar, before) => texts.push({ scalar, reader: 'fields', field, before }));
    else if (!literalRoot.has(field))
      forEachText(value, (scalar, before) => texts.push({ scalar, reader: 'fields', field, before }));
  }
  const rootShell = shellWords(entryOf(root, 'shell')?.value);
  for (const step of [...allSteps(document), ...document.templates]) texts.push(...stepTexts(step, rootShell));
  return texts;
}

function stepTexts(step: WorkflowStep, rootShell: readonly string[]): readonly ReferenceText[] {
  const { node } = step;
  if (node.kind === 'scalar') return [{ scalar: node, reader: readerOf(step, node, rootShell), step, field: 'run' }];
  const texts: ReferenceText[] = [];
  const isTemplate = stringOf(entryOf(node, 'action')?.value)?.trim() === 'template.render';
  for (const { key, value } of node.kind === 'mapping' ? node.entries : []) {
    const field = key.text;
    if (shellFields.has(field)) {
      for (const scalar of value.kind === 'sequence' ? value.items : [value]) {
        if (stringOf(scalar) === undefined || scalar.kind !== 'scalar') continue;
        texts.push({ scalar, reader: readerOf(step, scalar, rootShell), step, field });
      }
    } else if (!literalStep.has(field) && !(field === 'output' && value.kind === 'scalar')) {
      const skipped = field === 'with' && isTemplate ? 'template' : undefined;
      forEachText(value, (scalar, before) => texts.push({ scalar, reader: 'fields', step, field, before }), skipped);
    } else if (field === 'foreach') {
      for (const { key: part, value: inner } of value.kind === 'mapping' ? value.entries : []) {
        const isPerItem = part.text === 'key' || part.text === 'collect';
        if (part.text !== 'steps') {
          forEachText(inner, scalar => texts.push({ scalar, reader: 'fields', step, field, isPerItem }));
        }
      }
    }
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
  visit: (scalar: ScalarNode, before: number) => void,
  skipped?: string,
  before = node.range.start,
): void {
  if (node.kind === 'scalar') {
    if (typeof node.value === 'string' && node.value.includes('$')) visit(node, before);
  } else if (node.kind === 'sequence') {
    for (const item of node.items) forEachText(item, visit, undefined, item.range.start);
  } else {
    for (const { key, value, merged } of node.entries) {
      // `expected` is always literal; what came through an alias is looked at where it is written.
      if (merged === true || key.text === 'expected' || key.text === skipped) continue;
      forEachText(value, visit, undefined, key.range.start);
    }
  }
}

function forEachEval(node: YamlNode, visit: (scalar: ScalarNode) => void): void {
  for (const item of node.kind === 'sequence' ? node.items : []) {
    const value = entryOf(item, 'eval')?.value;
    if (value?.kind === 'scalar' && typeof value.value === 'string' && value.value.includes('$')) visit(value);
  }
}

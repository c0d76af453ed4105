// From the text of a file to its workflow: documents, names, base configuration, verdicts (dagu-format.md 0, 1.0).

import type { TextRange } from '../base/text';
import type { Dag } from '../model/dag';
import type { YamlDocument } from '../syntax/document';
import { parseText } from '../syntax/large-text';
import { entryOf, isNull, type MappingNode, stringOf } from '../syntax/node';
import { type Inherited, withBase, withoutHandlers } from './base-config';
import { readBases } from './base-file';
import type { Compilation, CompileOptions } from './compilation';
import { Findings } from './findings';
import { removal } from './migration-fixes';
import { longestId, nameShapes } from './name-shapes';
import { readRoot } from './root';
import { noteCallerValues } from './rules/caller-values';
import { type RuleDocument, ruleDocument } from './rules/document';
import { checkOldCalls } from './rules/old-calls';
import { checkOrder } from './rules/order';
import { checkReferences } from './rules/references';
import { checkRelativePaths } from './rules/relative-paths';
import { noteServerFields } from './rules/server-fields';
import { checkSubstitution } from './rules/substitution';
import { hasSteps } from './steps';
import { describe, shorten } from './values';

/** Reads a file. Pure, and never throws whatever the text; other files are asked of `options.lookup`. */
export function compile(text: string, options: CompileOptions): Compilation {
  const findings = new Findings(text);
  const dag = read(text, options, findings);
  const all = findings.all;
  const refusals = all.filter(finding => finding.blocks === 'both' || finding.blocks === 'start');
  return {
    diagnostics: all,
    valid: !all.some(finding => finding.blocks === 'both' || finding.blocks === 'validate'),
    dag: refusals.length === 0 ? dag : undefined,
    refusals,
  };
}

function read(text: string, options: CompileOptions, findings: Findings): Dag | undefined {
  if (text.startsWith('\uFEFF')) {
    const range = { start: 0, end: 1 };
    const message = 'The file begins with a byte order mark, which Dagu takes for a part of the first key; remove it';
    findings.add('byte-order-mark', message, range, {
      fixes: [{ title: 'Remove the byte order mark', preferred: true, edits: [{ range, text: '' }] }],
    });
  }
  checkDirective(text, findings);
  checkCharacters(text, findings);
  const { documents } = parseText(text);
  for (const document of documents) {
    for (const fault of document.faults)
      findings.add(fault.code, fault.message, fault.range, {
        related: fault.first === undefined ? [] : [{ message: 'It is first defined here', range: fault.first }],
      });
  }
  const [entry, ...later] = documents;
  const root = rootOf(entry, 'The file', findings);
  if (root === undefined) return undefined;
  const base = readBases(root, options, findings);
  const children = later.flatMap((document, index) => readLater(document, index + 2, base, options, findings));
  checkNames(root, children, options, findings);
  const inherited = withBase(root, base);
  const dag = readRoot(inherited.node, findings, {
    ...options,
    below: inherited.below,
    fallbackName: stemOf(options.file),
    documents: children.map(child => child.dag),
    isEntry: true,
  });
  checkStepsPresent(root, 'The workflow', findings);
  applyRules(text, { root, dag }, children, findings, options.unresolved === true);
  return dag;
}

/** What a file holds that was saved in another encoding, or that is no text at all: said once. */
function checkCharacters(text: string, findings: Findings): void {
  const foreign = text.indexOf('\uFFFD');
  if (foreign !== -1) {
    const message = 'The character here could not be read as UTF-8; save the file in that encoding';
    findings.warn('encoding', message, { start: foreign, end: foreign + 1 });
  }
  const zero = text.indexOf('\0');
  if (zero === -1) return;
  const message = 'There is a NUL character here, with which no program can be started; remove it';
  const range = { start: zero, end: zero + 1 };
  const fixes = [{ title: 'Remove the NUL character', edits: [{ range, text: '' }] }];
  findings.warn('nul-character', message, range, { fixes });
}

/** Dagu takes what stands before `---` for a first document, and that one is empty. */
function checkDirective(text: string, findings: Findings): void {
  const match = /^(\uFEFF?(?:[ \t]*(?:#[^\n]*)?\r?\n)*)(%[^\r\n]*)(?:\r?\n|$)/.exec(text);
  if (match === null) return;
  const start = match[1]?.length ?? 0;
  const message =
    'Dagu reads no file with a directive in front: it takes it for an empty first document; remove the line';
  const edits = [{ range: { start, end: match[0].length }, text: '' }];
  findings.add(
    'yaml-directive',
    message,
    { start, end: start + (match[2]?.length ?? 1) },
    {
      fixes: [{ title: 'Remove the directive', preferred: true, edits }],
    },
  );
}

function applyRules(
  text: string,
  entry: Pick<RuleDocument, 'root' | 'dag'>,
  children: readonly Child[],
  findings: Findings,
  unresolved: boolean,
): void {
  const first = ruleDocument(text, entry.root, entry.dag, true);
  const later = children.map(({ node, dag }) => ruleDocument(text, node, dag, false));
  for (const document of [first, ...later]) {
    checkReferences(document, findings, unresolved);
    checkSubstitution(document, findings);
    checkOrder(document, findings);
    checkOldCalls(document, findings);
    checkRelativePaths(document, findings);
    noteServerFields(document, findings);
  }
  noteCallerValues(first, later, findings);
}

function rootOf(document: YamlDocument | undefined, what: string, findings: Findings): MappingNode | undefined {
  const root = document?.root;
  const start = document?.range.start ?? 0;
  if (root?.kind === 'mapping') return root;
  if (root === undefined || isNull(root)) {
    if (document === undefined || document.faults.length === 0)
      findings.add('document-empty', `${what} is empty: a workflow needs steps`, { start, end: start });
  } else findings.add('document-shape', `${what} must be a mapping with steps, not ${describe(root)}`, root.range);
  return undefined;
}

interface Child {
  readonly node: MappingNode;
  readonly dag: Dag;
  readonly nameRange: TextRange;
}

/** Empty later documents are skipped by `start` and refused by `validate`. */
function readLater(
  document: YamlDocument,
  number: number,
  base: Inherited | undefined,
  options: CompileOptions,
  findings: Findings,
): readonly Child[] {
  const { root, range } = document;
  if (root === undefined || isNull(root)) {
    if (document.faults.length === 0)
      findings.add(
        'document-empty',
        `document 2 and later must not be empty: document ${number} is`,
        { start: range.start, end: range.start },
        { blocks: 'validate' },
      );
    return [];
  }
  const node = rootOf(document, `Document ${number}`, findings);
  if (node === undefined) return [];
  const name = entryOf(node, 'name');
  const text = stringOf(name?.value)?.trim() ?? '';
  if (text === '')
    findings.add(
      'document-name',
      `document ${number} needs a name, by which it is called`,
      name?.key.range ?? { start: node.range.start, end: node.range.start },
    );
  const merged = withBase(node, base === undefined ? undefined : withoutHandlers(base));
  const { name: _given, ...rest } = options;
  const dag = readRoot(merged.node, findings, {
    ...rest,
    below: merged.below,
    fallbackName: text,
    documents: [],
    isEntry: false,
  });
  checkStepsPresent(node, `Document ${number}`, findings);
  return [{ node, dag, nameRange: name?.value.range ?? node.range }];
}

/** `validate` asks for steps before it looks at anything else, so that agents need them as well. */
function checkStepsPresent(root: MappingNode, what: string, findings: Findings): void {
  const steps = entryOf(root, 'steps');
  if (hasSteps(steps?.value)) return;
  const range = steps?.key.range ?? { start: root.range.start, end: root.range.start };
  if (steps !== undefined && !isNull(steps.value) && steps.value.kind === 'scalar') return;
  findings.add('steps-missing', `${what} needs steps: a non-empty sequence (a list of steps)`, range, {
    blocks: 'validate',
  });
}

function checkNames(root: MappingNode, children: readonly Child[], options: CompileOptions, findings: Findings): void {
  const own = entryOf(root, 'name');
  if (own !== undefined && !isNull(own.value)) {
    findings.add(
      'entry-name',
      "The first document (the entrypoint) must not have a name for validate: the file's name is the workflow's",
      own.key.range,
      {
        blocks: 'validate',
        fixes: removal(findings.text, root, own, 'Remove name'),
      },
    );
  }
  const name = options.name ?? (stringOf(own?.value)?.trim() || stemOf(options.file));
  const range = own?.value.range ?? { start: root.range.start, end: root.range.start };
  if (options.file !== '' || name !== '') checkName(name, range, findings);
  const seen = new Map<string, TextRange>([[name, range]]);
  for (const child of children) {
    if (child.dag.name === '') continue;
    checkName(child.dag.name, child.nameRange, findings);
    const first = seen.get(child.dag.name);
    if (first !== undefined)
      findings.add(
        'document-name-duplicate',
        `The name ${shorten(child.dag.name)} must be unique among the documents of the file`,
        child.nameRange,
        { related: [{ message: 'It is here as well', range: first }] },
      );
    else seen.set(child.dag.name, child.nameRange);
  }
}

function checkName(name: string, range: TextRange, findings: Findings): void {
  if ([...name].length > longestId)
    findings.add('dag-name', `The name of a workflow must have at most 40 characters: ${shorten(name)}`, range);
  else if (!nameShapes.workflow.test(name))
    findings.add(
      'dag-name',
      `"${shorten(name)}" is no name of a workflow: use letters, digits, - _ and . (rename the file, or give a name)`,
      range,
    );
}

function stemOf(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.ya?ml$/i, '');
}

// The base configurations that apply to a file, read and checked like workflows (dagu-format.md 1.0, 3.20).

import { parseStream } from '../syntax/document';
import { entryOf, isNull, type MappingNode } from '../syntax/node';
import { type Inherited, withBase, withoutHandlers } from './base-config';
import { readLabels } from './bindings';
import type { CompileOptions } from './compilation';
import { Findings } from './findings';
import { readRoot } from './root';
import { describe } from './values';

/** Everything that the file inherits, in one mapping: the general configuration with that of its workspace above it. */
export function readBases(root: MappingNode, options: CompileOptions, findings: Findings): Inherited | undefined {
  const general = options.base === undefined ? undefined : readBase(options.base, options, findings);
  const own = workspaceOf(root, options);
  const workspace = own === undefined ? undefined : readBase(own, options, findings);
  const lowest = general === undefined ? undefined : withBase(general, undefined);
  const base = workspace === undefined ? lowest : withBase(workspace, lowest);
  return base !== undefined && options.called === true ? withoutHandlers(base) : base;
}

interface BaseFile {
  readonly file: string;
  readonly text: string;
}

function workspaceOf(root: MappingNode, { workspaces, lookup }: CompileOptions): BaseFile | undefined {
  if (workspaces === undefined) return undefined;
  const node = entryOf(root, 'labels')?.value ?? entryOf(root, 'tags')?.value;
  // The labels are checked with the document; here only one of them is wanted.
  const label = readLabels(node, new Findings(''), 'labels').find(text => text.startsWith('workspace='));
  const name = label?.slice('workspace='.length) ?? '';
  if (!/^[a-z0-9][a-z0-9_.-]*$/.test(name)) return undefined;
  const file = `${workspaces}/${name}/base.yaml`;
  const text = lookup.read(file);
  return text === undefined ? undefined : { file, text };
}

function readBase({ file, text }: BaseFile, options: CompileOptions, findings: Findings): MappingNode | undefined {
  const inner = new Findings(text);
  const [document] = parseStream(text).documents;
  for (const fault of document?.faults ?? []) inner.add(fault.code, fault.message, fault.range);
  const root = document?.root;
  if (root?.kind === 'mapping') {
    readRoot(root, inner, { ...options, fallbackName: 'base', documents: [], isEntry: false });
  } else if (root !== undefined && !isNull(root)) {
    inner.add('document-shape', `It must be a mapping, not ${describe(root)}`, root.range);
  }
  const refusals = inner.all.filter(finding => finding.blocks === 'both' || finding.blocks === 'start');
  for (const { message, range } of refusals) {
    findings.add(
      'base-config',
      `The base configuration is broken: ${message}`,
      { start: 0, end: 0 },
      {
        related: [{ message, range, file }],
      },
    );
  }
  // What is broken is said once, and not again wherever it would be inherited.
  return root?.kind === 'mapping' && refusals.length === 0 ? root : undefined;
}

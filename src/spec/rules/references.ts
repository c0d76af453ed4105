// References that can never resolve: Dagu leaves them in the text as they are (dagu-format.md 2.1, 2.2).

import { nearest } from '../../base/nearest';
import { contextFields, isEscaped, parseReferences, type ScopedReference } from '../../model/reference';
import { entryOf, type MappingNode, type ScalarNode, stringOf, type YamlNode } from '../../syntax/node';
import { sourceRange } from '../../syntax/source-place';
import type { Findings } from '../findings';
import { shorten } from '../values';
import type { RuleDocument } from './document';
import { mayBeSet } from './environment-names';
import type { Around, Context, Fault } from './reference-fault';
import { outputFault, stepFault } from './step-references';

/** Reports the references of the strict language that cannot resolve, and those to steps that need not have run before. */
export function checkReferences(document: RuleDocument, findings: Findings, unresolved: boolean): void {
  const around = { document, findings, unresolved };
  for (const key of ['env', 'preconditions', 'dotenv', 'working_dir', 'shell', 'log_dir', 'container']) {
    forEachText(entryOf(document.root, key)?.value, scalar => check(scalar, { ...around, key }));
  }
  checkDefinitions(around);
  for (const place of document.places) {
    for (const { key, value } of place.node.entries) {
      if (!resolved.has(key.text)) continue;
      const skipped =
        key.text === 'with' && place.step.action.name === 'other' ? literalInputs[place.step.action.action] : undefined;
      forEachText(value, scalar => check(scalar, { ...around, key: key.text, place }), skipped);
    }
  }
}

/** Constants see earlier constants alone, the `eval` of a parameter earlier parameters and the environment. */
function checkDefinitions(around: Around): void {
  const { root, dag } = around.document;
  for (const item of itemsOf(root, 'consts')) {
    const earlier = namesBefore(item.entries[0]?.key.text, dag.consts);
    forEachText(item, scalar => check(scalar, { ...around, key: 'consts', earlier }));
  }
  for (const item of itemsOf(root, 'params')) {
    const earlier = namesBefore(stringOf(entryOf(item, 'name')?.value), dag.params.list);
    forEachText(entryOf(item, 'eval')?.value, scalar => check(scalar, { ...around, key: 'params', earlier }));
  }
}

function itemsOf(root: MappingNode, key: string): readonly MappingNode[] {
  const list = entryOf(root, key)?.value;
  return list?.kind === 'sequence' ? list.items.filter(item => item.kind === 'mapping') : [];
}

function namesBefore(name: string | undefined, list: readonly { readonly name: string }[]): readonly string[] {
  return list
    .slice(
      0,
      list.findIndex(one => one.name === name),
    )
    .map(one => one.name);
}

/** Fields of a step in which references are resolved. */
const resolved: ReadonlySet<string> = new Set(
  'run with command script exec env working_dir stdout stderr preconditions parallel output container shell params retry_policy repeat_policy value'.split(
    ' ',
  ),
);

/** Inputs whose text is taken literally. */
const literalInputs: Readonly<Record<string, string>> = { 'template.render': 'template' };

function forEachText(node: YamlNode | undefined, visit: (scalar: ScalarNode) => void, skipped?: string): void {
  if (node === undefined) return;
  if (node.kind === 'scalar') {
    if (typeof node.value === 'string' && node.value.includes('$')) visit(node);
  } else if (node.kind === 'sequence') for (const item of node.items) forEachText(item, visit);
  else {
    for (const { key, value, merged } of node.entries) {
      // `expected` is always literal; what came through an alias is looked at where it is written.
      if (merged !== true && key.text !== 'expected' && key.text !== skipped) forEachText(value, visit);
    }
  }
}

function check(scalar: ScalarNode, context: Context): void {
  if (context.findings.manyRemarks) return;
  for (const reference of parseReferences(scalar.text)) {
    if (isEscaped(reference)) continue;
    const fault = reference.kind === 'scoped' ? scopedFault(reference, context) : stepFault(reference, context);
    if (fault === undefined) continue;
    const { text } = context.document;
    const written = scalar.text.slice(reference.range.start, reference.range.end);
    const range = sourceRange(text, scalar, reference.range);
    const part = fault.part === undefined ? undefined : sourceRange(text, scalar, fault.part);
    const fixes = [
      ...(part === undefined
        ? []
        : (fault.meant ?? []).map(word => ({ title: `Write ${word}`, edits: [{ range: part, text: word }] }))),
      ...(fault.fixes ?? []),
    ];
    const hint =
      fault.meant === undefined || fault.meant.length === 0 ? '' : `; did you mean ${fault.meant.join(' or ')}?`;
    const { effect = 'was left unchanged' } = fault;
    context.findings.warn(fault.code, `${shorten(written)} ${effect}: ${fault.reason}${hint}`, range, {
      fixes,
      ...(fault.severity === undefined ? {} : { severity: fault.severity }),
    });
  }
}

function scopedFault(reference: ScopedReference, context: Context): Fault | undefined {
  if (context.earlier !== undefined) return definitionFault(reference, context.key, context.earlier);
  switch (reference.namespace) {
    case 'steps':
      return outputFault(reference, context);
    case 'context':
      return contextFault(reference, context);
    case 'consts':
      return nameFault(
        reference,
        'const',
        context.document.dag.consts.map(one => one.name),
      );
    case 'params': {
      const { form, list, additional } = context.document.dag.params;
      const open = form === 'none' || (form === 'schema' && additional);
      return open
        ? undefined
        : nameFault(
            reference,
            'param',
            list.map(param => param.name),
          );
    }
    case 'foreach':
      return foreachFault(reference, context);
    case 'inputs':
    case 'outputs':
      if (context.document.dag.type === 'build') return undefined;
      return { code: 'reference-unavailable', reason: `${reference.namespace} exist in workflows of type build only` };
    case 'env':
      return context.unresolved ? environmentFault(reference, context) : undefined;
  }
}

const titles = { const: 'constant', param: 'parameter' } as const;

function nameFault({ path }: ScopedReference, kind: 'const' | 'param', known: readonly string[]): Fault | undefined {
  const [name] = path;
  if (name === undefined || known.includes(name.text)) return undefined;
  const reason = `there is no ${titles[kind]} ${shorten(name.text)}`;
  return { code: `reference-unknown-${kind}`, reason, part: name.range, meant: nearest(name.text, known, 2) };
}

function environmentFault({ path }: ScopedReference, { document, place }: Context): Fault | undefined {
  const [name] = path;
  if (name === undefined || mayBeSet(name.text, document.dag, place)) return undefined;
  const reason = `the file sets no variable ${shorten(name.text)}; a dotenv file or the caller may`;
  return { code: 'reference-unknown-env', reason, severity: 'info' };
}

function definitionFault(reference: ScopedReference, key: string, earlier: readonly string[]): Fault | undefined {
  const { namespace } = reference;
  if (namespace === key) return nameFault(reference, namespace === 'consts' ? 'const' : 'param', earlier);
  if (key === 'params' && namespace === 'env') return undefined;
  const seen =
    key === 'consts' ? 'a constant sees earlier constants only' : 'eval sees earlier parameters and env only';
  return { code: 'reference-unavailable', reason: seen };
}

function contextFault(reference: ScopedReference, { place }: Context): Fault | undefined {
  const name = reference.path.map(segment => segment.text).join('.');
  const known: readonly string[] = contextFields;
  const [first] = reference.path;
  const last = reference.path.at(-1);
  if (!known.includes(name) && !(reference.alias && name === 'run.started_at')) {
    const part =
      first === undefined || last === undefined ? reference.range : { start: first.range.start, end: last.range.end };
    return {
      code: 'reference-unknown-context',
      reason: `the context has no field ${shorten(name)}`,
      part,
      meant: nearest(name, known, 2),
    };
  }
  if (name.startsWith('step.') && place === undefined) {
    return { code: 'reference-unavailable', reason: 'there is no current step in a field of the workflow' };
  }
  if (name === 'run.status' && place?.isHandler === false) {
    return { code: 'reference-unavailable', reason: 'the status of the run is known to handlers only' };
  }
  if (name === 'step.id' && place !== undefined && (place.isHandler || place.step.id === undefined)) {
    return { code: 'reference-unavailable', reason: place.isHandler ? 'a handler has no id' : 'this step has no id' };
  }
  return undefined;
}

function foreachFault({ path }: ScopedReference, { place }: Context): Fault | undefined {
  const [name] = path;
  if (place?.foreach === undefined) {
    return { code: 'reference-unavailable', reason: 'foreach is known inside the steps of a foreach only' };
  }
  const known = ['index', 'key', place.foreach.as];
  if (name === undefined || known.includes(name.text)) return undefined;
  const reason = `inside this foreach there are ${known.join(', ')}`;
  return { code: 'reference-unknown-item', reason, part: name.range, meant: nearest(name.text, known, 1) };
}

// References that can never resolve: Dagu leaves them in the text as they are (dagu-format.md 2.1, 2.2).

import type { Fix } from '../../base/diagnostic';
import { nearest } from '../../base/nearest';
import type { TextRange } from '../../base/text';
import type { Step } from '../../model/dag';
import { contextFields, isEscaped, parseReferences, type Reference, type ScopedReference } from '../../model/reference';
import { entryOf, type MappingNode, type ScalarNode, stringOf, type YamlNode } from '../../syntax/node';
import { sourceRange } from '../../syntax/source-place';
import type { Findings } from '../findings';
import { shorten } from '../values';
import { dependsFix } from './depends-fix';
import { isBehind, type RuleDocument, type StepPlace } from './document';
import { outputNames } from './output-names';

/** Reports the references of the strict language that cannot resolve, and those to steps that need not have run before. */
export function checkReferences(document: RuleDocument, findings: Findings): void {
  for (const key of ['env', 'preconditions', 'dotenv', 'working_dir', 'shell', 'log_dir', 'container']) {
    forEachText(entryOf(document.root, key)?.value, scalar => check(scalar, { document, findings, key }));
  }
  checkDefinitions(document, findings);
  for (const place of document.places) {
    for (const { key, value } of place.node.entries) {
      if (!resolved.has(key.text)) continue;
      const skipped =
        key.text === 'with' && place.step.action.name === 'other' ? literalInputs[place.step.action.action] : undefined;
      forEachText(value, scalar => check(scalar, { document, findings, key: key.text, place }), skipped);
    }
  }
}

/** Constants see earlier constants alone, the `eval` of a parameter earlier parameters and the environment. */
function checkDefinitions(document: RuleDocument, findings: Findings): void {
  const { root, dag } = document;
  for (const item of itemsOf(root, 'consts')) {
    const earlier = namesBefore(item.entries[0]?.key.text, dag.consts);
    forEachText(item, scalar => check(scalar, { document, findings, key: 'consts', earlier }));
  }
  for (const item of itemsOf(root, 'params')) {
    const earlier = namesBefore(stringOf(entryOf(item, 'name')?.value), dag.params.list);
    forEachText(entryOf(item, 'eval')?.value, scalar => check(scalar, { document, findings, key: 'params', earlier }));
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

interface Context {
  readonly document: RuleDocument;
  readonly findings: Findings;
  /** The field of the root or the step. */
  readonly key: string;
  readonly place?: StepPlace;
  /** In what is defined in an order, the names that are defined before. */
  readonly earlier?: readonly string[];
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
    context.findings.warn(fault.code, `${shorten(written)} was left unchanged: ${fault.reason}${hint}`, range, {
      fixes,
    });
  }
}

interface Fault {
  readonly code: string;
  /** Completes "was left unchanged: …". */
  readonly reason: string;
  /** The part of the reference that is wrong. */
  readonly part?: TextRange;
  /** What could stand there instead. */
  readonly meant?: readonly string[];
  readonly fixes?: readonly Fix[];
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
      return undefined;
  }
}

const titles = { const: 'constant', param: 'parameter' } as const;

function nameFault({ path }: ScopedReference, kind: 'const' | 'param', known: readonly string[]): Fault | undefined {
  const [name] = path;
  if (name === undefined || known.includes(name.text)) return undefined;
  const reason = `there is no ${titles[kind]} ${shorten(name.text)}`;
  return { code: `reference-unknown-${kind}`, reason, part: name.range, meant: nearest(name.text, known, 2) };
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

/** The checks of `${steps.ID.outputs.NAME}` in Dagu's order. */
function outputFault({ path }: ScopedReference, context: Context): Fault | undefined {
  const { place, key } = context;
  const [id, , name] = path;
  if (id === undefined || name === undefined) return undefined;
  if (place === undefined || place.isHandler || key === 'working_dir') {
    const where = place === undefined ? 'a field of the workflow' : place.isHandler ? 'a handler' : 'working_dir';
    const hint = place?.isHandler === true ? `; \${${id.text}.outputs.${name.text}} works there` : '';
    return { code: 'reference-unavailable', reason: `outputs of steps do not exist in ${where}${hint}` };
  }
  const around = place.foreach?.outer ?? [];
  const step = stepWithId(id.text, place.siblings) ?? stepWithId(id.text, around);
  if (step === undefined) return unknownStep(id, [...place.siblings, ...around]);
  if (step === place.step) return { code: 'reference-self', reason: 'a step does not see its own outputs' };
  // The files that steps of a build make count as outputs too.
  const declared = context.document.dag.type === 'build' ? undefined : outputNames(step);
  if (declared !== undefined && !declared.includes(name.text)) {
    const published = step.action.name === 'other' && step.action.action === 'outputs.write';
    const hint = published || step.structuredOutput !== undefined || step.stdoutOutputs !== undefined;
    return {
      code: 'reference-unknown-output',
      reason: `the step ${id.text} declares no output ${shorten(name.text)}${hint ? `; what it publishes is \${${id.text}.outputs.${name.text}}` : ''}`,
      part: name.range,
      meant: nearest(name.text, declared, 2),
    };
  }
  return dependencyFault(step, place, context);
}

function unknownStep(id: { readonly text: string; readonly range: TextRange }, steps: readonly Step[]): Fault {
  const ids = steps.flatMap(step => step.id ?? []);
  const byName = steps.find(step => step.name === id.text && step.id === undefined);
  const reason =
    byName === undefined
      ? `there is no step with the id ${shorten(id.text)}`
      : `the step ${id.text} has no id; give it one`;
  return { code: 'reference-unknown-step', reason, part: id.range, meant: nearest(id.text, ids, 2) };
}

function dependencyFault(step: Step, place: StepPlace, { document }: Context): Fault | undefined {
  if (place.siblingsByName.get(step.name) !== step || isBehind(place, step.name)) return undefined;
  // In a build, the files that steps read and make order them too.
  if (document.dag.type === 'build') return undefined;
  const label = step.id ?? step.name;
  const inChain = document.dag.type === 'chain';
  const fix = inChain ? undefined : dependsFix(document.text, place.node, label);
  return {
    code: 'reference-no-dependency',
    reason: inChain
      ? `the step ${label} runs later in the chain`
      : `the step "${place.step.name}" does not depend on ${label}, which may not have run by then`,
    ...(fix === undefined ? {} : { fixes: [fix] }),
  };
}

const stepMembers: ReadonlySet<string> = new Set(['stdout', 'stderr', 'exit_code', 'exitCode', 'output', 'outputs']);

/** `${ID.output}` and the like of the older language: only what ran before is seen. */
function stepFault(reference: Exclude<Reference, ScopedReference>, context: Context): Fault | undefined {
  const { place } = context;
  if (reference.kind !== 'variable' || place === undefined || place.isHandler || reference.path === undefined)
    return undefined;
  const member = /^\.([A-Za-z_]+)/.exec(reference.path.text)?.[1] ?? '';
  const step = stepWithId(reference.name.text, place.siblings);
  if (step === undefined || !stepMembers.has(member)) return undefined;
  if (step === place.step) return { code: 'reference-self', reason: 'a step does not see its own results' };
  if (member === 'output' && step.output === undefined && step.structuredOutput === undefined) {
    return {
      code: 'reference-unknown-output',
      reason: `the step ${reference.name.text} has no output: to capture its stdout`,
    };
  }
  return dependencyFault(step, place, context);
}

function stepWithId(id: string, steps: readonly Step[]): Step | undefined {
  return steps.find(step => step.id === id);
}

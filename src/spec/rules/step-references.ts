// References to what other steps made: which step is meant, whether it makes that, and whether it has run by then (dagu-format.md 2.1, 2.2).

import { nearest } from '../../base/nearest';
import type { TextRange } from '../../base/text';
import type { Step } from '../../model/dag';
import type { Reference, ScopedReference } from '../../model/reference';
import { shorten } from '../values';
import { reportFault } from './child-report';
import { dependsFix } from './depends-fix';
import { isBehind, placesAround, type StepPlace } from './document';
import { outputNames } from './output-names';
import type { Context, Fault } from './reference-fault';

/** The checks of `${steps.ID.outputs.NAME}` in Dagu's order. */
export function outputFault({ path }: ScopedReference, context: Context): Fault | undefined {
  const { place, key } = context;
  const [id, , name] = path;
  if (id === undefined || name === undefined) return undefined;
  if (place === undefined || place.isHandler || key === 'working_dir') {
    const where = place === undefined ? 'a field of the workflow' : place.isHandler ? 'a handler' : 'working_dir';
    const hint = place?.isHandler === true ? `; \${${id.text}.outputs.${name.text}} works there` : '';
    return { code: 'reference-unavailable', reason: `outputs of steps do not exist in ${where}${hint}` };
  }
  const found = stepWithId(id.text, place);
  if (found === undefined)
    return unknownStep(
      id,
      [...placesAround(place)].flatMap(around => around.siblings),
    );
  const { step, beside } = found;
  if (step === beside.step) return { code: 'reference-self', reason: 'a step does not see its own outputs' };
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
  return dependencyFault(found, context);
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

function dependencyFault({ step, beside }: FoundStep, { document }: Context): Fault | undefined {
  if (beside.siblingsByName.get(step.name) !== step || isBehind(beside, step.name)) return undefined;
  // In a build, the files that steps read and make order them too.
  if (document.dag.type === 'build') return undefined;
  const label = step.id ?? step.name;
  const inChain = document.dag.type === 'chain';
  const fix = inChain ? undefined : dependsFix(document.text, beside.node, label);
  return {
    code: 'reference-no-dependency',
    reason: inChain
      ? `the step ${label} runs later in the chain`
      : `the step "${beside.step.name}" does not depend on ${label}, which may not have run by then`,
    ...(fix === undefined ? {} : { fixes: [fix] }),
  };
}

const stepMembers: ReadonlySet<string> = new Set(['stdout', 'stderr', 'exit_code', 'exitCode', 'output', 'outputs']);

/** `${ID.output}` and the like of the older language: only what ran before is seen. */
export function stepFault(reference: Exclude<Reference, ScopedReference>, context: Context): Fault | undefined {
  const { place } = context;
  if (reference.kind !== 'variable' || place === undefined || place.isHandler || reference.path === undefined)
    return undefined;
  const member = /^\.([A-Za-z_]+)/.exec(reference.path.text)?.[1] ?? '';
  const found = stepWithId(reference.name.text, place);
  if (found === undefined || !stepMembers.has(member)) return reportFault(reference, context);
  const { step, beside } = found;
  if (step === beside.step) return { code: 'reference-self', reason: 'a step does not see its own results' };
  if (member === 'output' && step.output === undefined && step.structuredOutput === undefined) {
    return {
      code: 'reference-unknown-output',
      reason: `the step ${reference.name.text} has no output: to capture its stdout`,
    };
  }
  return dependencyFault(found, context);
}

/** A step that is referred to, and the place beside which it stands: that of the reference, or of a foreach around it. */
interface FoundStep {
  readonly step: Step;
  readonly beside: StepPlace;
}

function stepWithId(id: string, place: StepPlace): FoundStep | undefined {
  for (const beside of placesAround(place)) {
    const step = beside.siblings.find(one => one.id === id);
    if (step !== undefined) return { step, beside };
  }
  return undefined;
}

// What references at a place can name, nearest first: for completion, and for hovers that say what one refers to.

import { contextFields } from '../model/reference';
import { entryOf } from '../syntax/node';
import type { PathPart } from '../syntax/outline';
import type { Binding } from './bindings';
import { policyOf } from './field-policy';
import { contextMeanings, runVariables } from './known-names';
import { bullets, paragraph, said } from './prose';
import { capturedFor, fromStep, outputsOf } from './visible-outputs';
import type { Visible, VisiblePlace } from './visible-place';
import type { WorkflowStep } from './workflow';

/** What `${…}` can hold at the place, without variables that have a longer name as well. */
export function visibleAt(place: VisiblePlace): readonly Visible[] {
  const policy = policyOf(place.step, place.rest);
  if (policy === undefined) return [];
  const { document, step } = place;
  const isHandler = step?.handler !== undefined || place.rest[0] === 'handler_on';
  return [
    ...(step === undefined ? [] : [...itemsOf(step, place.rest), ...parallelItem(step, place.rest)]),
    ...(policy.files && document.type === 'build' && step !== undefined ? filesOf(step) : []),
    ...(policy.params
      ? earlier(document.params, 'params', place).map(param => bound('params', param, 'parameter'))
      : []),
    ...(policy.consts ? earlier(document.consts, 'consts', place).map(one => bound('consts', one, 'constant')) : []),
    ...(policy.env ? envOf(place).map(one => bound('env', one.binding, one.title)) : []),
    ...(policy.steps ? outputsOf(place, isHandler) : []),
    ...(policy.context ? contextAt(step, place.rest, isHandler) : []),
    ...(policy.env ? runVariablesFor(isHandler, step).map(name => runVariable(`env.${name}`, name)) : []),
  ];
}

/** What `$NAME` can name. */
export function variablesAt(place: VisiblePlace): readonly Visible[] {
  const policy = policyOf(place.step, place.rest);
  if (policy?.variables !== true) return [];
  const isHandler = place.step?.handler !== undefined || place.rest[0] === 'handler_on';
  return [
    ...(place.step === undefined ? [] : parallelItem(place.step, place.rest)),
    ...earlier(place.document.params, 'params', place).map(param => named(param, 'parameter')),
    ...envOf(place).map(one => named(one.binding, one.title)),
    ...(policy.steps ? capturedFor(place, isHandler) : []),
    ...runVariablesFor(isHandler, place.step).map(name => runVariable(name, name)),
  ];
}

function bound(namespace: string, binding: Binding, title: string): Visible {
  return {
    ...named(binding, title),
    written: `${namespace}.${binding.name}`,
    kind: namespace === 'consts' ? 'constant' : 'variable',
  };
}

function named({ name, value, type, description }: Binding, title: string): Visible {
  const isSecret = title === 'secret';
  const facts = [
    ...(type === undefined ? [] : [['Type: ', { code: type }]]),
    ...(value === undefined || isSecret ? [] : [[title === 'parameter' ? 'Default: ' : 'Value: ', { code: value }]]),
  ];
  return {
    written: name,
    kind: 'variable',
    ...(value === undefined || isSecret ? {} : { detail: value }),
    prose: [
      paragraph({ strong: name }, `, a ${title} of this file`),
      ...(description === undefined ? [] : [paragraph(description)]),
      ...(facts.length === 0 ? [] : [bullets(facts)]),
    ],
  };
}

/** In a list of bindings an entry sees only those above it. */
function earlier(bindings: readonly Binding[], field: string, { rest, offset }: VisiblePlace): readonly Binding[] {
  if (rest[0] !== field) return bindings;
  // The last one in front of the cursor is the one whose value is written there.
  return bindings.filter(binding => binding.range.end < offset).slice(0, -1);
}

interface NamedVariable {
  readonly binding: Binding;
  readonly title: string;
}

/** Variables of the step first, for they hide those of the workflow. */
function envOf(place: VisiblePlace): readonly NamedVariable[] {
  const { document, step } = place;
  const own = step === undefined || place.rest[0] === 'working_dir' ? [] : earlier(step.env, 'env', place);
  const hidden = new Set(own.map(binding => binding.name));
  const atRoot = step === undefined && place.rest[0] === 'env';
  const shared = atRoot ? earlier(document.env, 'env', place) : document.env;
  return [
    ...own.map(binding => ({ binding, title: 'variable of this step' })),
    ...shared.filter(({ name }) => !hidden.has(name)).map(binding => ({ binding, title: 'variable' })),
    ...(atRoot ? [] : document.secrets.map(binding => ({ binding, title: 'secret' }))),
  ];
}

function runVariablesFor(isHandler: boolean, step: WorkflowStep | undefined): readonly string[] {
  return [...runVariables].flatMap(([name, { only }]) => {
    if (only === 'handlers') return isHandler ? [name] : [];
    return only === 'steps' && (isHandler || step === undefined) ? [] : [name];
  });
}

function runVariable(written: string, name: string): Visible {
  const meaning = runVariables.get(name)?.meaning ?? '';
  return { written, kind: 'variable', detail: 'set by every run', prose: [paragraph(...said(meaning))] };
}

function contextAt(step: WorkflowStep | undefined, rest: readonly PathPart[], isHandler: boolean): readonly Visible[] {
  const inStep = step !== undefined || isHandler || rest[0] === 'defaults' || rest[0] === 'actions';
  return contextFields
    .filter(name => (name === 'run.status' ? isHandler : true))
    .filter(name => inStep || !/^(step|pushback|paths\.step_)/.test(name))
    .filter(name => name !== 'step.id' || (!isHandler && (step === undefined || step.id !== undefined)))
    .map(name => ({ written: `context.${name}`, kind: 'constant', prose: [paragraph(contextMeanings[name])] }));
}

/** The item of the foreach around the step, or of its own one where that sees it. */
function itemsOf(step: WorkflowStep, rest: readonly PathPart[]): readonly Visible[] {
  const own = rest[0] === 'foreach' && (rest[1] === 'key' || rest[1] === 'collect');
  const owner = own ? step : step.list.owner;
  if (owner === undefined) return [];
  const as = owner.item?.name ?? 'item';
  const of = fromStep(owner);
  return [
    { written: `foreach.${as}`, kind: 'variable', prose: [paragraph('The item that is worked on.'), of] },
    { written: 'foreach.index', kind: 'variable', prose: [paragraph('The place of the item, counted from 0.'), of] },
    { written: 'foreach.key', kind: 'variable', prose: [paragraph('The key that names the item.'), of] },
  ];
}

/** The item of a call that is made once for each of several, in what is handed to it. */
function parallelItem({ node }: WorkflowStep, [field]: readonly PathPart[]): readonly Visible[] {
  if ((field !== 'with' && field !== 'params') || entryOf(node, 'parallel') === undefined) return [];
  return [{ written: 'ITEM', kind: 'variable', prose: [paragraph('The item that this call is made for.')] }];
}

function filesOf(step: WorkflowStep): readonly Visible[] {
  return [
    ...step.inputs.map(({ name }) => ({
      written: `inputs.${name}`,
      kind: 'variable' as const,
      prose: [paragraph('The absolute path of this input.')],
    })),
    ...step.outputs.map(({ name }) => ({
      written: `outputs.${name}`,
      kind: 'variable' as const,
      prose: [paragraph('The file to write; it becomes the output once the step has succeeded.')],
    })),
  ];
}

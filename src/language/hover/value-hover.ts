// Hovers on values: steps that are named, actions, workflows that are called, and the words of fields.

import { type TextRange, touches } from '../../base/text';
import { builtInAction } from '../../spec/actions/catalog';
import { fieldAt } from '../../spec/fields/lookup';
import { nodeAt } from '../../syntax/cursor';
import { entryOf, type ScalarNode, stringOf } from '../../syntax/node';
import { builtInProse, customProse } from '../action-prose';
import { contentRange, type Named } from '../named';
import { block, bullets, type Piece, type Prose, paragraph } from '../prose';
import type { Workflow, WorkflowStep } from '../workflow';
import type { Hover, HoverPlace } from './hover-place';
import { fieldHover } from './key-hover';

export function valueHover(place: HoverPlace, node: ScalarNode): Hover | undefined {
  const { step } = place;
  return (
    (step === undefined ? undefined : (namedStep(place, step) ?? action(place, step) ?? called(place, step))) ??
    word(place, node)
  );
}

/** A step that this one names. */
function namedStep({ offset }: HoverPlace, step: WorkflowStep): Hover | undefined {
  const names = [...step.depends, ...step.routes, ...(step.rewindTo === undefined ? [] : [step.rewindTo])];
  const named = at(names, offset);
  const target = step.list.steps.find(({ id, name }) => id?.name === named?.name || name?.name === named?.name);
  return named === undefined || target === undefined ? undefined : { range: named.range, prose: stepProse(target) };
}

function action({ document, offset }: HoverPlace, step: WorkflowStep): Hover | undefined {
  const named = at([step.action], offset);
  if (named === undefined) return undefined;
  const builtIn = builtInAction(named.name);
  const isOwn = document.actions.some(({ name }) => name === named.name);
  if (builtIn === undefined && !isOwn) return undefined;
  return {
    range: named.range,
    prose: builtIn === undefined ? customProse(document, named.name) : builtInProse(builtIn),
  };
}

function called({ workflow, offset }: HoverPlace, step: WorkflowStep): Hover | undefined {
  const named = at([step.calls], offset);
  return named === undefined ? undefined : { range: named.range, prose: workflowProse(workflow, named.name) };
}

/** Of a word that a field takes the field is explained, which says what its words mean. */
function word(place: HoverPlace, node: ScalarNode): Hover | undefined {
  const { document, path } = place;
  const field = fieldAt(path, (stepPath, key) => stringOf(entryOf(nodeAt(document.root, stepPath), key)?.value));
  const isWord = field?.shape.kind === 'word' || field?.shape.kind === 'boolean' || field?.usual !== undefined;
  if (field === undefined || !isWord || node.style === 'block') return undefined;
  const keys = path.slice(
    0,
    path.findLastIndex(part => typeof part === 'string'),
  );
  const prose = fieldHover({ ...place, path: keys, rest: place.rest.slice(0, keys.length - path.length) }, field.name);
  return prose === undefined ? undefined : { range: contentRange(node), prose };
}

function stepProse(step: WorkflowStep): Prose {
  const { id, name, depends, outputs, node } = step;
  const run = stringOf(entryOf(node, 'run')?.value) ?? stringOf(entryOf(node, 'command')?.value);
  const description = stringOf(entryOf(node, 'description')?.value);
  const facts: (readonly Piece[])[] = [
    ...(step.action === undefined ? [] : [['Action: ', { code: step.action.name }]]),
    ...(depends.length === 0 ? [] : [['Depends on ', ...listed(depends)]]),
    ...(outputs.length === 0 ? [] : [['Outputs: ', ...listed(outputs)]]),
  ];
  return [
    paragraph(
      { strong: step.label },
      ', a step',
      ...(id !== undefined && name !== undefined ? [' with the id ', { code: id.name }] : []),
    ),
    ...(description === undefined ? [] : [paragraph(description)]),
    ...(run === undefined ? [] : [block(run.trimEnd())]),
    ...(facts.length === 0 ? [] : [bullets(facts)]),
  ];
}

function workflowProse({ documents }: Workflow, name: string): Prose {
  const found = documents.slice(1).find(document => document.name?.name === name);
  if (found === undefined) return [paragraph({ strong: name }, ', a workflow in a file of its own')];
  const description = stringOf(entryOf(found.root, 'description')?.value);
  return [
    paragraph({ strong: name }, ', a document of this file'),
    ...(description === undefined ? [] : [paragraph(description)]),
    ...(found.params.length === 0
      ? []
      : [
          bullets(
            found.params.map(({ name: param, value }) => [
              { code: param },
              ...(value === undefined ? [] : [', default ', { code: value }]),
            ]),
          ),
        ]),
  ];
}

function listed(names: readonly Named[]): readonly Piece[] {
  return names.flatMap(({ name }, index) => (index === 0 ? [{ code: name }] : [', ', { code: name }]));
}

function at(
  names: readonly (Named | undefined)[],
  offset: number,
): { readonly name: string; readonly range: TextRange } | undefined {
  return names.find(named => named !== undefined && touches(named.range, offset));
}

// Completions for values: the words that a field takes, names of this file, cron expressions.

import type { Field } from '../../spec/fields/field';
import { fieldAt, fieldsAt } from '../../spec/fields/lookup';
import { nodeAt } from '../../syntax/cursor';
import { entryOf, stringOf } from '../../syntax/node';
import { freeFields } from '../free-fields';
import { actionCompletions } from './actions';
import type { Completion } from './completion';
import type { Place } from './place';
import { scheduleCompletions } from './schedules';
import { stepNameCompletions } from './step-names';
import { bodyOf } from './structures';
import { valueText, wordText } from './value-text';
import { type CallableWorkflow, workflowCompletions } from './workflow-names';

export function valueCompletions(place: Place, callable: readonly CallableWorkflow[]): readonly Completion[] {
  const { document, path, rest, step, workflow } = place;
  const [field] = path;
  const names = stepNameCompletions(place);
  if (names !== undefined) return names;
  if (field === 'schedule' && isExpression(path)) return scheduleCompletions(place);
  if (path.at(-1) === 'action' && isStepField(place)) return actionCompletions(place);
  if (callsWorkflow(place)) return workflowCompletions(place, callable);
  const free = freeFields(workflow, document, step, rest.slice(0, -1)).find(one => one.field.name === rest.at(-1));
  const known =
    free?.field ?? fieldAt(path, (stepPath, key) => stringOf(entryOf(nodeAt(document.root, stepPath), key)?.value));
  return known === undefined ? [] : [...fieldValues(known, place), ...structureOf(known, place)];
}

/** The usual structure of a field below its key, where nothing stands yet. */
function structureOf(field: Field, { document, path, written, flow, line, text }: Place): readonly Completion[] {
  const { valueStart = -1, column, end } = line;
  const isEmpty = valueStart !== -1 && text.slice(valueStart, end).trim() === '';
  const owner = fieldsAt(path.slice(0, -1), (stepPath, key) =>
    stringOf(entryOf(nodeAt(document.root, stepPath), key)?.value),
  );
  if (!isEmpty || flow || owner?.get(field.name) !== field) return [];
  const body = bodyOf(field, owner, ' '.repeat(column + 2), false);
  if (!body.text.startsWith('\n')) return [];
  // The blank behind the colon goes, for nothing follows it on its line.
  const range = { start: valueStart, end: written.range.end };
  return [
    { label: `${field.name} …`, kind: 'structure', detail: 'usual structure', range, text: body.text, snippet: true },
  ];
}

/** The words that a field takes, or that are usual in it. */
function fieldValues(field: Field, place: Place): readonly Completion[] {
  const { shape } = field;
  const isDefault = (word: string): { detail?: string } => (word === field.default ? { detail: 'default' } : {});
  if (shape.kind === 'boolean') return ['true', 'false'].flatMap(word => wordItem(word, place, isDefault(word)));
  const words =
    shape.kind === 'word' ? shape.words.filter(word => word !== '' && word !== 'controller') : (field.usual ?? []);
  const listed = [...words, ...namesOfFile(field, place)];
  return listed.flatMap(word =>
    isPlainWord(word) ? wordItem(word, place, isDefault(word)) : [textItem(word, place, isDefault(word))],
  );
}

/** Words that YAML reads as something else than text, and those that carry their quotes. */
function isPlainWord(word: string): boolean {
  return /^(true|false|[\d.]+|".*")$/.test(word);
}

function wordItem(word: string, place: Place, more: { detail?: string }): readonly Completion[] {
  const text = wordText(place, word);
  return text === undefined ? [] : [{ label: word, kind: 'value', range: place.written.range, text, ...more }];
}

function textItem(word: string, place: Place, more: { detail?: string }): Completion {
  return { label: word, kind: 'value', range: place.written.range, text: valueText(place, word), ...more };
}

/** Programs that the file defines for harness.run, and inputs of an approval that it may require. */
function namesOfFile({ name }: Field, { document, rest, path, beside }: Place): readonly string[] {
  if (name === 'provider' && rest[0] === 'with') {
    const node = entryOf(document.root, 'harnesses')?.value;
    return node?.kind === 'mapping' ? node.entries.map(entry => entry.key.text) : [];
  }
  if (name !== 'required' || rest[0] !== 'approval') return [];
  const approval = nodeAt(document.root, path.slice(0, path.length - rest.length + 1));
  const inputs = entryOf(approval, 'input')?.value;
  return inputs?.kind === 'sequence'
    ? inputs.items.flatMap(item => stringOf(item) ?? []).filter(input => !beside.includes(input))
    : [];
}

/** `schedule`, its items, and those of start, stop and restart; not the other keys of an entry. */
function isExpression(path: Place['path']): boolean {
  const names = path.filter(part => typeof part === 'string').slice(1);
  return names.every(name => ['start', 'stop', 'restart', 'expression'].includes(name));
}

function isStepField({ step, rest, path }: Place): boolean {
  if (step !== undefined) return rest.length === 1;
  return path[0] === 'handler_on' ? path.length === 3 : path[0] === 'actions' && path.at(-2) === 'template';
}

function callsWorkflow({ step, rest }: Place): boolean {
  if (rest.length === 1) return rest[0] === 'call';
  return rest.length === 2 && rest[0] === 'with' && rest[1] === 'dag' && step?.action?.name.startsWith('dag.') === true;
}

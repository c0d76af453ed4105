// Completions for keys: the fields that a mapping can have and does not have yet.

import { type TextRange, touches } from '../../base/text';
import { neededInputs } from '../../spec/actions/built-in';
import { builtInAction } from '../../spec/actions/catalog';
import type { Field, FieldTable } from '../../spec/fields/field';
import { contentAt } from '../../spec/fields/lookup';
import { rootFields } from '../../spec/fields/root';
import { shapeWords } from '../../spec/fields/shape-words';
import { stepFields } from '../../spec/fields/step';
import { missingForRoot, missingForStep } from '../../spec/supported';
import { nodeAt } from '../../syntax/cursor';
import { entryOf, stringOf, type YamlNode } from '../../syntax/node';
import { fieldProse } from '../field-prose';
import { type FreeField, freeFields } from '../free-fields';
import type { Prose } from '../prose';
import { isLater } from '../workflow';
import type { Completion } from './completion';
import { isExcluded } from './key-exclusions';
import type { Place } from './place';
import { withoutStops } from './snippet';
import { stepCompletions } from './step-structures';
import { bodyOf } from './structures';

export function keyCompletions(place: Place): readonly Completion[] {
  const { document, path, node, rest, step } = place;
  const content = contentAt(path, (stepPath, key) => stringOf(entryOf(nodeAt(document.root, stepPath), key)?.value));
  const slot = slotAt(place);
  const inList = content?.item !== undefined && typeof path.at(-1) !== 'number' && node?.kind !== 'mapping';
  if (inList && content.item === stepFields && document.root !== undefined) {
    return place.flow ? [] : stepCompletions(slot.range, `${slot.lead}- `, `${slot.indent}  `);
  }
  if (inList && content.mapping === undefined) return [];
  const fields = content?.mapping;
  const taken = takenKeys(place, node);
  if (fields === undefined) return freeItems(freeFields(place.workflow, document, step, rest), taken, slot, place);
  const needed = neededAt(place);
  const all = [...fields.values()]
    .map(field => (needed.includes(field.name) ? { ...field, required: true as const } : field))
    .filter(field => !isTaken(field.name, taken) && !isExcluded(field, fields, taken, place));
  const wholeSteps = fields === stepFields && taken.size === 0 && typeof path.at(-1) === 'number' && !place.flow;
  return [
    ...[...all].sort((a, b) => rank(a, fields) - rank(b, fields)).map(field => keyItem(field, fields, slot, place)),
    ...(wholeSteps && rest.length === 0 && step !== undefined
      ? stepCompletions(slot.range, slot.lead, slot.indent)
      : []),
  ];
}

interface Slot {
  readonly range: TextRange;
  /** A blank behind a dash that has none. */
  readonly lead: string;
  /** The indentation of the key; what is below it stands two further. */
  readonly indent: string;
  /** A colon follows: the name is all that is replaced. */
  readonly hasColon: boolean;
  /** What ends a key in quotes. */
  readonly quote: string;
}

/** Where the key stands or will stand. */
function slotAt({ text, offset, line }: Place): Slot {
  const word = /[\w-]/;
  let start = offset;
  while (start > line.start && word.test(text[start - 1] ?? '')) start--;
  let end = offset;
  while (end < line.end && word.test(text[end] ?? '')) end++;
  const dash = /^\s*(?:- +)*-(?=\w*$)/.exec(text.slice(line.start, offset));
  if (dash !== null && start < line.start + dash[0].length) start = line.start + dash[0].length;
  const lead = dash === null ? '' : ' ';
  const hasColon = /^["']?[ \t]*:(\s|$)/.test(text.slice(end, line.end + 1));
  const quote = hasColon ? '' : (/["']/.exec(text[start - 1] ?? '')?.[0] ?? '');
  return {
    range: { start, end: quote !== '' && text[end] === quote ? end + 1 : end },
    lead,
    indent: ' '.repeat(start - quote.length - line.start + lead.length),
    hasColon,
    quote,
  };
}

function freeItems(
  free: readonly FreeField[],
  taken: ReadonlySet<string>,
  slot: Slot,
  place: Place,
): readonly Completion[] {
  return free
    .filter(({ field }) => !isTaken(field.name, taken))
    .sort((a, b) => Number(b.field.required === true) - Number(a.field.required === true))
    .map(({ field, prose }) => keyItem(field, noFields, slot, place, prose));
}

const noFields: FieldTable = new Map();

function keyItem(field: Field, owner: FieldTable, slot: Slot, place: Place, prose?: Prose): Completion {
  const body = slot.hasColon ? { text: '' } : bodyOf(field, owner, `${slot.indent}  `, place.flow);
  const isRoot = owner === rootFields;
  const notExecuted = isRoot
    ? missingForRoot(field.name)
    : owner === stepFields
      ? missingForStep(field.name)
      : undefined;
  const start = `${slot.lead}${field.name}${slot.quote}${slot.hasColon ? '' : ':'}`;
  const hasStops = body.text.includes('«');
  return {
    label: field.name,
    kind: 'field',
    detail: detailOf(field),
    documentation: prose ?? fieldProse(field, notExecuted === undefined ? {} : { notExecuted }),
    range: slot.range,
    text: hasStops ? `${start}${body.text}` : withoutStops(`${start}${body.text}`),
    ...(hasStops ? { snippet: true } : {}),
    ...(field.deprecated === undefined ? {} : { deprecated: true }),
    ...('again' in body && body.again === true ? { again: true } : {}),
  };
}

function detailOf(field: Field): string {
  const kind = shapeWords(field.shape);
  if (field.required === true) return `required: ${kind}`;
  return field.default === undefined ? kind : `${kind}, default ${field.default}`;
}

/** What an action needs is said of the action, since its fields are shared with others; and only later documents need a name. */
function neededAt({ path, rest, step, workflow, document }: Place): readonly string[] {
  if (path.length === 0) return isLater(document, workflow) ? ['name'] : [];
  if (rest.length !== 1 || rest[0] !== 'with') return [];
  const action = builtInAction(step?.action?.name ?? '');
  return action === undefined ? [] : neededInputs(action);
}

/** The keys that are there, in lower case as Dagu compares them; not the one that is being typed. */
function takenKeys({ offset, flow, beside }: Place, node: YamlNode | undefined): ReadonlySet<string> {
  const keys = node?.kind === 'mapping' ? node.entries.map(({ key }) => key) : [];
  const others = keys.filter(({ range }) => !touches(range, offset)).map(({ text }) => text);
  return new Set([...others, ...(flow ? beside : [])].map(key => key.toLowerCase()));
}

function isTaken(name: string, taken: ReadonlySet<string>): boolean {
  return taken.has(name.toLowerCase());
}

const usualFirst = 'id run action with depends name env preconditions retry_policy continue_on output outputs'.split(
  ' ',
);
const rootFirst = 'type params env steps handler_on schedule description'.split(' ');

/** What a mapping needs first, then what is written most; what only a server does, and older forms, last. */
function rank(field: Field, owner: FieldTable): number {
  if (field.required === true) return 0;
  if (field.deprecated !== undefined) return 100;
  const first = owner === stepFields ? usualFirst : owner === rootFields ? rootFirst : [];
  const place = first.indexOf(field.name);
  if (place !== -1) return 1 + place;
  return field.tag === 'server' ? 60 : field.tag === 'presentation' ? 50 : 40;
}

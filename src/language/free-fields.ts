// Fields that a file defines itself: inputs of its custom actions, and parameters of its documents that are called.

import { isJsonObject, type JsonObject } from '../base/json';
import type { Field } from '../spec/fields/field';
import { entryOf, jsonOf } from '../syntax/node';
import type { PathPart } from '../syntax/outline';
import { bullets, type Piece, type Prose, paragraph } from './prose';
import type { Workflow, WorkflowDocument, WorkflowStep } from './workflow';

/** `field.meaning` is empty: what the file says of it is text from a file and stands in `prose`. */
export interface FreeField {
  readonly field: Field;
  readonly description?: string;
  readonly prose: Prose;
}

/** The fields of the mapping at a path inside a step, where the file defines them. */
export function freeFields(
  workflow: Workflow,
  document: WorkflowDocument,
  step: WorkflowStep | undefined,
  rest: readonly PathPart[],
): readonly FreeField[] {
  if (step === undefined || rest[0] !== 'with') return [];
  if (rest.length === 1) return inputsOf(document, step.action?.name);
  return rest.length === 2 && rest[1] === 'params' ? paramsOf(workflow, step.calls?.name) : [];
}

/** The inputs of a custom action, by the properties of its schema. */
export function inputsOf({ root }: WorkflowDocument, action: string | undefined): readonly FreeField[] {
  if (action === undefined) return [];
  const node = entryOf(entryOf(entryOf(root, 'actions')?.value, action)?.value, 'input_schema')?.value;
  const schema = node === undefined ? undefined : jsonOf(node);
  if (!isJsonObject(schema) || !isJsonObject(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([name, property]) => {
    const facts = isJsonObject(property) ? property : {};
    return freeField(name, {
      type: textOf(facts.type),
      standard: textOf(facts.default),
      description: textOf(facts.description),
      words: wordsOf(facts),
      required: required.includes(name),
      owner: action,
    });
  });
}

/** The parameters of a document of this file. */
function paramsOf({ documents }: Workflow, name: string | undefined): readonly FreeField[] {
  const called = documents.slice(1).find(document => document.name?.name === name);
  return (called?.params ?? []).map(({ name: param, type, value, description }) =>
    freeField(param, { type, standard: value, description, words: [], required: false, owner: name ?? '' }),
  );
}

interface Facts {
  readonly type: string | undefined;
  readonly standard: string | undefined;
  readonly description: string | undefined;
  readonly words: readonly string[];
  readonly required: boolean;
  readonly owner: string;
}

function freeField(name: string, { type, standard, description, words, required, owner }: Facts): FreeField {
  const facts: (readonly Piece[])[] = [
    ...(type === undefined ? [] : [['Type: ', type]]),
    ...(standard === undefined ? [] : [['Default: ', { code: standard }]]),
    ...(required ? [['Required']] : []),
  ];
  return {
    field: {
      name,
      shape: type === 'boolean' ? { kind: 'boolean' } : { kind: 'own', forms: type ?? 'any value' },
      meaning: '',
      tag: 'local',
      ...(standard === undefined ? {} : { default: standard }),
      ...(words.length === 0 ? {} : { usual: words }),
      ...(required ? { required } : {}),
    },
    ...(description === undefined ? {} : { description }),
    prose: [
      paragraph({ strong: name }, ' of ', { strong: owner }),
      ...(description === undefined ? [] : [paragraph(description)]),
      ...(facts.length === 0 ? [] : [bullets(facts)]),
    ],
  };
}

function wordsOf(property: JsonObject): readonly string[] {
  const listed = Array.isArray(property.enum)
    ? property.enum
    : Array.isArray(property.examples)
      ? property.examples
      : [];
  return listed.flatMap(word => (typeof word === 'string' || typeof word === 'number' ? [String(word)] : []));
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

// The format as one JSON Schema, for editors that know nothing of Dagu: generated from the same tables that files are checked against.

import type { JsonObject } from '../base/json';
import type { BuiltIn } from './actions/built-in';
import { builtInActions } from './actions/catalog';
import { type Names, tableSchema, when } from './field-schema';
import { containerFields } from './fields/container';
import type { FieldTable } from './fields/field';
import { runInputFields } from './fields/input';
import { conditionFields, repeatFields, retryFields } from './fields/policies';
import { rootFields } from './fields/root';
import { defaultsFields, stepFields } from './fields/step';

/** Draft 7 is what editors understand best. A schema sees one document at a time and keys in their usual case. */
export function formatSchema(): JsonObject {
  const names: Names = new Map<FieldTable, string>([
    [stepFields, 'step'],
    [defaultsFields, 'defaults'],
    [conditionFields, 'condition'],
    [retryFields, 'retry'],
    [repeatFields, 'repeat'],
    [containerFields, 'container'],
  ]);
  const handlers = handlerSchema();
  // An agent needs no steps of its own.
  const { required: _steps, ...root } = tableSchema(rootFields, names, 'loose');
  const properties = root.properties as JsonObject;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A Dagu workflow',
    ...root,
    properties: { ...properties, handler_on: { ...(properties.handler_on as JsonObject), ...handlers } },
    anyOf: [{ required: ['steps'] }, { properties: { type: { enum: ['agent', 'controller'] } }, required: ['type'] }],
    definitions: {
      step: stepSchema(names),
      handler: tableSchema(stepFields, names, 'loose'),
      ...Object.fromEntries(
        [...names]
          .filter(([table]) => table !== stepFields)
          .map(([table, name]) => [name, tableSchema(table, names, 'loose')]),
      ),
    },
  };
}

/** Keys of which a step has at least one: what it does. */
const deeds = 'run action command script exec call foreach type routes value messages llm output'.split(' ');

function stepSchema(names: Names): JsonObject {
  return {
    ...tableSchema(stepFields, names, 'loose'),
    anyOf: deeds.map(deed => ({ required: [deed] })),
    allOf: [
      { not: { required: ['run', 'action'] } },
      when({ required: ['run'] }, { properties: { with: tableSchema(runInputFields, new Map(), 'loose') } }),
      ...builtInActions().map(actionInput),
    ],
  };
}

/** What `with` must be beside an action. */
function actionInput(action: BuiltIn): JsonObject {
  const manner = action.asFields === true ? 'loose' : 'strict';
  const input = tableSchema(action.input, new Map(), manner, action.unknownKeys === 'ignore');
  const { required: _optional, ...rest } = input;
  const needed = action.required.length === 0 ? {} : { required: action.required };
  return when(
    { properties: { action: { const: action.name } }, required: ['action'] },
    {
      properties: { action: { description: action.meaning }, with: { ...rest, ...needed } },
      ...(action.required.length === 0 ? {} : { required: ['with'] }),
    },
  );
}

function handlerSchema(): JsonObject {
  const step = { anyOf: [{ $ref: '#/definitions/handler' }, { type: 'null' }] };
  const table = rootFields.get('handler_on')?.shape;
  const fields = table?.kind === 'object' ? [...table.fields.values()] : [];
  return {
    properties: Object.fromEntries(fields.map(field => [field.name, { description: field.meaning, ...step }])),
  };
}

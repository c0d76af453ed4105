// The input of a custom action: defaults from its schema, and what of it does not fit (dagu-format.md 3.19).

import { isJsonObject, type Json, type JsonObject } from '../../base/json';
import { type SchemaFault, schemaFaults } from '../../base/json-schema';

/** The input with the defaults of the schema in place of what is not given. */
export function withSchemaDefaults(input: JsonObject, schema: JsonObject): JsonObject {
  const properties = Object.entries(isJsonObject(schema.properties) ? schema.properties : {});
  const added = properties.flatMap(([name, property]): [string, Json][] => {
    if (!isJsonObject(property)) return [];
    const given = Object.hasOwn(input, name) ? input[name] : property.default;
    if (given === undefined) return [];
    return [[name, isJsonObject(given) ? withSchemaDefaults(given, property) : given]];
  });
  return { ...input, ...Object.fromEntries(added) };
}

/** What the schema does not allow. A text that is one whole reference stands for any scalar: its value is known only when the step runs. */
export function inputFaults(input: JsonObject, schema: JsonObject, work: { left: number }): readonly SchemaFault[] {
  return schemaFaults(input, schema, { standsIn: isWholeReference, work });
}

function isWholeReference(text: string): boolean {
  return /^\s*\$\{[^{}]+\}\s*$/.test(text);
}

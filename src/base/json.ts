// Values that JSON can carry.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Values of data formats, whole numbers told apart from others: a bigint is an integer, a number a fraction. */
export type DataValue = null | boolean | number | bigint | string | readonly DataValue[] | DataObject;

export interface DataObject {
  readonly [key: string]: DataValue;
}

export function isDataObject(value: DataValue | undefined): value is DataObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

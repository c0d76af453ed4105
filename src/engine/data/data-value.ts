// Values of data formats out of JSON, where numbers may count as whole or not.

import { type DataValue, isDataObject, isJsonObject, type Json } from '../../base/json';

/** A JSON value. `whole`: its numbers without a fraction are integers; otherwise all numbers are fractions, as Go reads JSON text. */
export function dataOf(value: Json, whole: boolean): DataValue {
  if (typeof value === 'number') return whole && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (!whole || typeof value !== 'object' || value === null) return value;
  if (!isJsonObject(value)) return value.map(item => dataOf(item, whole));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, dataOf(member, whole)]));
}

/** Whether there is an infinity, or something that is no number, anywhere in a value. */
export function hasOddNumber(value: DataValue): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return false;
  return (isDataObject(value) ? Object.values(value) : value).some(hasOddNumber);
}

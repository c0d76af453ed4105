// What ${foreach.…} means for one item (dagu-format.md 2.1, 3.14).

import { isJsonObject, type Json } from '../../base/json';
import { plainText } from './json-text';

/** One turn of a foreach. `as`: the name under which the item is known. */
export interface ForeachItem {
  readonly as: string;
  readonly index: number;
  /** Absent while the key itself is resolved. */
  readonly key?: string;
  readonly item: Json;
}

/** The fields by their path: `index`, `key`, the item's name, and every member below it (`item.host`, `item.ports.0`). */
export function foreachFields({ as, index, key, item }: ForeachItem): Readonly<Record<string, string>> {
  const fields: Record<string, string> = { index: String(index), ...(key === undefined ? {} : { key }) };
  const pending: (readonly [string, Json])[] = [[as, item]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, value] = next;
    fields[path] = plainText(value);
    if (!isJsonObject(value) && !Array.isArray(value)) continue;
    for (const [name, member] of Object.entries(value)) pending.push([`${path}.${name}`, member]);
  }
  return fields;
}

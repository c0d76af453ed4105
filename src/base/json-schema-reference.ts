// References inside a JSON Schema.

import { isJsonObject, type Json } from './json';

/** What a reference inside the document means: `#`, `#/$defs/name`, `#anchor`. */
export function resolveReference(reference: string, root: Json): Json | undefined {
  if (!reference.startsWith('#')) return undefined;
  const [first = '', ...parts] = reference.slice(1).split('/');
  if (first !== '') return parts.length === 0 ? anchored(first, root) : undefined;
  return parts.reduce<Json | undefined>((target, part) => memberOf(target, nameOf(part)), root);
}

function nameOf(part: string): string {
  return decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
}

/** What is no escape stays as it is written. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(name) ? value[Number(name)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The part that carries the anchor, wherever it stands. */
function anchored(anchor: string, value: Json): Json | undefined {
  if (isJsonObject(value) && value.$anchor === anchor) return value;
  const members = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : [];
  for (const member of members) {
    const found = anchored(anchor, member);
    if (found !== undefined) return found;
  }
  return undefined;
}

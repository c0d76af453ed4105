// Paths into JSON values, the part of jq that references use: `.a.b[1].c`, `[-1]`, `[1:2]`, `."odd name"`, `| length`.

import { type DataValue, isDataObject, type Json } from '../../base/json';

/** A step of a path, or a function. Built by `parsePath`. */
type Part =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly at: number }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'length' }
  | { readonly kind: 'keys' };

/**
 * The value at a path. What is missing is null, as in jq; undefined when the path cannot be read or does not fit the value (a member of a
 * number, an index into a map).
 */
export function selectPath(value: Json, path: string): { readonly value: Json } | undefined;
export function selectPath(value: DataValue, path: string): { readonly value: DataValue } | undefined;
export function selectPath(value: DataValue, path: string): { readonly value: DataValue } | undefined {
  const parts = parsePath(path);
  if (parts === undefined) return undefined;
  let current = value;
  for (const part of parts) {
    const next: DataValue | undefined = step(current, part);
    if (next === undefined) return undefined;
    current = next;
  }
  return { value: current };
}

/** Whether a text is a path that `selectPath` can read. */
export function isPath(path: string): boolean {
  return parsePath(path) !== undefined;
}

const fieldShape = /\.([A-Za-z_][A-Za-z0-9_]*)|\.?\[\s*("(?:[^"\\]|\\.)*")\s*\]|\.("(?:[^"\\]|\\.)*")/y;
const indexShape = /\.?\[\s*(-?[0-9]+)?\s*(:)?\s*(-?[0-9]+)?\s*\]/y;

function parsePath(path: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (const [place, stage] of stages(path).entries()) {
    const text = stage.trim();
    if (place > 0 && (text === 'length' || text === 'keys')) parts.push({ kind: text });
    else {
      const read = parseStage(text);
      if (read === undefined) return undefined;
      parts.push(...read);
    }
  }
  return parts;
}

/** Splits at pipes that are not inside quotes. */
function stages(path: string): string[] {
  return path.match(/(?:"(?:[^"\\]|\\.)*"|[^|])+|(?<=\|)$|^$/g) ?? [path];
}

function parseStage(text: string): readonly Part[] | undefined {
  if (!text.startsWith('.')) return undefined;
  if (text === '.') return [];
  const parts: Part[] = [];
  for (let at = 0; at < text.length; ) {
    fieldShape.lastIndex = at;
    const field = fieldShape.exec(text);
    if (field !== null) {
      const quoted = field[2] ?? field[3];
      const name = quoted === undefined ? field[1] : unquoted(quoted);
      if (name === undefined) return undefined;
      parts.push({ kind: 'field', name });
      at = fieldShape.lastIndex;
      continue;
    }
    indexShape.lastIndex = at;
    const index = indexShape.exec(text);
    if (index === null) return undefined;
    const [, from, colon, to] = index;
    if (colon === undefined && (from === undefined || to !== undefined)) return undefined;
    if (colon !== undefined && from === undefined && to === undefined) return undefined;
    parts.push(
      colon === undefined
        ? { kind: 'index', at: Number(from) }
        : {
            kind: 'slice',
            from: from === undefined ? undefined : Number(from),
            to: to === undefined ? undefined : Number(to),
          },
    );
    at = indexShape.lastIndex;
  }
  return parts;
}

function unquoted(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function step(value: DataValue, part: Part): DataValue | undefined {
  switch (part.kind) {
    case 'field':
      if (value === null) return null;
      if (!isDataObject(value)) return undefined;
      return Object.hasOwn(value, part.name) ? (value[part.name] ?? null) : null;
    case 'index':
      if (value === null) return null;
      return Array.isArray(value) ? (value.at(part.at) ?? null) : undefined;
    case 'slice':
      if (value === null) return null;
      if (Array.isArray(value)) return value.slice(part.from, part.to);
      return typeof value === 'string' ? [...value].slice(part.from, part.to).join('') : undefined;
    case 'length':
      return lengthOf(value);
    case 'keys':
      if (Array.isArray(value)) return value.map((_, index) => index);
      return isDataObject(value) ? Object.keys(value).sort() : undefined;
  }
}

function lengthOf(value: DataValue): number | bigint | undefined {
  if (value === null) return 0;
  if (typeof value === 'string') return [...value].length;
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'bigint') return value < 0n ? -value : value;
  if (Array.isArray(value)) return value.length;
  return isDataObject(value) ? Object.keys(value).length : undefined;
}

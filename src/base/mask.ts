// Hides secret values in texts and in streams of bytes, so that none reaches a file, a log or a screen.

/** What stands in the place of a secret. */
export const maskText = '*******';

/**
 * The text with every occurrence of a secret replaced. A value is also hidden without the line breaks at its end (dagu-format.md 8, no. 3) and
 * where it stands inside JSON, as reports have it.
 * Occurrences that overlap are hidden together by one mask, so that no part of either shows. Empty values hide nothing.
 */
export function mask(text: string, secrets: readonly string[]): string {
  const spans = merged(forms(secrets).flatMap(form => occurrences(text, form, form.length)));
  let result = '';
  let from = 0;
  for (const span of spans) {
    result += text.slice(from, span.start) + maskText;
    from = span.end;
  }
  return result + text.slice(from);
}

/** Hides secrets in a stream of bytes, also where a value is split over chunks. Holds back at most one byte less than the longest value. */
export class StreamMask {
  readonly #patterns: readonly Pattern[];
  #pending: Buffer = Buffer.alloc(0);
  /** How many of the pending bytes belong to a secret whose mask is already written. */
  #hidden = 0;

  constructor(secrets: readonly string[]) {
    this.#patterns = forms(secrets).map(form => patternOf(Buffer.from(form)));
  }

  /** Takes a chunk and returns what can be written now. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#patterns.length === 0) return chunk;
    const bytes = Buffer.concat([this.#pending, chunk]);
    const held = bytes.length - Math.max(...this.#patterns.map(pattern => heldBack(bytes, pattern)));
    return this.#write(bytes, held);
  }

  /** Returns what was held back: the beginning of a secret that did not come. */
  end(): Uint8Array {
    return this.#write(this.#pending, this.#pending.length);
  }

  /** Masks `bytes` up to `until` and keeps the rest for later. */
  #write(bytes: Buffer, until: number): Uint8Array {
    const found = this.#patterns.flatMap(({ bytes: pattern }) => occurrences(bytes, pattern, pattern.length));
    const before = this.#hidden > 0 ? [{ start: 0, end: this.#hidden }] : [];
    const parts: Uint8Array[] = [];
    let from = 0;
    let hidden = 0;
    for (const span of merged([...before, ...found])) {
      const written = span.start === 0 && this.#hidden > 0;
      if (!written && span.start >= until) break;
      parts.push(bytes.subarray(from, span.start));
      if (!written) parts.push(maskBytes);
      from = Math.min(span.end, until);
      hidden = span.end - from;
    }
    parts.push(bytes.subarray(from, until));
    this.#pending = bytes.subarray(until);
    this.#hidden = hidden;
    return Buffer.concat(parts);
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Pattern {
  readonly bytes: Buffer;
  /** For each length of a matched beginning: the length of its longest proper beginning that is also its end. */
  readonly fallback: readonly number[];
}

const maskBytes = Buffer.from(maskText);

/** The ways in which a secret is written: as it is, without line breaks at its end, and both inside a text of JSON. */
function forms(secrets: readonly string[]): string[] {
  const plain = secrets.flatMap(value => [value, value.replace(/[\r\n]+$/, '')]);
  return [...new Set(plain.flatMap(value => [value, ...jsonForms(value)]))].filter(form => form !== '');
}

function jsonForms(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const escaped = json.replace(/[<>&]/g, char => `\\u00${char.charCodeAt(0).toString(16)}`);
  return [json, escaped];
}

function occurrences<T>(place: { indexOf(form: T, from: number): number }, form: T, length: number): Span[] {
  const found: Span[] = [];
  for (let at = place.indexOf(form, 0); at !== -1; at = place.indexOf(form, at + 1)) {
    found.push({ start: at, end: at + length });
  }
  return found;
}

/** Spans in order, overlapping ones as one; those that only touch stay apart. */
function merged(spans: readonly Span[]): Span[] {
  const result: { start: number; end: number }[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last !== undefined && span.start < last.end) last.end = Math.max(last.end, span.end);
    else result.push({ ...span });
  }
  return result;
}

function patternOf(bytes: Buffer): Pattern {
  const fallback = [0, 0];
  let length = 0;
  for (let at = 1; at < bytes.length; at++) {
    while (length > 0 && bytes[at] !== bytes[length]) length = fallback[length] ?? 0;
    if (bytes[at] === bytes[length]) length++;
    fallback.push(length);
  }
  return { bytes, fallback };
}

/** How many bytes at the end may be the beginning of the pattern. */
function heldBack(bytes: Buffer, { bytes: pattern, fallback }: Pattern): number {
  let length = 0;
  for (const byte of bytes.subarray(Math.max(0, bytes.length - pattern.length + 1))) {
    while (length > 0 && byte !== pattern[length]) length = fallback[length] ?? 0;
    if (byte === pattern[length]) length++;
  }
  return length;
}

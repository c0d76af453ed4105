// The escapes of Go's templates: for HTML, for JavaScript, for queries of addresses.

import { bytesOf } from './value';

const htmlEscapes: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\uFFFD',
};

export function escapedHtml(text: string): string {
  return text.replace(/["'&<>\0]/g, char => htmlEscapes[char] ?? char);
}

const jsEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

export function escapedJs(text: string): string {
  return text.replace(/[\\'"<>&=\p{Cc}\p{Cf}\u2028\u2029]/gu, char => {
    const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return jsEscapes[char] ?? `\\u${code}`;
  });
}

/** As a value inside a query: a blank is a plus. */
export function escapedQuery(text: string): string {
  return encodeURIComponent(bytesOf(text).toString('utf8'))
    .replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

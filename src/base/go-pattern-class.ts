// Sets of characters in a Go pattern: single ones, `[a-z]`, `\d`, `[[:alpha:]]`, `\pL`, escapes.

/** Whether a code point belongs to the set. */
export type CharSet = (code: number) => boolean;

interface Read {
  readonly set: CharSet;
  /** The offset behind it. */
  readonly end: number;
}

/** Why a set cannot be read; the reader of patterns turns it into its own fault. */
export class ClassFault extends Error {}

/** The set of one character, with its other cases when `fold`. */
export function setOf(char: string, fold: boolean): CharSet {
  const code = char.codePointAt(0) ?? 0;
  return fold ? folded(other => other === code) : other => other === code;
}

/** Reads a class whose `[` is before `start`. */
export function parseClass(text: string, start: number, fold: boolean): Read {
  const negated = text[start] === '^';
  const sets: CharSet[] = [];
  const first = start + (negated ? 1 : 0);
  let at = first;
  for (;;) {
    if (at >= text.length) throw new ClassFault('a bracket is not closed');
    if (text[at] === ']' && at > first) break;
    const item = named(text, at) ?? range(text, at);
    sets.push(item.set);
    at = item.end;
  }
  const inside: CharSet = code => sets.some(set => set(code));
  const cased = fold ? folded(inside) : inside;
  return { set: negated ? code => !cased(code) : cased, end: at + 1 };
}

/** Reads an escape outside brackets whose backslash is before `start`. */
export function parseEscape(text: string, start: number, fold: boolean): Read {
  const read = perl(text, start) ?? unicode(text, start);
  if (read !== undefined) return read;
  const { code, end } = escapedChar(text, start);
  return { set: setOf(String.fromCodePoint(code), fold), end };
}

function folded(set: CharSet): CharSet {
  return code => {
    if (set(code)) return true;
    const char = String.fromCodePoint(code);
    return [char.toLowerCase(), char.toUpperCase()].some(other => {
      const point = other.codePointAt(0);
      return point !== undefined && String.fromCodePoint(point) === other && set(point);
    });
  };
}

/** `[:alpha:]`, `\d`, `\pL` inside brackets. */
function named(text: string, at: number): Read | undefined {
  if (text.startsWith('[:', at)) {
    const match = /^\[:(\^?)([A-Za-z]+):\]/.exec(text.slice(at, at + 20));
    if (match === null) return undefined;
    const set = posixClasses[match[2] ?? ''];
    if (set === undefined) throw new ClassFault(`there is no class ${match[0]}`);
    return { set: match[1] === '^' ? code => !set(code) : set, end: at + match[0].length };
  }
  return text[at] === '\\' ? (perl(text, at + 1) ?? unicode(text, at + 1)) : undefined;
}

function range(text: string, at: number): Read {
  const low = classChar(text, at);
  if (text[low.end] !== '-' || text[low.end + 1] === ']' || low.end + 1 >= text.length) {
    return { set: code => code === low.code, end: low.end };
  }
  const high = classChar(text, low.end + 1);
  if (high.code < low.code) throw new ClassFault('a range in brackets runs backwards');
  return { set: code => code >= low.code && code <= high.code, end: high.end };
}

function classChar(text: string, at: number): { readonly code: number; readonly end: number } {
  const code = text.codePointAt(at);
  if (code === undefined) throw new ClassFault('a bracket is not closed');
  return code === 92 ? escapedChar(text, at + 1) : { code, end: at + (code > 0xffff ? 2 : 1) };
}

function perl(text: string, at: number): Read | undefined {
  const letter = text[at] ?? '';
  const set = perlClasses[letter.toLowerCase()];
  if (set === undefined) return undefined;
  return { set: letter === letter.toLowerCase() ? set : code => !set(code), end: at + 1 };
}

function unicode(text: string, at: number): Read | undefined {
  if (text[at] !== 'p' && text[at] !== 'P') return undefined;
  const match = /^[pP](?:([A-Z])|\{(\^?)([A-Za-z_]+)\})/.exec(text.slice(at, at + 40));
  if (match === null) throw new ClassFault('\\p needs a letter or a name in braces');
  const pattern = unicodePattern(match[1] ?? match[3] ?? '');
  const negated = (text[at] === 'P') !== (match[2] === '^');
  return { set: code => pattern.test(String.fromCodePoint(code)) !== negated, end: at + match[0].length };
}

function unicodePattern(name: string): RegExp {
  for (const property of [`General_Category=${name}`, `Script=${name}`]) {
    try {
      return new RegExp(`^\\p{${property}}$`, 'u');
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  if (name === 'Any') return /^[\s\S]/;
  throw new ClassFault(`there is no class of characters named ${name}`);
}

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

function escapedChar(text: string, at: number): { readonly code: number; readonly end: number } {
  const char = text[at];
  if (char === undefined) throw new ClassFault('it ends with a backslash');
  const control = controls[char];
  if (control !== undefined) return { code: control, end: at + 1 };
  const number = /^(?:x\{([0-9A-Fa-f]{1,8})\}|x([0-9A-Fa-f]{2})|(0[0-7]{0,2}|[1-7][0-7]{1,2}))/.exec(
    text.slice(at, at + 12),
  );
  if (number !== null) {
    const code =
      number[3] === undefined ? Number.parseInt(number[1] ?? number[2] ?? '', 16) : Number.parseInt(number[3], 8);
    if (code > 0x10ffff) throw new ClassFault('there is no such character');
    return { code, end: at + number[0].length };
  }
  const code = text.codePointAt(at) ?? 0;
  // As in Go, only ASCII punctuation may be escaped without need.
  if (code >= 128 || /[0-9A-Za-z]/.test(char)) {
    throw new ClassFault(/[1-9]/.test(char) ? 'back references do not exist' : `there is no escape \\${char}`);
  }
  return { code, end: at + 1 };
}

function among(pattern: RegExp): CharSet {
  return code => code < 128 && pattern.test(String.fromCharCode(code));
}

const perlClasses: Readonly<Record<string, CharSet>> = {
  d: among(/[0-9]/),
  s: among(/[\t\n\f\r ]/),
  w: among(/[0-9A-Za-z_]/),
};

const posixClasses: Readonly<Record<string, CharSet>> = {
  alnum: among(/[0-9A-Za-z]/),
  alpha: among(/[A-Za-z]/),
  ascii: code => code < 128,
  blank: among(/[\t ]/),
  cntrl: among(/[\x00-\x1f\x7f]/),
  digit: among(/[0-9]/),
  graph: among(/[!-~]/),
  lower: among(/[a-z]/),
  print: among(/[ -~]/),
  punct: among(/[!-/:-@[-`{-~]/),
  space: among(/[\t\n\v\f\r ]/),
  upper: among(/[A-Z]/),
  word: among(/[0-9A-Za-z_]/),
  xdigit: among(/[0-9A-Fa-f]/),
};

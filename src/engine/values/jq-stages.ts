// A jq filter in pieces that are run one after the other, so that an error in one keeps no other result from coming, as it is in Dagu.

/** `step`: one step of a path. `rest`: anything else, left as it is. */
export type JqStage =
  | { readonly kind: 'pipe'; readonly from: JqStage; readonly into: JqStage }
  | { readonly kind: 'comma'; readonly items: readonly JqStage[] }
  | { readonly kind: 'step' | 'rest'; readonly text: string };

/** The longest filter that is taken apart. */
const longest = 10_000;

/** The pieces of a filter. They mean together what the filter means: whatever is not understood is one piece. */
export function jqStages(filter: string): JqStage {
  const tokens = filter.length > longest ? undefined : tokensOf(filter);
  return tokens === undefined ? { kind: 'rest', text: filter } : pipeline(tokens);
}

interface Token {
  readonly text: string;
  /** It stands in brackets, or in `if … end`. */
  readonly inner: boolean;
}

const tokenShape =
  /#[^\n]*|\s+|[.@]?[A-Za-z_][A-Za-z0-9_:]*|\$\$?[A-Za-z_][A-Za-z0-9_:]*|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\|=|[^"]/y;

const closers: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['if', 'end'],
]);
const closing: ReadonlySet<string> = new Set(closers.values());

/** Undefined when brackets or quotes do not fit together. */
function tokensOf(filter: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const open: string[] = [];
  for (let at = 0; at < filter.length; ) {
    const text = tokenAt(filter, at);
    // A comment whose last character is a backslash goes on in the next line.
    if (text === undefined || /^#.*\\$/.test(text)) return undefined;
    at += text.length;
    const closer = closers.get(text);
    if (closing.has(text) && open.at(-1) !== text) return undefined;
    tokens.push({ text, inner: open.length > 0 || closer !== undefined });
    if (closer !== undefined) open.push(closer);
    else if (closing.has(text)) open.pop();
  }
  return open.length === 0 ? tokens : undefined;
}

function tokenAt(filter: string, at: number): string | undefined {
  if (filter[at] === '"') {
    const end = endOfString(filter, at + 1);
    return end === undefined ? undefined : filter.slice(at, end);
  }
  tokenShape.lastIndex = at;
  return tokenShape.exec(filter)?.[0];
}

/** Behind the quote that closes a string; `\(` begins a filter inside it. */
function endOfString(filter: string, from: number): number | undefined {
  for (let at = from; at < filter.length; ) {
    if (filter[at] === '"') return at + 1;
    if (filter.startsWith('\\(', at)) {
      const end = endOfInserted(filter, at + 2);
      if (end === undefined) return undefined;
      at = end;
    } else at += filter[at] === '\\' ? 2 : 1;
  }
  return undefined;
}

function endOfInserted(filter: string, from: number): number | undefined {
  let open = 1;
  for (let at = from; at < filter.length; ) {
    const character = filter[at];
    if (character === '(') open++;
    if (character === ')' && --open === 0) return at + 1;
    const end = character === '"' ? endOfString(filter, at + 1) : at + 1;
    if (end === undefined) return undefined;
    at = end;
  }
  return undefined;
}

function pipeline(tokens: readonly Token[]): JqStage {
  const pipe = outerIndex(tokens, '|');
  const first = pipe === -1 ? tokens : tokens.slice(0, pipe);
  // What is named here is known in everything behind it.
  if (pipe === -1 || names(first)) return names(first) ? rest(tokens) : commaList(tokens);
  return { kind: 'pipe', from: commaList(first), into: pipeline(tokens.slice(pipe + 1)) };
}

/** Whether a definition, a variable or a label begins in it; the variable of `reduce` and `foreach` ends with them. */
function names(tokens: readonly Token[]): boolean {
  const outer = new Set(tokens.filter(token => !token.inner).map(token => token.text));
  if (outer.has('def') || outer.has('label') || outer.has('import') || outer.has('include')) return true;
  return outer.has('as') && !outer.has('reduce') && !outer.has('foreach');
}

function commaList(tokens: readonly Token[]): JqStage {
  const items: JqStage[] = [];
  let left = tokens;
  for (let comma = outerIndex(left, ','); comma !== -1; comma = outerIndex(left, ',')) {
    items.push(path(left.slice(0, comma)));
    left = left.slice(comma + 1);
  }
  return items.length === 0 ? path(left) : { kind: 'comma', items: [...items, path(left)] };
}

const pathStep = /\.[A-Za-z_][A-Za-z0-9_]*|\.?\[(?:"(?:[^"\\]|\\[^(])*"|-?\d*(?::-?\d*)?)\]|\."(?:[^"\\]|\\[^(])*"/gy;

/** A path as its steps, one piped into the next. */
function path(tokens: readonly Token[]): JqStage {
  const text = tokens.map(token => token.text).join('');
  const steps = text.trim().match(pathStep) ?? [];
  if (steps.length === 0 || !text.trim().startsWith('.') || steps.join('') !== text.trim())
    return { kind: 'rest', text };
  return steps
    .map((step): JqStage => ({ kind: 'step', text: step.startsWith('[') ? `.${step}` : step }))
    .reduceRight((into, from) => ({ kind: 'pipe', from, into }));
}

function outerIndex(tokens: readonly Token[], text: string): number {
  return tokens.findIndex(token => !token.inner && token.text === text);
}

function rest(tokens: readonly Token[]): JqStage {
  return { kind: 'rest', text: tokens.map(token => token.text).join('') };
}

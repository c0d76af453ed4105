// References in a text, located but not resolved: ${params.x}, $NAME, ${NAME.path}, ${step.output}, operators, escapes (dagu-format.md 2.1, 2.3).

import type { TextRange } from '../base/text';

export const namespaces = ['consts', 'params', 'env', 'steps', 'context', 'foreach', 'inputs', 'outputs'] as const;

export type Namespace = (typeof namespaces)[number];

/** Every field of `${context.…}`. Each may also be written without the `context.` prefix (a frozen alias that is not to be offered). */
export const contextFields = [
  'dag.name',
  'run.id',
  'run.status',
  'run.scheduled_at',
  'run.root_name',
  'run.root_id',
  'attempt.id',
  'attempt.started_at',
  'step.id',
  'step.name',
  'trigger.type',
  'trigger.actor',
  'paths.log_file',
  'paths.work_dir',
  'paths.artifacts_dir',
  'paths.wiki_dir',
  'paths.docs_dir',
  'paths.step_stdout_file',
  'paths.step_stderr_file',
  'paths.step_output_file',
  'profile.name',
  'profile.resolved_at',
  'pushback.iteration',
  'pushback.previous_stdout_file',
] as const;

/** A part of a reference and where it stands in the text. */
export interface Segment {
  readonly text: string;
  readonly range: TextRange;
}

interface Occurrence {
  /** From the `$` to the end; the backslashes before it are outside. */
  readonly range: TextRange;
  /** How many backslashes stand directly before the `$`. */
  readonly backslashes: number;
  /** Inside a single-quoted span, as Dagu pairs quotes: from the left, blind to double quotes. Only `variable` references heed it. */
  readonly quoted: boolean;
}

/** A reference of the strict language: `${namespace.path}`. */
export interface ScopedReference extends Occurrence {
  readonly kind: 'scoped';
  readonly namespace: Namespace;
  /** What follows the namespace: `[]` for `${params}`, `[id, 'outputs', name]` for steps, `['run', 'id']` for context and its aliases. */
  readonly path: readonly Segment[];
  /** A context field written without its prefix. */
  readonly alias: boolean;
}

/**
 * Something that the older expansion may resolve: a variable, a JSON path into it, a member of a step (`name` is then the step's id), an
 * operator. Which of them it is depends on what exists, so nothing is decided here.
 */
export interface VariableReference extends Occurrence {
  readonly kind: 'variable';
  readonly name: Segment;
  readonly braced: boolean;
  /** `.a.b[0]` with its first dot. */
  readonly path?: Segment;
  /** `:start` or `:start:length` behind a path. */
  readonly slice?: Segment;
  /** `:-word`, `%pattern`, `:0:3`, … with its sign. */
  readonly operator?: Segment;
  /** `${#NAME}`. */
  readonly length: boolean;
  /** References inside the operator's word. */
  readonly operands: readonly Reference[];
}

/** `${…}` of a shape that no layer knows: it stays as text. */
export interface UnreadableReference extends Occurrence {
  readonly kind: 'unreadable';
}

export type Reference = ScopedReference | VariableReference | UnreadableReference;

/** All references of a text in their order, nested ones only as operands. Never throws; linear in the text for sane texts. */
export function parseReferences(text: string): readonly Reference[] {
  return scan({ text, spans: quotedSpans(text), closings: closings(text) }, 0, text.length, 0);
}

/** An odd run of backslashes makes a reference literal (dagu-format.md 2.3). */
export function isEscaped(reference: Pick<Reference, 'backslashes'>): boolean {
  return reference.backslashes % 2 === 1;
}

/** Single-quoted spans with their quotes, paired from the left; a last quote without partner quotes nothing. */
export function quotedSpans(text: string): readonly TextRange[] {
  return [...text.matchAll(/'[^']*'/g)].map(match => ({ start: match.index, end: match.index + match[0].length }));
}

const identifier = '[A-Za-z_][A-Za-z0-9_]*';
const scopedShape = new RegExp(
  `^(?:params|(?:consts|params|env|inputs|outputs)\\.${identifier}|steps\\.${identifier}\\.outputs\\.${identifier}` +
    `|context\\.${identifier}\\.${identifier}|foreach\\.${identifier}(?:\\.[A-Za-z0-9_]+)*)$`,
);
const aliases: ReadonlySet<string> = new Set([...contextFields, 'run.started_at']);
const variableShape = new RegExp(`^(${identifier}|[0-9]+)([\\s\\S]*)$`);
const bareShape = new RegExp(`(${identifier})((?:\\.${identifier}(?:\\[-?[0-9]+\\])*)+)?|[0-9]+`, 'y');

/** Deeper operands are left unread, so that a hostile text cannot exhaust the stack. */
const deepest = 20;

interface Source {
  readonly text: string;
  /** Single-quoted spans. */
  readonly spans: readonly TextRange[];
  /** For the place of each `${` the place of its closing brace. */
  readonly closings: ReadonlyMap<number, number>;
}

/** Pairs each `${` with its brace on the same line, inner ones with the nearer brace; in one pass, whatever the text. */
function closings(text: string): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  let open: number[] = [];
  for (const { 0: token, index } of text.matchAll(/\$\{|\}|\n/g)) {
    if (token === '${') open.push(index);
    else if (token === '\n') open = [];
    else {
      const start = open.pop();
      if (start !== undefined) found.set(start, index);
    }
  }
  return found;
}

function scan(source: Source, start: number, end: number, depth: number): Reference[] {
  const { text, spans } = source;
  const found: Reference[] = [];
  let span = 0;
  for (let at = text.indexOf('$', start); at !== -1 && at < end; ) {
    while ((spans[span]?.end ?? Number.POSITIVE_INFINITY) <= at) span++;
    const place = { quoted: (spans[span]?.start ?? at) < at, backslashes: backslashesBefore(text, at, start) };
    const reference = text[at + 1] === '{' ? braced(source, at, place, depth) : bare(text, at, end, place);
    if (reference !== undefined) found.push(reference);
    at = text.indexOf('$', reference === undefined ? at + 1 : reference.range.end);
  }
  return found;
}

type Place = Pick<Occurrence, 'quoted' | 'backslashes'>;

function backslashesBefore(text: string, at: number, start: number): number {
  let from = at;
  while (from > start && text[from - 1] === '\\') from--;
  return at - from;
}

function bare(text: string, at: number, end: number, place: Place): VariableReference | undefined {
  bareShape.lastIndex = at + 1;
  const match = bareShape.exec(text);
  if (match === null || bareShape.lastIndex > end) return undefined;
  const name = segment(at + 1, match[1] ?? match[0]);
  return {
    kind: 'variable',
    ...place,
    range: { start: at, end: bareShape.lastIndex },
    name,
    braced: false,
    ...(match[2] === undefined ? {} : { path: segment(name.range.end, match[2]) }),
    length: false,
    operands: [],
  };
}

function braced(source: Source, at: number, place: Place, depth: number): Reference | undefined {
  const close = source.closings.get(at);
  if (close === undefined) return undefined;
  const occurrence = { ...place, range: { start: at, end: close + 1 } };
  const inside = source.text.slice(at + 2, close);
  return (
    scoped(inside, at + 2, occurrence) ??
    variable(source, inside, at + 2, occurrence, depth) ?? { kind: 'unreadable', ...occurrence }
  );
}

function scoped(inside: string, start: number, occurrence: Occurrence): ScopedReference | undefined {
  const content = inside.trim();
  const alias = aliases.has(content);
  if (!alias && !scopedShape.test(content)) return undefined;
  const lead = inside.indexOf(content);
  if (/[^ \t]/.test(inside.slice(0, lead) + inside.slice(lead + content.length))) return undefined;
  let at = start + lead;
  const segments = content.split('.').map(part => {
    const piece = segment(at, part);
    at = piece.range.end + 1;
    return piece;
  });
  const namespace = alias ? 'context' : namespaces.find(name => name === segments[0]?.text);
  if (namespace === undefined) return undefined;
  return { kind: 'scoped', ...occurrence, namespace, path: alias ? segments : segments.slice(1), alias };
}

function variable(
  source: Source,
  inside: string,
  start: number,
  occurrence: Occurrence,
  depth: number,
): VariableReference | undefined {
  const length = inside.startsWith('#');
  const offset = start + (length ? 1 : 0);
  const match = variableShape.exec(length ? inside.slice(1) : inside);
  if (match === null) return undefined;
  const [, name = '', rest = ''] = match;
  const head = {
    kind: 'variable' as const,
    ...occurrence,
    name: segment(offset, name),
    braced: true,
    length,
    operands: [],
  };
  const restStart = offset + name.length;
  if (rest === '') return head;
  if (length) return undefined;
  if (rest.startsWith('.')) {
    if (rest.length === 1 || rest.includes('$')) return undefined;
    const slice = /:[0-9]+(?::[0-9]+)?$/.exec(rest);
    const path = segment(restStart, slice === null ? rest : rest.slice(0, slice.index));
    return { ...head, path, ...(slice === null ? {} : { slice: segment(path.range.end, slice[0]) }) };
  }
  if (!/^[-:=+?#%/^,@]/.test(rest)) return undefined;
  const operands = depth < deepest ? scan(source, restStart, restStart + rest.length, depth + 1) : [];
  return { ...head, operator: segment(restStart, rest), operands };
}

function segment(start: number, text: string): Segment {
  return { text, range: { start, end: start + text.length } };
}

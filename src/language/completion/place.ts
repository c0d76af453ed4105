// The place of a cursor as completions need it: in a workflow that was read without what is half typed there.

import { type TextRange, touches } from '../../base/text';
import { type Cursor, cursorAt, nodeAt } from '../../syntax/cursor';
import type { YamlNode } from '../../syntax/node';
import { type Line, lineAt, type PathPart } from '../../syntax/outline';
import { stepAt } from '../step-at';
import { documentAt, emptyDocument, type Workflow, type WorkflowDocument, type WorkflowStep } from '../workflow';

export interface Place {
  readonly text: string;
  readonly offset: number;
  readonly workflow: Workflow;
  readonly document: WorkflowDocument;
  readonly at: 'key' | 'value';
  readonly path: readonly PathPart[];
  /** The step, handler or template around, and the path inside it. */
  readonly step?: WorkflowStep;
  readonly rest: readonly PathPart[];
  /** The value at the path, without what is half typed at the cursor. */
  readonly node?: YamlNode;
  /** The value that the cursor is in, as it stands there. */
  readonly written: WrittenValue;
  readonly line: Line;
  /** In brackets or braces: everything must stay on the line. */
  readonly flow: boolean;
  /** The other items or keys of the same list or mapping, as they stand in the text as it is. */
  readonly beside: readonly string[];
}

/** The part of a line that is one scalar, or would be. */
export interface WrittenValue {
  /** Without the quotes. */
  readonly range: TextRange;
  readonly quote: '' | '"' | "'";
  /** The quote that ends it is there. */
  readonly closed: boolean;
  /** Nothing separates it from the colon or the dash in front. */
  readonly tight: boolean;
}

/**
 * `read` reads a text that differs little from the one before. The text itself is read first; where it is broken, or a key is half typed, it is
 * read once more without the line of the cursor. Undefined: the cursor is in a comment, or nowhere.
 */
export function placeAt(text: string, offset: number, read: (text: string) => Workflow): Place | undefined {
  const whole = read(text);
  const cursor = cursorAt(text, whole, offset);
  if (cursor.at === 'comment') return undefined;
  const line = lineAt(text, offset);
  const halfTyped = cursor.at === 'key' && line.key === undefined && !line.blank;
  const broken = documentAt(whole, offset)?.faults.some(fault => fault.code === 'yaml-syntax') === true;
  const workflow = halfTyped || broken ? read(withoutRest(text, line)) : whole;
  const document = documentAt(workflow, offset) ?? emptyDocument(text.length);
  const written = whole.documents[cursor.document]?.root;
  const around = nodeAt(written, cursor.path.slice(0, -1));
  const flow = isFlow(around, offset) || isFlow(nodeAt(written, cursor.path), offset);
  const node = nodeAt(document.root, cursor.path);
  const step = stepAt(document, cursor.path);
  return {
    text,
    offset,
    workflow,
    document,
    at: cursor.at,
    path: cursor.path,
    ...(step === undefined ? {} : { step }),
    rest: cursor.path.slice(step?.path.length ?? 0),
    ...(node === undefined ? {} : { node }),
    written: writtenValue(text, offset, line, cursor, flow),
    line,
    flow,
    beside: textsBeside(cursor.at === 'key' && flow ? nodeAt(written, cursor.path) : around, offset),
  };
}

/** The text with blanks in place of what stands on the line; a key keeps its colon, and a block its header. */
function withoutRest(text: string, line: Line): string {
  if (/^[|>]/.test(line.value)) return text;
  const from = line.valueStart ?? line.start + line.column;
  return text.slice(0, from) + ' '.repeat(Math.max(0, line.end - from)) + text.slice(line.end);
}

function isFlow(node: YamlNode | undefined, offset: number): boolean {
  return node !== undefined && node.kind !== 'scalar' && node.flow && offset > node.range.start;
}

function textsBeside(node: YamlNode | undefined, offset: number): readonly string[] {
  const nodes =
    node?.kind === 'sequence' ? node.items : node?.kind === 'mapping' ? node.entries.map(({ key }) => key) : [];
  return nodes.flatMap(item => (item.kind === 'scalar' && !touches(item.range, offset) ? [item.text] : []));
}

function writtenValue(text: string, offset: number, line: Line, { node }: Cursor, flow: boolean): WrittenValue {
  if (node?.kind === 'scalar' && node.style !== 'block' && node.empty !== true && isAround(text, node.range, offset)) {
    const quote = node.style === 'plain' ? '' : node.style === 'single' ? "'" : '"';
    if (quote === '') return { range: node.range, quote, closed: true, tight: false };
    const range = { start: node.range.start + 1, end: node.range.end - 1 };
    if (range.start <= offset && offset <= range.end) return { range, quote, closed: true, tight: false };
  }
  const inValue = line.valueStart !== undefined && offset >= line.valueStart;
  let start = Math.min(inValue ? (line.valueStart ?? offset) : line.start + line.column, offset);
  const inBrackets = flow || /^\s*[[{]/.test(text.slice(start, offset));
  if (inBrackets) start += /^(?:.*(?:[[{,]|:(?=\s)))?/s.exec(text.slice(start, offset))?.[0].length ?? 0;
  while (start < offset && text[start] === ' ') start++;
  // An anchor and a tag stand in front of a value.
  start += /^(?:[&!][^\s,[\]{}]*[ \t]+)*/.exec(text.slice(start, offset))?.[0].length ?? 0;
  const tight = text[start - 1] === ':' || line.dashes.includes(start - 1 - line.start);
  const first = text[start];
  const quote = start < offset && (first === '"' || first === "'") ? first : '';
  const rest = text.slice(offset, line.end);
  if (quote !== '') {
    const close = rest.indexOf(quote);
    const length = close === -1 ? (/^[\w.-]*/.exec(rest)?.[0].length ?? 0) : close;
    return { range: { start: start + 1, end: offset + length }, quote, closed: close !== -1, tight };
  }
  const more = (inBrackets ? /^[^,\]}\r]*/ : /^(?:[^#\r]|(?<=\S)#)*/).exec(rest)?.[0] ?? '';
  return {
    range: { start, end: offset + more.trimEnd().length },
    quote,
    closed: true,
    tight: tight && start === offset,
  };
}

/** Whether the offset is in a range that is on one line. */
function isAround(text: string, { start, end }: TextRange, offset: number): boolean {
  return start <= offset && offset <= end && !text.slice(start, end).includes('\n');
}

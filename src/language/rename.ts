// Another name for a thing, at all its places and nowhere else.

import { fail, ok, type Result } from '../base/result';
import { applyEdits, LineMap, type TextEdit, type TextRange } from '../base/text';
import { plainValue } from '../syntax/scalar';
import { newNameFault, thingTitles } from './new-name';
import type { Thing } from './thing';
import { thingsOf } from './things';
import { allSteps, type Workflow } from './workflow';
import { readWorkflow } from './workflow-reader';

/** What would be renamed at an offset: the place and the name. The error is a whole sentence. */
export function renameStart(
  workflow: Workflow,
  offset: number,
): Result<{ readonly thing: Thing; readonly range: TextRange }, string> {
  const found = thingsOf(workflow).at(offset);
  if (found === undefined) return fail('There is no name here that could be changed.');
  const { thing } = found;
  if (thing.kind === 'param' && /^\d/.test(thing.name)) {
    return fail('A positional parameter has no name; write NAME= before its value to give it one.');
  }
  const odd = placesOf(thing).find(range => !isWritten(workflow.text, range, thing.name));
  if (odd === undefined) return ok(found);
  const { line } = new LineMap(workflow.text).position(odd.start);
  return fail(`Line ${line + 1} writes ${thing.name} with escapes; write it plainly first.`);
}

/** The edits that rename what stands at an offset. The error is a whole sentence. */
export function renameAt(workflow: Workflow, offset: number, name: string): Result<readonly TextEdit[], string> {
  const start = renameStart(workflow, offset);
  if (!start.ok) return start;
  const { thing } = start.value;
  if (name === thing.name) return ok([]);
  const fault = newNameFault(thing, name, workflow);
  if (fault !== undefined) return fail(fault);
  let reason = '';
  for (const quoted of [false, true]) {
    if (!quoted && typeof plainValue(name) !== 'string') continue;
    const edits = editsOf(workflow, thing, name, quoted);
    const change = changedMeaning(workflow, thing, name, edits);
    if (change === undefined) return ok(edits.map(({ range, text }) => ({ range, text })));
    reason = change;
  }
  return fail(reason);
}

interface NameEdit extends TextEdit {
  /** Characters before the name. */
  readonly lead: number;
}

function placesOf({ definitions, references }: Thing): readonly TextRange[] {
  return [...definitions, ...references];
}

/** A name that fills a quoted text, or goes over several lines, may be written in any way. */
function isWritten(text: string, { start, end }: TextRange, name: string): boolean {
  const source = text.slice(start, end);
  return source.trim().replace(/\s+/g, ' ') === name || quoteAround(text, { start, end }) !== undefined;
}

function quoteAround(text: string, { start, end }: TextRange): string | undefined {
  const before = text[start - 1];
  return before === text[end] && (before === '"' || before === "'") ? before : undefined;
}

/** `quoted`: names that fill a plain value get quotes. */
function editsOf(workflow: Workflow, thing: Thing, name: string, quoted: boolean): readonly NameEdit[] {
  const values = wholeValues(workflow);
  return placesOf(thing).map(range => {
    if (!values.has(range.start)) return { range, text: name, lead: 0 };
    const quote = quoteAround(workflow.text, range);
    if (quote === "'") return { range, text: name.replaceAll("'", "''"), lead: 0 };
    if (quote === '"') return { range, text: JSON.stringify(name).slice(1, -1), lead: 0 };
    return quoted ? { range, text: JSON.stringify(name), lead: 1 } : { range, text: name, lead: 0 };
  });
}

/** Where a name is all of a value, as opposed to a part of a text. */
function wholeValues({ documents }: Workflow): ReadonlySet<number> {
  const named = documents.flatMap(document => [
    document.name,
    ...allSteps(document).flatMap(({ id, name, depends, routes, rewindTo, calls }) => [
      ...[id, name, rewindTo, calls],
      ...[...depends, ...routes],
    ]),
  ]);
  return new Set(named.flatMap(one => one?.range.start ?? []));
}

/**
 * How the file would mean something else afterwards, as a sentence: every place must belong to the same thing as before, and no other place to
 * any. So whatever hides a name, or is hidden by it, is found, without knowing why.
 */
function changedMeaning(
  workflow: Workflow,
  thing: Thing,
  name: string,
  edits: readonly NameEdit[],
): string | undefined {
  const places = thingsOf(workflow).places();
  const after = thingsOf(readWorkflow(applyEdits(workflow.text, edits)));
  const remaining = new Map(after.places().map(place => [place.range.start, place.thing]));
  const moved = movedStarts(edits);
  const partners = new Map<Thing, Thing>();
  const lines = new LineMap(workflow.text);
  const lineOf = (offset: number): number => lines.position(offset).line + 1;
  for (const place of places) {
    const at = moved(place.range.start);
    const now = remaining.get(at);
    remaining.delete(at);
    const partner = partners.get(place.thing) ?? now;
    if (now === undefined || now !== partner || now.name !== (place.thing === thing ? name : place.thing.name)) {
      return `In line ${lineOf(place.range.start)}, ${name} would not mean this ${thingTitles[thing.kind]}.`;
    }
    partners.set(place.thing, now);
  }
  if (new Set(partners.values()).size < partners.size) return `${name} is already the name of something else here.`;
  const [extra] = remaining.keys();
  if (extra === undefined) return undefined;
  const line = new LineMap(applyEdits(workflow.text, edits)).position(extra).line + 1;
  return `Line ${line} says ${name} already, and would then mean this ${thingTitles[thing.kind]}.`;
}

/** Where offsets of the text before the edits are behind them. */
function movedStarts(edits: readonly NameEdit[]): (offset: number) => number {
  const ordered = [...edits].sort((a, b) => a.range.start - b.range.start);
  return offset => {
    let moved = offset;
    for (const { range, text, lead } of ordered) {
      if (range.start === offset) return moved + lead;
      if (range.start > offset) return moved;
      moved += text.length - (range.end - range.start);
    }
    return moved;
  };
}

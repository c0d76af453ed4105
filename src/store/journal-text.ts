// The text of a journal: one event as JSON on each line.

import { journalVersion, type RunEvent } from '../model/event';

export interface JournalLines {
  readonly events: readonly RunEvent[];
  /** How many bytes the whole lines take; what follows them is a line that is being written, or was torn by a crash. */
  readonly bytes: number;
  readonly lines: number;
  /** The first line that cannot be read, in words. The events of the other lines are there. */
  readonly fault?: string;
}

export function journalLine(event: RunEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** Reads whole lines from a part of a journal. `before`: how many lines came before this part. */
export function readJournalLines(part: Buffer, before: number): JournalLines {
  const events: RunEvent[] = [];
  let fault: string | undefined;
  let lines = 0;
  let from = 0;
  for (let end = part.indexOf(newline); end !== -1; end = part.indexOf(newline, from)) {
    lines++;
    const event = parsed(part.toString('utf8', from, end));
    from = end + 1;
    if (event === undefined) fault ??= `line ${before + lines} of the journal cannot be read; what it told is missing`;
    else events.push(event);
  }
  return { events, bytes: from, lines, ...(fault === undefined ? {} : { fault }) };
}

/** Why a journal that begins with this event is not read, in words. */
export function journalRefusal(first: RunEvent): string | undefined {
  if (first.type !== 'run.created') return 'the journal does not begin with the start of a run';
  if (first.version <= journalVersion) return undefined;
  return `the journal was written by a newer version of Restep (format ${first.version}; this one reads up to ${journalVersion})`;
}

const newline = 0x0a;

function parsed(line: string): RunEvent | undefined {
  try {
    const event = JSON.parse(line) as Partial<RunEvent> | null;
    return typeof event?.type === 'string' && typeof event.at === 'number' ? (event as RunEvent) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

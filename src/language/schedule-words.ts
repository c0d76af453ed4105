// What a cron expression says: in words, and when it is due next. Loads the two cron libraries, so it is loaded when first asked.

import { Cron } from 'croner';
import { toString as describe } from 'cronstrue';
import { cronFault, cronParts } from '../spec/cron';

export interface ScheduleWords {
  /** `At 09:00, Monday through Friday` */
  readonly words: string;
  /** The time zone that the expression names. Absent: that of the machine. */
  readonly zone?: string;
  /** The next times in milliseconds since the epoch, soonest first; none for a day that never comes, such as 30 February. */
  readonly next: readonly number[];
}

const hour = 3_600_000;
/** How many values each field of an expression has. */
const sizes = [60, 24, 31, 12, 7] as const;

/** Explains an expression as Dagu's scheduler reads it; undefined when that refuses it. `now`: milliseconds since the epoch. */
export function scheduleWords(expression: string, now: number, count = 3): ScheduleWords | undefined {
  if (cronFault(expression) !== undefined) return undefined;
  const { zone, fields } = cronParts(expression);
  const named = zone === undefined || zone === 'Local' ? {} : { zone };
  // Both libraries know the question mark, though each only in some of the fields.
  const pattern = fields.replaceAll('?', '*').replace(/\s+/g, ' ');
  return {
    words: describe(pattern, { use24HourTimeFormat: true }),
    ...named,
    next: nextTimes(pattern, named.zone, now, count),
  };
}

/** A moment as a clock in the zone shows it: `Mon 2026-03-02 09:00`. */
export function zonedTime(at: number, zone?: string): string {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...(zone === undefined ? {} : { timeZone: zone }),
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type)?.replace('.', '') ?? '';
  return `${part('weekday')} ${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
}

/**
 * Where clocks are changed, a time that does not exist that day is left out and one that comes twice counts twice, as in the scheduler; the
 * library moves the former and takes the latter once. Hence the search begins an hour early and looks an hour behind each time.
 */
function nextTimes(pattern: string, zone: string | undefined, now: number, count: number): readonly number[] {
  const cron = new Cron(withinSizes(pattern), {
    paused: true,
    sloppyRanges: true,
    ...(zone === undefined ? {} : { timezone: zone }),
  });
  const found = new Set<number>();
  for (const run of cron.nextRuns(count + 60, new Date(now - hour))) {
    for (const at of [run.getTime(), run.getTime() + hour]) {
      if (at > now && cron.match(new Date(at))) found.add(at);
    }
  }
  return [...found].sort((a, b) => a - b).slice(0, count);
}

/** Steps beyond the end of a field, which lead nowhere and which the library refuses, become the largest that leads nowhere. */
function withinSizes(pattern: string): string {
  const fields = pattern.split(/\s+/);
  return fields
    .map((field, index) => field.replace(/(?<=\/)\d+/g, step => String(Math.min(Number(step), sizes[index] ?? 60))))
    .join(' ');
}

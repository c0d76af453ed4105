// Completions for schedules: cron expressions that are written often.

import { paragraph } from '../prose';
import type { Completion } from './completion';
import type { Place } from './place';

const expressions: readonly (readonly [string, string])[] = [
  ['0 9 * * *', 'every day at 9:00'],
  ['0 9 * * 1-5', 'Monday to Friday at 9:00'],
  ['*/15 * * * *', 'every 15 minutes'],
  ['0 * * * *', 'every hour'],
  ['0 */6 * * *', 'every 6 hours'],
  ['30 2 * * 0', 'every Sunday at 2:30'],
  ['0 0 1 * *', 'the first day of every month at midnight'],
  ['0 0 1 1 *', 'the first of January at midnight'],
  ['CRON_TZ=UTC 0 9 * * *', 'every day at 9:00 in a time zone'],
];

/** In quotes, since an asterisk begins something else in YAML. */
export function scheduleCompletions({ written }: Place): readonly Completion[] {
  const { range, quote, closed, tight } = written;
  return expressions.map(([expression, words]) => ({
    label: expression,
    kind: 'value',
    detail: words,
    documentation: [paragraph('Minute, hour, day of the month, month, weekday: ', words, '.')],
    range,
    // Also found by its words.
    filter: `${expression} ${words}`,
    text: quote === '' ? `${tight ? ' ' : ''}"${expression}"` : `${expression}${closed ? '' : quote}`,
  }));
}

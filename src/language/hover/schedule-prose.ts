// A cron expression in words and its next times, as a hover says it.

import { bullets, type Prose, paragraph } from '../prose';
import { scheduleWords, zonedTime } from '../schedule-words';

/** `now`: milliseconds since the epoch. Nothing for an expression that Dagu refuses: a diagnostic says why. */
export function scheduleProse(expression: string, now: number): Prose {
  const said = scheduleWords(expression, now);
  if (said === undefined) return [];
  const clock = said.zone === undefined ? 'the clock here' : `the clock of ${said.zone}`;
  return [
    paragraph({ strong: said.words }),
    ...(said.next.length === 0
      ? [paragraph('This day never comes.')]
      : [paragraph(`Next, by ${clock}:`), bullets(said.next.map(at => [zonedTime(at, said.zone)]))]),
    paragraph('Only a Dagu server starts runs by a schedule.'),
  ];
}

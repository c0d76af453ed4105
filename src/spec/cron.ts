// Cron expressions as Dagu's scheduler reads them: exactly five fields, an optional time zone in front (dagu-format.md 1.1).

interface CronField {
  readonly title: string;
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const days = 'SUN MON TUE WED THU FRI SAT'.split(' ');

const cronFields: readonly CronField[] = [
  { title: 'minute', low: 0, high: 59 },
  { title: 'hour', low: 0, high: 23 },
  { title: 'day of the month', low: 1, high: 31 },
  { title: 'month', low: 1, high: 12, names: months },
  { title: 'day of the week', low: 0, high: 6, names: days },
];

export interface CronParts {
  /** As it stands in front of the fields; `Local` is the zone of the machine. */
  readonly zone?: string;
  /** The fields, without blanks around them. */
  readonly fields: string;
}

/** The parts of an expression, whether they are right or not. */
export function cronParts(text: string): CronParts {
  const zone = /^(?:CRON_TZ|TZ)=(\S*)\s+/.exec(text);
  return zone === null ? { fields: text.trim() } : { zone: zone[1] ?? '', fields: text.slice(zone[0].length).trim() };
}

/** What is wrong with an expression, as the end of a sentence; undefined when it is fine. */
export function cronFault(text: string): string | undefined {
  const { zone, fields: rest } = cronParts(text);
  if (zone !== undefined && !isZone(zone)) return `names the time zone "${zone}", which does not exist`;
  if (rest.startsWith('@')) return 'must be written with five fields; words such as @daily are not read';
  const parts = rest.split(/\s+/).filter(part => part !== '');
  if (parts.length !== 5) {
    return `must have exactly 5 fields (minute, hour, day, month, day of the week), not ${parts.length}`;
  }
  for (const [index, part] of parts.entries()) {
    const field = cronFields[index];
    const fault = field === undefined ? undefined : fieldFault(part, field);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** `*\/40` in the minutes runs at 0 and 40 and not every 40 minutes: the step, when it does not divide the hour or the day. */
export function misleadingStep(text: string): string | undefined {
  const parts = cronParts(text).fields.split(/\s+/);
  for (const [index, size] of [60, 24].entries()) {
    const step = Number(/^\*\/(\d+)$/.exec(parts[index] ?? '')?.[1] ?? '1');
    if (size % step !== 0) {
      const unit = index === 0 ? 'hour' : 'day';
      return `*/${step} begins anew every ${unit}, since ${step} does not divide ${size}`;
    }
  }
  return undefined;
}

function isZone(name: string): boolean {
  try {
    // The zones of this platform and those of Go's database are the same ones.
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return name === 'Local';
    throw error;
  }
}

function fieldFault(text: string, field: CronField): string | undefined {
  for (const part of text.split(',')) {
    const match = /^([^/-]+)(?:-([^/-]+))?(?:\/(\d+))?$/.exec(part);
    if (match === null) return `has "${part}" as ${field.title}, which cannot be read`;
    const [, first = '', last, step] = match;
    if (step === '0') return `has a step of 0 in "${part}"`;
    if (first === '*' || first === '?') {
      if (last !== undefined) return `has "${part}" as ${field.title}, which cannot be read`;
      continue;
    }
    const from = numberOf(first, field);
    const to = last === undefined ? from : numberOf(last, field);
    if (from === undefined || to === undefined) return `has "${part}" as ${field.title}, which is no number`;
    if (from < field.low || to > field.high) {
      return `has "${part}" as ${field.title}, which goes from ${field.low} to ${field.high}`;
    }
    if (from > to) return `has the range "${part}", which ends before it begins`;
  }
  return undefined;
}

function numberOf(text: string, field: CronField): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = field.names?.indexOf(text.toUpperCase()) ?? -1;
  return index === -1 ? undefined : index + field.low;
}

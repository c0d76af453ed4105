// The flags of `history` as a query.

import { fail, ok, type Result } from '../base/result';
import type { RunQuery } from '../model/source';
import { isRunStatus, type RunStatus, runStatuses } from '../model/status';
import { type Arguments, type Flag, listFlag, textFlag } from './arguments';
import { formatFlag } from './output';
import { parseMoment, parseSpan } from './time-text';

/** As many runs as are shown when nothing else is asked for. */
const usualLimit = 100;

export const historyFlags: readonly Flag[] = [
  { name: 'run-id', short: 'r', kind: 'text', value: 'PART', help: 'Only runs whose id contains this' },
  formatFlag('table, json or csv'),
  { name: 'status', kind: 'list', value: 'A,B', help: 'Only runs in these states' },
  { name: 'last', kind: 'text', value: 'SPAN', help: 'Only runs of the last span: 7d, 24h, 1w' },
  { name: 'from', kind: 'text', value: 'TIME', help: 'Only runs that started at or after this day or time (UTC)' },
  { name: 'to', kind: 'text', value: 'TIME', help: 'Only runs that started before this day or time (UTC)' },
  { name: 'labels', aliases: ['tags'], kind: 'list', value: 'A,B', help: 'Only runs with all these labels' },
  { name: 'limit', short: 'l', kind: 'text', value: 'N', help: `At most this many (${usualLimit})` },
];

/** The flags as a query. The error is a whole message. */
export function historyQuery(args: Arguments, now: number): Result<RunQuery, string> {
  const statuses: RunStatus[] = [];
  for (const word of words(listFlag(args, 'status'))) {
    const known = word.toLowerCase();
    if (!isRunStatus(known)) {
      const all = runStatuses().map(([name]) => name);
      return fail(`invalid status '${word}'. Valid values: ${all.join(', ')}`);
    }
    statuses.push(known);
  }
  const limit = textFlag(args, 'limit');
  if (limit !== undefined && !/^[1-9]\d{0,8}$/.test(limit))
    return fail(`invalid --limit value '${limit}': must be a positive integer`);
  const times = range(args, now);
  if (!times.ok) return times;
  const part = textFlag(args, 'run-id');
  const labels = words(listFlag(args, 'labels'));
  return ok({
    ...times.value,
    ...(statuses.length === 0 ? {} : { statuses }),
    ...(part === undefined || part === '' ? {} : { runIdPart: part }),
    ...(labels.length === 0 ? {} : { labels }),
    limit: limit === undefined ? usualLimit : Number(limit),
  });
}

function range(args: Arguments, now: number): Result<Pick<RunQuery, 'from' | 'to'>, string> {
  const last = textFlag(args, 'last');
  const from = textFlag(args, 'from');
  const to = textFlag(args, 'to');
  if (last !== undefined) {
    if (from !== undefined || to !== undefined)
      return fail('cannot use --last with --from or --to (conflicting time ranges)');
    const span = parseSpan(last);
    return span === undefined
      ? fail(`invalid --last value '${last}'. Valid values look like 7d, 24h, 1w, 30d`)
      : ok({ from: now - span });
  }
  const times: { from?: number; to?: number } = {};
  for (const [name, text] of [['from', from] as const, ['to', to] as const]) {
    if (text === undefined) continue;
    const moment = parseMoment(text);
    if (moment === undefined)
      return fail(`invalid --${name} value '${text}': it takes a day (2026-01-31) or a time (2026-01-31T08:00:00Z)`);
    times[name] = moment;
  }
  if (times.from !== undefined && times.to !== undefined && times.from > times.to)
    return fail('--from must not be later than --to');
  return ok(times);
}

function words(values: readonly string[]): readonly string[] {
  return values
    .flatMap(value => value.split(','))
    .map(word => word.trim())
    .filter(word => word !== '');
}

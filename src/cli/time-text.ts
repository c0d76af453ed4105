// Times and spans as people write and read them.

/** A span in milliseconds: `40 ms`, `1.3 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function spanText(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** ISO 8601 in UTC with milliseconds: the form of all times in our JSON. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** `2026-08-22 14:03:09` in UTC: tables. */
export function tableTime(ms: number): string {
  return isoTime(ms).slice(0, 19).replace('T', ' ');
}

/** A span such as `7d`, `24h`, `1w`, `90m` in milliseconds; undefined when the text is none. */
export function parseSpan(text: string): number | undefined {
  const match = /^(\d{1,6})([mhdw])$/.exec(text.trim());
  if (match === null) return undefined;
  const unit = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }[match[2] ?? ''];
  const count = Number(match[1]);
  return unit === undefined || count === 0 ? undefined : count * unit;
}

/** A day (`2026-01-31`) or an RFC 3339 time, in milliseconds; undefined when the text is neither. Days and times without zone are UTC. */
export function parseMoment(text: string): number | undefined {
  const match = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text.trim());
  if (match === null) return undefined;
  const iso = text.trim().replace(' ', 'T');
  const moment = Date.parse(match[1] !== undefined && match[4] === undefined ? `${iso}Z` : iso);
  return Number.isNaN(moment) ? undefined : moment;
}

/** Whether the text is an RFC 3339 time with a zone (`--schedule-time`). */
export function isRfc3339(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(text) && parseMoment(text) !== undefined
  );
}

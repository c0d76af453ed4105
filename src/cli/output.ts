// Forms of results that several commands share.

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Json } from '../base/json';
import { fail, ok, type Result } from '../base/result';
import { type Arguments, type Flag, textFlag } from './arguments';
import type { Surroundings } from './command';

export function formatFlag(forms: string): Flag {
  return { name: 'format', short: 'f', kind: 'text', value: 'FORM', help: `Form of the answer: ${forms}` };
}

/** The form that --format asks for, the first of those that there are when it is left out. The error is a whole message. */
export function chosenFormat<F extends string>(args: Arguments, formats: readonly [F, ...F[]]): Result<F, string> {
  const given = textFlag(args, 'format') ?? formats[0];
  const format = formats.find(one => one === given);
  return format === undefined ? fail(`invalid format '${given}'. Valid formats: ${formats.join(', ')}`) : ok(format);
}

export const runIdFlag: Flag = {
  name: 'run-id',
  short: 'r',
  kind: 'text',
  value: 'ID',
  help: 'The run; without it, the latest',
};

/** One JSON document on stdout. */
export function writeJson(around: Surroundings, value: Json): void {
  around.screen.out.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** `1 run`, `3 runs`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The last lines of a file, at most `most`, from its last 16 kB; none when it is empty or gone. */
export function tailOf(file: string, most: number): readonly string[] {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return [];
  const length = Math.min(size, 16_384);
  const bytes = Buffer.alloc(length);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, bytes, 0, length, size - length);
  } finally {
    closeSync(handle);
  }
  const lines = bytes.toString('utf8').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.slice(-most);
}

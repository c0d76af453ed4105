// Forms of results that several commands share.

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Json } from '../base/json';
import type { Flag } from './arguments';
import type { Surroundings } from './command';

export function formatFlag(forms: string): Flag {
  return { name: 'format', short: 'f', kind: 'text', value: 'FORM', help: `Form of the answer: ${forms}` };
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

// The text of a log document: both streams of one execution, colours taken out, the middle left out when it is very long.

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { durationText } from '../../base/duration';
import type { Execution } from '../../model/run';
import { statusFacts } from '../../model/status';

/** As many bytes of a file are shown, from its end. */
const mostBytes = 4 * 1024 * 1024;

/** What changes when the logs grow: cheap to ask. */
export function logStamp(execution: Execution): string {
  return pathsOf(execution)
    .map(path => statSync(path, { throwIfNoEntry: false })?.size ?? -1)
    .concat(execution.finishedAt ?? 0)
    .join(' ');
}

/** The whole document. Where both streams have something, stderr follows under a line of its own. */
export function logText(execution: Execution): string {
  const [stdout, stderr] = pathsOf(execution).map(readEnd);
  const out = stdout ?? '';
  const err = stderr ?? '';
  const both = out !== '' && err !== '';
  const body = both ? `${lined(out)}${'─'.repeat(8)} stderr ${'─'.repeat(8)}\n${lined(err)}` : lined(out + err);
  return `${body}${foot(execution)}`;
}

function pathsOf({ stdout, stderr }: Execution): readonly string[] {
  return [stdout, stderr === stdout ? undefined : stderr].flatMap(path => (path === undefined ? [] : [path]));
}

function lined(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** How it ended, once it has. */
function foot({ status, startedAt, finishedAt, exitCode, error }: Execution): string {
  if (startedAt === undefined || finishedAt === undefined) return '';
  const code = exitCode === undefined ? '' : `, exit code ${exitCode}`;
  const why = error === undefined || status === 'succeeded' ? '' : `: ${error.split('\n', 1)[0] ?? ''}`;
  return `${'─'.repeat(24)}\n${statusFacts(status).title} after ${durationText(finishedAt - startedAt)}${code}${why}\n`;
}

function readEnd(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const length = Math.min(size, mostBytes);
      const buffer = Buffer.alloc(length);
      const read = readSync(file, buffer, 0, length, size - length);
      const text = stripVTControlCharacters(buffer.toString('utf8', 0, read)).replace(/\r\n?/g, '\n');
      return size > length
        ? `… ${size - length} bytes before this are in ${path}\n${text.slice(text.indexOf('\n') + 1)}`
        : text;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === 'ENOENT' ? '' : `The log cannot be read (${code}): ${path}\n`;
  }
}

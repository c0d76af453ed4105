// The address of an SQLite database as workflows write it: a path, `:memory:`, or `file:` with options.

import { resolve } from 'node:path';
import type { DatabasePlace } from './database';

/** Relative paths start at `cwd`. */
export function placeOfDsn(dsn: string, cwd: string): DatabasePlace {
  const match = /^(?:(file:)(?:\/\/(?=\/))?|sqlite3?:\/\/)?([^?#]*)(?:\?([^#]*))?/.exec(dsn.trim());
  const [, uri, written = '', query = ''] = match ?? [];
  const options = new URLSearchParams(query);
  const mode = options.get('mode');
  const name = uri === undefined ? written : decoded(written);
  const inMemory = name === ':memory:' || name === '' || mode === 'memory';
  return {
    path: inMemory ? ':memory:' : resolve(cwd, name),
    readOnly: mode === 'ro',
    mustExist: mode === 'ro' || mode === 'rw',
    // Some drivers write a pragma as an option of its own.
    pragmas: [...options.getAll('_pragma'), ...[...options].flatMap(([key, value]) => ownPragma(key, value))].filter(
      pragma => /^\w+(\([\w-]*\)|\s*=\s*[\w-]+)?$/.test(pragma),
    ),
  };
}

const ownPragmas: Readonly<Record<string, string>> = {
  _fk: 'foreign_keys',
  _foreign_keys: 'foreign_keys',
  _journal: 'journal_mode',
  _journal_mode: 'journal_mode',
  _busy_timeout: 'busy_timeout',
  _timeout: 'busy_timeout',
  _synchronous: 'synchronous',
  _sync: 'synchronous',
};

function ownPragma(key: string, value: string): readonly string[] {
  const name = Object.hasOwn(ownPragmas, key) ? ownPragmas[key] : undefined;
  return name === undefined ? [] : [`${name}(${value})`];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

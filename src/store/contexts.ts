// Contexts: servers that commands may be meant for instead of this machine. Kept are their names, their addresses and which one is in use.

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isJsonObject, type Json } from '../base/json';
import { fail, ok, type Result } from '../base/result';
import { contextsFile } from './layout';
import { makePrivateDir } from './run-writer';

/** The context that is this machine: it is always there. */
export const localContext = 'local';

export interface Context {
  readonly name: string;
  /** An address that begins with http:// or https:// and names nobody. */
  readonly server: string;
}

export interface Contexts {
  readonly current: string;
  /** All but the local one, in the order in which they were added. */
  readonly added: readonly Context[];
}

/** What is wrong with a context's name; undefined when it is fine. */
export function contextNameFault(name: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(name)
    ? undefined
    : `"${name}" cannot be the name of a context: it takes letters, digits, dots, dashes and underscores, at most 63`;
}

/** What is wrong with a server's address; undefined when it is fine. */
export function serverFault(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    return `"${text}" is no address of a server: it looks like https://dagu.example.com`;
  const { username, password } = new URL(text);
  return username === '' && password === ''
    ? undefined
    : 'the address of a server is kept as it is: leave user and password out of it';
}

/** The contexts below `home`; just the local one where none was added. The error names the file. */
export function readContexts(home: string): Result<Contexts, string> {
  const file = contextsFile(home);
  try {
    const contexts = contextsOf(JSON.parse(readFileSync(file, 'utf8')));
    return contexts === undefined ? fail(broken(file, 'it does not hold contexts')) : ok(contexts);
  } catch (error) {
    if (error instanceof SyntaxError) return fail(broken(file, error.message));
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return ok({ current: localContext, added: [] });
    if (code === undefined) throw error;
    return fail(`the contexts cannot be read: ${message}`);
  }
}

/** Writes the file as a whole, for the user alone. */
export function writeContexts(home: string, { current, added }: Contexts): Result<void, string> {
  const file = contextsFile(home);
  const draft = `${file}.${process.pid}`;
  const contexts = added.map(({ name, server }) => ({ name, server }));
  try {
    makePrivateDir(home);
    writeFileSync(draft, `${JSON.stringify({ current, contexts }, null, 2)}\n`, { mode: 0o600 });
    renameSync(draft, file);
    return ok(undefined);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    rmSync(draft, { force: true });
    return fail(`the contexts cannot be written: ${message}`);
  }
}

function broken(file: string, why: string): string {
  return `the contexts in ${file} cannot be read: ${why}; correct the file or remove it`;
}

function contextsOf(value: Json): Contexts | undefined {
  if (!isJsonObject(value) || typeof value.current !== 'string' || !Array.isArray(value.contexts)) return undefined;
  const { current } = value;
  const added = value.contexts.map(contextOf);
  const whole = added.filter(context => context !== undefined);
  const names = new Set([localContext, ...whole.map(context => context.name)]);
  return names.size === added.length + 1 && names.has(current) ? { current, added: whole } : undefined;
}

function contextOf(value: Json): Context | undefined {
  if (!isJsonObject(value) || typeof value.name !== 'string' || typeof value.server !== 'string') return undefined;
  const { name, server } = value;
  return contextNameFault(name) === undefined && serverFault(server) === undefined ? { name, server } : undefined;
}

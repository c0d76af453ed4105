// The actions on files: stat, read, write, copy, move, delete, mkdir, list (dagu-format.md 3.18).

import { chmod, lstat, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, parse, resolve } from 'node:path';
import { makeFolder } from '../../base/folder';
import type { JsonObject } from '../../base/json';
import type { ExecutionContext, Executor, Outcome } from '../executor';
import { failed, flagOf, numberOf, resolvedInput, textOf } from './action-input';
import { causeOf, FileRefusal } from './file-cause';
import { copyTree, isInside, moveTree, textInto } from './file-change';
import { printFile } from './file-print';
import { entryOf, factsOf, modeOf, type Report, reportLine } from './file-report';
import { fromHome } from './home-path';
import type { OtherAction } from './other-action';

interface FileDeed {
  readonly input: JsonObject;
  readonly context: ExecutionContext;
  /** Absolute; empty when the action has none. */
  readonly path: string;
  readonly source: string;
  readonly destination: string;
}

/** What is reported; undefined when all that was to be printed is printed. */
type Deed = (deed: FileDeed) => Promise<Report | undefined>;

const deeds: Readonly<Record<string, Deed>> = {
  stat: statFile,
  read: readText,
  write: writeText,
  copy,
  move,
  delete: deleteFile,
  mkdir: makeDirectory,
  list,
};

/** Executors by the name of the action. */
export const fileExecutors: readonly (readonly [string, Executor<OtherAction>])[] = Object.entries(deeds).map(
  ([name, deed]) => [`file.${name}`, (action, context) => perform(name, deed, action, context)],
);

async function perform(name: string, deed: Deed, action: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const input = resolvedInput(action, context.scope);
  const place = (key: string): string => {
    const text = textOf(input, key) ?? '';
    return text === '' ? '' : resolve(context.cwd, fromHome(text, context.env));
  };
  const given: FileDeed = {
    input,
    context,
    path: place('path'),
    source: place('source'),
    destination: place('destination'),
  };
  const pair = name === 'copy' || name === 'move';
  if (pair ? given.source === '' || given.destination === '' : given.path === '')
    return failed(`file ${name}: the path is empty.`);
  try {
    const report = await deed(given);
    if (report !== undefined) context.write('stdout', reportLine({ operation: name, ...report }));
    return { exitCode: 0 };
  } catch (error) {
    const where = pair ? `${given.source} to ${given.destination}` : given.path;
    return failed(`file ${name} ${where}: ${causeOf(error)}`);
  }
}

async function statFile({ input, path }: FileDeed): Promise<Report> {
  try {
    const stats = flagOf(input, 'follow_symlinks') ? await stat(path) : await lstat(path);
    return { path, exists: true, ...factsOf(stats) };
  } catch (error) {
    if (!flagOf(input, 'missing_ok') || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { path, exists: false };
  }
}

async function readText({ input, path, context }: FileDeed): Promise<Report | undefined> {
  const stats = await stat(path);
  if (stats.isDirectory()) throw new FileRefusal('cannot read a directory');
  const most = numberOf(input, 'max_bytes') ?? 0;
  if (most > 0 && stats.size > most) throw new FileRefusal(`file size ${stats.size} exceeds max_bytes ${most}`);
  if (textOf(input, 'format') !== 'json') {
    await printFile(path, context);
    return undefined;
  }
  const bytes = await readFile(path);
  return { path, ...factsOf(stats), bytes: bytes.length, content: bytes.toString('utf8') };
}

async function writeText({ input, path }: FileDeed): Promise<Report> {
  const content = textOf(input, 'content') ?? '';
  const bytes = Buffer.byteLength(content);
  if (flagOf(input, 'dry_run')) return { path, bytes, dryRun: true, created: false };
  await makeParents(input, path);
  await textInto(path, content, {
    mode: modeOf(textOf(input, 'mode'), 0o600),
    overwrite: flagOf(input, 'overwrite'),
    atomic: flagOf(input, 'atomic', true),
  });
  return { path, bytes, created: true };
}

async function copy({ input, source, destination, context }: FileDeed): Promise<Report> {
  if (flagOf(input, 'dry_run')) return { source, destination, dryRun: true, copied: false };
  const counts = await copyTree(source, destination, {
    recursive: flagOf(input, 'recursive'),
    overwrite: flagOf(input, 'overwrite'),
    createDirs: flagOf(input, 'create_dirs'),
    follow: flagOf(input, 'follow_symlinks'),
    signal: context.signal,
  });
  return { source, destination, ...counts, copied: true };
}

async function move({ input, source, destination }: FileDeed): Promise<Report> {
  if (flagOf(input, 'dry_run')) return { source, destination, dryRun: true, moved: false };
  const stats = await lstat(source);
  if (source === destination) throw new FileRefusal('source and destination must differ');
  if (stats.isDirectory() && isInside(destination, source))
    throw new FileRefusal('destination must not be inside source');
  if (!flagOf(input, 'overwrite') && (await exists(destination))) throw new FileRefusal('destination exists');
  await makeParents(input, destination);
  await moveTree(source, destination, rename);
  return { source, destination, moved: true };
}

async function deleteFile({ input, path }: FileDeed): Promise<Report> {
  if (path === parse(path).root) throw new FileRefusal('refusing to delete filesystem root');
  if (flagOf(input, 'missing_ok') && !(await exists(path))) return { path, deleted: false };
  const stats = await lstat(path);
  const recursive = flagOf(input, 'recursive');
  if (stats.isDirectory() && !recursive) throw new FileRefusal('recursive is required to delete a directory');
  if (flagOf(input, 'dry_run')) return { path, dryRun: true, deleted: false };
  await rm(path, { recursive });
  return { path, deleted: true };
}

async function makeDirectory({ input, path }: FileDeed): Promise<Report> {
  if (flagOf(input, 'dry_run')) return { path, dryRun: true, created: false };
  const mode = modeOf(textOf(input, 'mode'), 0o750);
  const isThere = await exists(path);
  if (isThere && !(await stat(path)).isDirectory()) throw new FileRefusal(`${path}: not a directory`);
  makeFolder(path, mode);
  // The mask of our process is not meant to weaken what the step asks for.
  if (!isThere) await chmod(path, mode);
  return { path, created: true };
}

async function list({ input, path }: FileDeed): Promise<Report> {
  if (!(await stat(path)).isDirectory()) throw new FileRefusal('path must be a directory');
  const { listFiles } = await import('./file-list');
  const pattern = textOf(input, 'pattern');
  const found = await listFiles(path, {
    recursive: flagOf(input, 'recursive'),
    includeDirs: flagOf(input, 'include_dirs'),
    ...(pattern === undefined ? {} : { pattern }),
  });
  return {
    path,
    files: found.filter(({ stats }) => stats.isFile()).length,
    entries: found.map(entry => entryOf(entry.path, entry.stats)),
  };
}

async function makeParents(input: JsonObject, path: string): Promise<void> {
  if (flagOf(input, 'create_dirs')) makeFolder(dirname(path), 0o750);
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return false;
  }
}

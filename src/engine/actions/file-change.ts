// Changes files: whole texts written at once, trees copied and moved.

import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import {
  chmod,
  constants,
  copyFile,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { makeFolder } from '../../base/folder';
import { FileRefusal } from './file-cause';

export interface WriteOptions {
  readonly mode: number;
  readonly overwrite: boolean;
  /** Written beside the file and renamed, so that nobody sees a half of it. */
  readonly atomic: boolean;
}

/** Writes a whole file. Without `overwrite` one that exists is refused (EEXIST); one that is written in place keeps its mode. */
export async function textInto(path: string, content: string | Uint8Array, options: WriteOptions): Promise<void> {
  if (options.overwrite && options.atomic) {
    const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      await fresh(draft, content, options.mode);
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    return;
  }
  if (!options.overwrite) return fresh(path, content, options.mode);
  const file = await open(path, 'w', options.mode);
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

export interface CopyOptions {
  readonly recursive: boolean;
  readonly overwrite: boolean;
  readonly createDirs: boolean;
  /** The source itself may be a link; links below it are copied as links. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

export interface CopyCounts {
  readonly files: number;
  /** Folders below the copied one. */
  readonly directories: number;
  readonly bytes: number;
}

/** Copies a file, a link or, with `recursive`, a folder. */
export async function copyTree(source: string, destination: string, options: CopyOptions): Promise<CopyCounts> {
  const stats = options.follow ? await stat(source) : await lstat(source);
  if (resolve(source) === resolve(destination)) throw new FileRefusal('source and destination must differ');
  if (stats.isDirectory()) {
    if (!options.recursive) throw new FileRefusal('recursive is required to copy a directory');
    if (isInside(destination, source)) throw new FileRefusal('destination must not be inside source');
  }
  if (options.createDirs) makeFolder(dirname(destination), 0o750);
  const counts = { files: 0, directories: 0, bytes: 0 };
  await copyInto(source, destination, stats, options.overwrite, counts, options.signal);
  if (stats.isDirectory()) counts.directories--;
  return counts;
}

/** Renames; between file systems it copies and removes. */
export async function moveTree(source: string, destination: string, move: typeof rename): Promise<void> {
  try {
    await move(source, destination);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    const whole = { recursive: true, overwrite: true, createDirs: false, follow: false };
    await copyTree(source, destination, { ...whole, signal: new AbortController().signal });
    await rm(source, { recursive: true });
  }
}

async function fresh(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.chmod(mode);
  } finally {
    await file.close();
  }
}

async function copyInto(
  source: string,
  destination: string,
  stats: Stats,
  overwrite: boolean,
  counts: { files: number; directories: number; bytes: number },
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) throw new FileRefusal('the copy was ended before everything was copied');
  if (stats.isDirectory()) {
    const made = await mkdir(destination, { recursive: overwrite, mode: stats.mode & 0o777 });
    if (made !== undefined || !overwrite) await chmod(destination, stats.mode & 0o777);
    counts.directories++;
    for (const name of (await readdir(source)).sort()) {
      const from = join(source, name);
      await copyInto(from, join(destination, name), await lstat(from), overwrite, counts, signal);
    }
    return;
  }
  if (stats.isSymbolicLink()) {
    if (overwrite) await rm(destination, { force: true });
    await symlink(await readlink(source), destination);
  } else if (stats.isFile()) {
    await copyFile(source, destination, overwrite ? 0 : constants.COPYFILE_EXCL);
    counts.bytes += stats.size;
  } else throw new FileRefusal(`${source} is neither a file nor a folder`);
  counts.files++;
}

/** Whether a path lies somewhere below a folder; both absolute. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === resolve(path);
}

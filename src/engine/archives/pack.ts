// Packs a file or folder into an archive (dagu-format.md 3.18).

import type { Stats } from 'node:fs';
import { lstat, open, readdir, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { makeFolder } from '../../base/folder';
import type { ArchiveEntry } from './archive-entry';
import { ArchiveFault, faultOf } from './archive-fault';
import { formatOfName, formatOfWord } from './archive-format';
import { openArchive, unknownFormat } from './archive-reader';
import type { ArchiveFormat, CreateRequest } from './archive-request';
import { type ArchiveWriter, openWriter } from './archive-writer';
import { chooser } from './path-choice';
import { readThrough } from './unpack';

export interface Packed {
  /** Folders count too. */
  readonly entries: number;
  readonly bytes: number;
  readonly notes: readonly string[];
}

export async function pack(request: CreateRequest): Promise<Packed> {
  const { source, destination = '', draft } = request;
  // A link that is named itself stands for what it leads to.
  const stats = await stat(source).catch(error => {
    throw faultOf(error, 'source');
  });
  if (request.dryRun) return walk(request, stats, undefined);
  const format = formatFor(request, destination);
  if (!request.overwrite && (await isThere(destination)))
    throw new ArchiveFault('destination', `destination "${destination}" exists (overwrite disabled)`);
  try {
    makeFolder(dirname(destination));
  } catch (error) {
    throw faultOf(error, 'destination');
  }
  const writer = await openWriter(draft, format, request.level);
  if (writer === undefined) throw new ArchiveFault('input', `archives of the format ${format.kind} can only be read`);
  try {
    const packed = await walk(request, stats, writer);
    await writer.close();
    if (request.verify) await readThrough(await openArchive(draft, wordOf(format)));
    await rename(draft, destination);
    return packed;
  } catch (error) {
    await writer.abandon();
    await rm(draft, { force: true });
    throw faultOf(error, 'creation');
  }
}

function formatFor({ format: word }: CreateRequest, destination: string): ArchiveFormat {
  if (word !== undefined && word !== '') {
    const named = formatOfWord(word);
    if (named === undefined) throw unknownFormat(word);
    return named;
  }
  const told = formatOfName(destination);
  if (told === undefined)
    throw new ArchiveFault('format', `the name of ${basename(destination)} tells no format; name one with format`);
  return told;
}

function wordOf(format: ArchiveFormat): string {
  if (format.kind !== 'tar') return format.kind;
  return format.filter === 'plain' ? 'tar' : `tar.${format.filter}`;
}

/** Adds the source under its own name and, below a folder, everything sorted; without a writer it only counts. */
async function walk(request: CreateRequest, stats: Stats, writer: ArchiveWriter | undefined): Promise<Packed> {
  const { source, destination, draft, followLinks, goOn } = request;
  const chosen = chooser(request.choice);
  const counts = { entries: 0, bytes: 0 };
  const notes: string[] = [];
  /** The real folders around the current one: a link to one of them would never end. */
  const around: string[] = [];
  const visit = async (file: string, path: string, known?: Stats): Promise<void> => {
    if (file === destination || file === draft) return;
    const own = known ?? (await lstat(file));
    const facts = own.isSymbolicLink() && followLinks ? await stat(file) : own;
    if (chosen(path)) {
      const entry = await entryOf(file, path, facts);
      if (entry !== undefined) {
        if (writer !== undefined) await added(writer, entry, file);
        counts.entries++;
        counts.bytes += entry.size;
      }
    }
    if (!facts.isDirectory()) return;
    const real = await realpath(file);
    if (around.includes(real)) throw new ArchiveFault('creation', `${file} leads back to a folder around it`);
    around.push(real);
    for (const name of (await readdir(file)).sort()) await attempt(join(file, name), `${path}/${name}`);
    around.pop();
  };
  const attempt = async (file: string, path: string): Promise<void> => {
    try {
      await visit(file, path);
    } catch (error) {
      const fault = faultOf(error, 'creation');
      // What was begun in the archive cannot be taken back.
      if (!goOn || writer === undefined) throw fault;
      notes.push(`${path}: ${fault.message}`);
    }
  };
  await visit(source, basename(source), stats);
  return { ...counts, notes };
}

async function added(writer: ArchiveWriter, entry: ArchiveEntry, file: string): Promise<void> {
  const content = await contentOf(entry, file);
  try {
    await writer.add(entry, content);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ArchiveFault('creation', `${file} cannot be added: ${reason}`);
  }
}

/** Undefined for what no archive holds: sockets, pipes, devices. */
async function entryOf(file: string, path: string, stats: Stats): Promise<ArchiveEntry | undefined> {
  const common = { path, mode: stats.mode & 0o777, modified: stats.mtime };
  if (stats.isDirectory()) return { ...common, kind: 'folder', size: 0 };
  if (stats.isSymbolicLink()) return { ...common, kind: 'link', size: 0, target: await readlink(file) };
  return stats.isFile() ? { ...common, kind: 'file', size: stats.size } : undefined;
}

/**
 * What a file had when it was measured: one that grows meanwhile is cut, one that shrinks is refused by the writer. It is opened before
 * anything of it is in the archive.
 */
async function contentOf({ kind, size }: ArchiveEntry, file: string): Promise<ReadableStream<Uint8Array>> {
  if (kind !== 'file' || size === 0) return Readable.toWeb(Readable.from([])) as ReadableStream<Uint8Array>;
  const handle = await open(file);
  return Readable.toWeb(handle.createReadStream({ end: size - 1 })) as ReadableStream<Uint8Array>;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw faultOf(error, 'destination');
  }
}

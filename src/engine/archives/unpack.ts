// Unpacks an archive into a folder (dagu-format.md 3.18).

import { createWriteStream } from 'node:fs';
import { chmod, copyFile, link, rm, symlink, utimes } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { boundsOf } from './archive-bounds';
import { plainPath, type ReadEntry } from './archive-entry';
import { ArchiveFault, contentFault, faultOf } from './archive-fault';
import { openArchive } from './archive-reader';
import type { ExtractRequest } from './archive-request';
import { chooser, stripped } from './path-choice';
import { type UnpackPlace, unpackPlace } from './unpack-place';

export interface Unpacked {
  readonly files: number;
  readonly bytes: number;
  readonly skipped: number;
  readonly notes: readonly string[];
}

export async function unpack(request: ExtractRequest): Promise<Unpacked> {
  const archive = await openArchive(request.source, request.format, request.password);
  const chosen = chooser(request.choice);
  if (request.verify) await readThrough(archive);
  const bounds = boundsOf(archive.size);
  const place = request.dryRun ? undefined : await unpackPlace(request.destination, request.overwrite);
  const counts = { files: 0, bytes: 0, skipped: 0 };
  const notes: string[] = [];
  const links: (() => Promise<void>)[] = [];
  const attempt = async (entry: ReadEntry, deed: () => Promise<void>): Promise<void> => {
    try {
      await deed();
    } catch (error) {
      const fault = faultOf(error, 'extraction');
      // After a fault in the archive itself nothing that follows can be trusted.
      if (!request.goOn || fault.kind === 'corrupted' || fault.kind === 'input') throw named(fault, entry);
      counts.skipped++;
      notes.push(`${entry.path}: ${fault.message}`);
    }
  };
  for await (const entry of archive.entries()) {
    bounds.entry();
    const path = nameFor(entry, request);
    if (entry.kind === 'folder') {
      if (path !== undefined && chosen(path) && request.keepPaths && place !== undefined)
        await attempt(entry, () => place.folder(path));
    } else if (path === undefined || !chosen(path) || entry.kind === 'other') counts.skipped++;
    else {
      const name = request.keepPaths ? path : path.slice(path.lastIndexOf('/') + 1);
      const deed = async (target = ''): Promise<void> => {
        counts.bytes += await unpackOne(entry, { name, target }, place, request, count => bounds.bytes(count));
        counts.files++;
      };
      await attempt(entry, async () => {
        if (entry.kind === 'file') return deed();
        const target = entry.target ?? (await targetIn(entry));
        links.push(() => attempt(entry, () => deed(target)));
      });
    }
  }
  // Once there are links, a path could lead through one of them.
  for (const make of links) await make();
  return { ...counts, notes };
}

function nameFor({ path }: ReadEntry, { strip }: ExtractRequest): string | undefined {
  // What leads out is refused where it would be unpacked; without its leading folders it could pass for something else.
  return path.split('/').includes('..') ? path : stripped(path, strip);
}

async function unpackOne(
  entry: ReadEntry,
  { name, target }: { readonly name: string; readonly target: string },
  place: UnpackPlace | undefined,
  { strip }: ExtractRequest,
  count: (bytes: number) => void,
): Promise<number> {
  if (place === undefined) {
    count(entry.size);
    return entry.size;
  }
  const file = await place.room(name);
  switch (entry.kind) {
    case 'link':
      await place.checkTarget(file, target);
      await symlink(target, file);
      return 0;
    case 'hard-link': {
      const path = stripped(plainPath(target), strip);
      if (path === undefined) throw new ArchiveFault('extraction', 'it repeats a file that is not unpacked');
      const original = await place.existing(path);
      await link(original, file).catch(() => copyFile(original, file));
      return 0;
    }
    default:
      return written(entry, file, count);
  }
}

/** The longest target of a link. */
const longestTarget = 4096;

async function targetIn(entry: ReadEntry): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of entry.content()) {
    parts.push(part);
    length += part.length;
    if (length > longestTarget) throw new ArchiveFault('extraction', 'it is a link whose target is too long');
  }
  return Buffer.concat(parts).toString('utf8');
}

async function written(entry: ReadEntry, file: string, count: (bytes: number) => void): Promise<number> {
  let bytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of entry.content()) {
        bytes += chunk.length;
        count(chunk.length);
        yield chunk;
      }
    } catch (error) {
      throw contentFault(error);
    }
  };
  try {
    await pipeline(
      Readable.from(counted(), { objectMode: false }),
      createWriteStream(file, { flags: 'wx', mode: 0o600 }),
    );
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  await chmod(file, entry.mode);
  await utimes(file, entry.modified, entry.modified);
  return bytes;
}

/** Reads everything once, so that a damaged archive is found before anything is written. */
export async function readThrough(archive: Awaited<ReturnType<typeof openArchive>>): Promise<void> {
  const bounds = boundsOf(archive.size);
  for await (const entry of archive.entries()) {
    bounds.entry();
    if (entry.kind === 'file') for await (const chunk of entry.content()) bounds.bytes(chunk.length);
  }
}

function named(fault: ArchiveFault, { path }: ReadEntry): ArchiveFault {
  return new ArchiveFault(fault.kind, `extraction failed: ${path}: ${fault.message}`);
}

// The folder that an archive is unpacked into: nothing of the archive gets out of it, whatever paths and links say.

import type { Stats } from 'node:fs';
import { lstat, mkdir, realpath, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { makeFolder } from '../../base/folder';
import { ArchiveFault, faultOf } from './archive-fault';

export interface UnpackPlace {
  /** Makes the folder of a path, and of all above it. */
  folder(path: string): Promise<void>;
  /** Makes room for a file or link: parents are made, what is there is removed or refused. Returns the absolute path. */
  room(path: string): Promise<string>;
  /** The absolute path of something that was unpacked before. */
  existing(path: string): Promise<string>;
  /** Refuses a link that leads out. `file`: the absolute path of the link. */
  checkTarget(file: string, target: string): Promise<void>;
}

/** Makes the folder itself. */
export async function unpackPlace(destination: string, overwrite: boolean): Promise<UnpackPlace> {
  try {
    makeFolder(destination);
  } catch (error) {
    throw faultOf(error, 'destination');
  }
  const root = await realpath(destination);
  /** Folders that are known to lie inside. Links are made when all else is done, so that this stays true. */
  const known = new Set([root]);

  const inside = (path: string): boolean => {
    const way = relative(root, path);
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  };

  const makeInside = async (folder: string): Promise<void> => {
    if (known.has(folder)) return;
    await makeInside(dirname(folder));
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw faultOf(error, 'destination');
    });
    if (!inside(await realpath(folder))) throw outside();
    if (!(await lstat(await realpath(folder))).isDirectory())
      throw new ArchiveFault('destination', `${folder} is there already and no folder`);
    known.add(folder);
  };

  const placeOf = async (path: string): Promise<string> => {
    if (!isPlain(path)) throw outside();
    const file = join(root, path);
    await makeInside(dirname(file));
    return file;
  };

  return {
    async folder(path) {
      if (!isPlain(path)) throw outside();
      await makeInside(join(root, path));
    },
    async room(path) {
      const file = await placeOf(path);
      const there = await statsOf(file);
      if (there === undefined) return file;
      if (!overwrite) throw new ArchiveFault('destination', `destination "${file}" exists (overwrite disabled)`);
      if (there.isDirectory())
        throw new ArchiveFault('destination', `${file} is a folder and is not replaced by a file`);
      await rm(file);
      return file;
    },
    async existing(path) {
      const file = await placeOf(path);
      const there = await statsOf(file);
      // A link that is repeated in another folder would lead elsewhere.
      if (there?.isFile() !== true) throw new ArchiveFault('extraction', `there is no file ${path} to repeat`);
      return file;
    },
    async checkTarget(file, target) {
      const behind = target.replace(/^(\.\.\/)+/, '');
      // A `..` behind a name could lead elsewhere once that name is a link itself.
      const winds = behind !== '..' && behind.split('/').includes('..');
      const odd = isAbsolute(target) || target.includes('\0') || (onWindows && target.includes('\\'));
      if (winds || odd || !inside(resolve(await realpath(dirname(file)), target)))
        throw new ArchiveFault('extraction', `it is a link that leads out of the destination, to ${target}`);
    },
  };
}

const onWindows = process.platform === 'win32';

/** A path that cannot lead out by itself. Backslashes and colons mean something to Windows. */
function isPlain(path: string): boolean {
  const parts = path.split('/');
  if (path === '' || path.startsWith('/') || path.includes('\0')) return false;
  if (onWindows && /[\\:]/.test(path)) return false;
  return !parts.includes('..') && !parts.includes('');
}

function outside(): ArchiveFault {
  return new ArchiveFault('extraction', 'its path leads out of the destination');
}

async function statsOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw faultOf(error, 'destination');
    return undefined;
  }
}

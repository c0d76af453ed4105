// Lists what is in a folder, for file.list and artifact.list; the pattern is one of whole paths, `**` crosses folders.

import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import picomatch from 'picomatch';

export interface ListOptions {
  readonly recursive: boolean;
  readonly includeDirs: boolean;
  readonly pattern?: string;
}

export interface ListedFile {
  /** Relative to the listed folder, with slashes. */
  readonly path: string;
  readonly stats: Stats;
}

/** Sorted by path. Links are listed, never followed. */
export async function listFiles(folder: string, options: ListOptions): Promise<readonly ListedFile[]> {
  const matches = pathMatcher(options.pattern === undefined || options.pattern === '' ? [] : [options.pattern]);
  const found: ListedFile[] = [];
  const visit = async (below: string): Promise<void> => {
    for (const name of await readdir(join(folder, below))) {
      const path = below === '' ? name : `${below}/${name}`;
      const stats = await lstat(join(folder, path));
      if ((options.includeDirs || !stats.isDirectory()) && matches(path)) found.push({ path, stats });
      if (options.recursive && stats.isDirectory()) await visit(path);
    }
  };
  await visit('');
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether a path with slashes matches one of the patterns; without patterns everything does. */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => true;
  const matches = picomatch([...patterns], { dot: true, noextglob: true, nonegate: true });
  return path => matches(path);
}

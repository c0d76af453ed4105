// The actions on the artifacts of a run; no path leads out of their folder (dagu-format.md 3.18).

import type { Stats } from 'node:fs';
import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { makeFolder } from '../../base/folder';
import type { JsonObject } from '../../base/json';
import type { ExecutionContext, Executor, Outcome } from '../executor';
import { failed, flagOf, numberOf, resolvedInput, textOf } from './action-input';
import { causeOf, FileRefusal } from './file-cause';
import { textInto } from './file-change';
import { printFile } from './file-print';
import { entryOf, factsOf, modeOf, type Report, reportLine } from './file-report';
import type { OtherAction } from './other-action';

/** What is reported; undefined when all that was to be printed is printed. */
type ArtifactDeed = (
  path: string,
  folder: string,
  input: JsonObject,
  context: ExecutionContext,
) => Promise<Report | undefined>;

const deeds: Readonly<Record<string, ArtifactDeed>> = { write, read, list };

/** Executors by the name of the action. */
export const artifactExecutors: readonly (readonly [string, Executor<OtherAction>])[] = Object.entries(deeds).map(
  ([name, deed]) => [`artifact.${name}`, performer(name, deed)],
);

function performer(name: string, deed: ArtifactDeed): Executor<OtherAction> {
  return async (action, context): Promise<Outcome> => {
    const folder = context.scope.context['paths.artifacts_dir'];
    if (folder === undefined) return failed('artifact: the run has no folder of artifacts.');
    try {
      const input = resolvedInput(action, context.scope);
      const path = innerPath(textOf(input, 'path') ?? (name === 'list' ? '.' : ''), name !== 'list');
      makeFolder(folder);
      await confine(path, folder);
      const report = await deed(path, folder, input, context);
      if (report !== undefined) context.write('stdout', reportLine({ operation: name, path, ...report }));
      return { exitCode: 0 };
    } catch (error) {
      return failed(`artifact ${name}: ${causeOf(error)}`);
    }
  };
}

async function write(path: string, folder: string, input: JsonObject): Promise<Report> {
  const file = join(folder, path);
  const content = textOf(input, 'content') ?? '';
  const isNew = (await statsOf(file)) === undefined;
  makeFolder(dirname(file), 0o750);
  await textInto(file, content, {
    mode: modeOf(textOf(input, 'mode'), 0o600),
    overwrite: flagOf(input, 'overwrite'),
    atomic: flagOf(input, 'atomic', true),
  });
  return { bytes: Buffer.byteLength(content), created: isNew };
}

async function read(
  path: string,
  folder: string,
  input: JsonObject,
  context: ExecutionContext,
): Promise<Report | undefined> {
  const file = join(folder, path);
  const stats = await stat(file);
  if (stats.isDirectory()) throw new FileRefusal('cannot read a directory');
  const most = numberOf(input, 'max_bytes') ?? 0;
  if (most > 0 && stats.size > most) throw new FileRefusal(`file size ${stats.size} exceeds max_bytes ${most}`);
  if (textOf(input, 'format') !== 'json') {
    await printFile(file, context);
    return undefined;
  }
  const bytes = await readFile(file);
  return { exists: true, ...factsOf(stats), bytes: bytes.length, content: bytes.toString('utf8') };
}

async function list(path: string, folder: string, input: JsonObject): Promise<Report> {
  if (!(await stat(join(folder, path))).isDirectory()) throw new FileRefusal('path must be a directory');
  const { listFiles } = await import('./file-list');
  const pattern = textOf(input, 'pattern');
  const found = await listFiles(join(folder, path), {
    recursive: flagOf(input, 'recursive'),
    includeDirs: flagOf(input, 'include_dirs'),
    ...(pattern === undefined ? {} : { pattern }),
  });
  const before = path === '.' ? '' : `${path}/`;
  return {
    files: found.filter(({ stats }) => stats.isFile()).length,
    entries: found.map(entry => entryOf(`${before}${entry.path}`, entry.stats)),
  };
}

/** The path with slashes and without empty parts. Whatever could lead out is refused, also when it would come back in. */
function innerPath(written: string, namesFile: boolean): string {
  const path = written.replaceAll('\\', '/');
  if (path.startsWith('/') || path.startsWith('~') || /^[A-Za-z]:/.test(path))
    throw new FileRefusal('artifact path must be relative');
  const parts = path.split('/').filter(part => part !== '' && part !== '.');
  if (parts.includes('..')) throw new FileRefusal('artifact path must not contain ..');
  if (parts.length === 0 && namesFile) throw new FileRefusal('artifact path must name a file');
  return parts.length === 0 ? '.' : parts.join('/');
}

/** Refuses a path on which a link leads out of the folder; what does not exist yet cannot. */
async function confine(path: string, folder: string): Promise<void> {
  const root = await realpath(folder);
  for (let part = join(folder, path); part.length > folder.length; part = dirname(part)) {
    if ((await statsOf(part)) === undefined) continue;
    const way = relative(root, await realpath(part));
    if (way === '..' || way.startsWith(`..${sep}`) || /^[A-Za-z]:/.test(way))
      throw new FileRefusal(`path "${path}" escapes artifact directory`);
    return;
  }
}

async function statsOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

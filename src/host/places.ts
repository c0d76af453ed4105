// Where Dagu keeps the base configuration and named workflows (dagu-format.md 5.1 and 6.1).

import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Dag } from '../model/dag';
import type { OuterFolders } from '../model/source';
import type { Lookup } from '../spec/compilation';
import { isFile, readTextFile } from './text-file';

export interface DaguPlaces {
  readonly dagsDir: string;
  /** Where notes about workflows lie (dagu-format.md 4). */
  readonly wikiDir: string;
  /** Absolute path. */
  readonly baseConfig: string;
  /** Folders for the logs and artifacts of all runs, where the environment names them: absolute paths. */
  readonly outside: OuterFolders;
}

export interface PlaceSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home directory. */
  readonly home: string;
  /** Dagu's own folder as settings name it; absent or empty: where Dagu would look. */
  readonly daguHome?: string;
}

/** The setting, else `$DAGU_HOME`, else `~/.dagu` when it exists, else the XDG folder; single places have variables of their own. */
export function daguPlaces({ env, home, daguHome = '' }: PlaceSurroundings): DaguPlaces {
  const unified = daguHome || env.DAGU_HOME || (existsSync(join(home, '.dagu')) ? join(home, '.dagu') : undefined);
  const root = unified ?? join(env.XDG_CONFIG_HOME || join(home, '.config'), 'dagu');
  const own = daguHome === '' ? env : {};
  const named = daguHome || env.DAGU_HOME;
  const artifacts = own.DAGU_ARTIFACT_DIR || (named ? join(named, 'data', 'artifacts') : undefined);
  const dagsDir = resolve(own.DAGU_DAGS_DIR || join(root, 'dags'));
  return {
    dagsDir,
    wikiDir: join(dagsDir, 'wiki'),
    baseConfig: resolve(own.DAGU_BASE_CONFIG || join(root, 'base.yaml')),
    outside: {
      ...(own.DAGU_LOG_DIR ? { logDir: resolve(own.DAGU_LOG_DIR) } : {}),
      ...(artifacts ? { artifactsDir: resolve(artifacts) } : {}),
    },
  };
}

/** Where a new run of a workflow keeps files besides the history. */
export function outerFolders({ logDir }: Dag, { outside }: DaguPlaces): OuterFolders {
  return logDir === undefined ? outside : { ...outside, logDir };
}

/** Whether a file is what workflows inherit from: all of them, or those of a workspace (dagu-format.md 3.20). */
export function isBaseConfig(file: string, { baseConfig, dagsDir }: DaguPlaces): boolean {
  return (
    file === baseConfig || (basename(file) === 'base.yaml' && dirname(dirname(file)) === join(dagsDir, 'workspaces'))
  );
}

/** Reads files for the compiler. What cannot be read counts as absent. */
export const diskLookup: Lookup = {
  read: path => {
    if (!isFile(path)) return undefined;
    const text = readTextFile(path);
    return text.ok ? text.value : undefined;
  },
};

/** The file that a call means: beside the callers, then in the DAGs folder, with or without its ending (dagu-format.md 3.13). */
export function calledFile(word: string, besides: readonly string[], { dagsDir }: DaguPlaces): string | undefined {
  const names = /\.ya?ml$/.test(word) ? [word] : [`${word}.yaml`, `${word}.yml`, word];
  return [...besides.map(file => dirname(file)), dagsDir]
    .flatMap(folder => names.map(name => resolve(folder, name)))
    .find(isFile);
}

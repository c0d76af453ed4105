// What is remembered of a file that a build made, so that it need not be made again.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../base/folder';
import { isJsonObject } from '../../base/json';
import { parseJson } from '../values/json-text';
import { digest } from './build-recipe';

export interface Manifest {
  readonly recipe: string;
  /** Digests of the inputs by name. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The digest of the file. */
  readonly output: string;
  /** The run that made it: `DAG:RUN`. */
  readonly producer: string;
}

/** What was remembered of a file; undefined when it was never made here, or the note cannot be read. */
export function readManifest(folder: string, path: string): Manifest | undefined {
  try {
    const value = parseJson(readFileSync(manifestFile(folder, path), 'utf8'))?.value;
    if (!isJsonObject(value ?? null)) return undefined;
    return isManifest(value) ? value : undefined;
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    return undefined;
  }
}

/** Replaces what was remembered of a file at once. Throws the system's error. */
export function writeManifest(folder: string, path: string, manifest: Manifest): void {
  makeFolder(folder, 0o700);
  const file = manifestFile(folder, path);
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, JSON.stringify({ ...manifest, path }), { mode: 0o600 });
  renameSync(draft, file);
}

function manifestFile(folder: string, path: string): string {
  return join(folder, `${digest(path)}.json`);
}

function isManifest(value: unknown): value is Manifest {
  const { recipe, inputs, output, producer } = value as Partial<Manifest>;
  return [recipe, output, producer].every(part => typeof part === 'string') && typeof inputs === 'object';
}

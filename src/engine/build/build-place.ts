// Where the files of a build lie: absolute paths, one producer for each (dagu-format.md 3.22).

import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fail, ok, type Result } from '../../base/result';
import type { BuildFile, Dag } from '../../model/dag';
import { fromHome } from '../run-base';
import { expand } from '../values/expand';
import { policies } from '../values/policies';
import type { Scope } from '../values/scope';

export interface BuildOutput {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

export interface BuildPlace {
  /** By name: absolute paths. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly output?: BuildOutput;
}

/** What of the base of a run decides where files lie. */
export interface BuildGround {
  readonly scope: Scope;
  /** Where the workflow's `working_dir` leads. */
  readonly directory: string;
}

/**
 * The files of every step that names some, by step. Paths start at the workflow's `working_dir`, else at its file, never in a run's private
 * directory. Fails when a folder of an output is missing, or two steps make the same file.
 */
export function buildPlaces(dag: Dag, ground: BuildGround): Result<ReadonlyMap<string, BuildPlace>, string> {
  const start = dag.workingDir || dag.file === '' ? ground.directory : dirname(dag.file);
  const place = ({ path }: BuildFile): string =>
    resolve(start, fromHome(expand(path, ground.scope, policies.streamPath), ground.scope.os));
  const places = new Map<string, BuildPlace>();
  const producers = new Map<string, string>();
  for (const { name, build } of dag.steps) {
    if (build === undefined) continue;
    const inputs = Object.fromEntries(build.inputs.map(file => [file.name, canonical(place(file))]));
    if (build.output === undefined) {
      places.set(name, { inputs });
      continue;
    }
    const path = canonical(place(build.output));
    const folder = dirname(path);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
      return fail(`The folder ${folder} of the file that the step "${name}" makes does not exist: make it first.`);
    const other = producers.get(path);
    if (other !== undefined)
      return fail(
        `The file ${path} has multiple producers: the steps "${other}" and "${name}". One step makes a file.`,
      );
    producers.set(path, name);
    places.set(name, { inputs, output: { name: build.output.name, path } });
  }
  return ok(places);
}

/** One path for a file, whatever links lead to its folder. */
function canonical(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    return path;
  }
}

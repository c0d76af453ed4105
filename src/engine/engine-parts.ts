// What the engine is given by its host, and what it knows of a run before any attempt of it.

import type { Clock } from '../base/clock';
import type { Result } from '../base/result';
import type { Dag } from '../model/dag';
import type { BodyPlace } from '../model/foreach-body';
import type { RunStore } from '../model/source';
import type { StateStore } from '../model/state';
import type { Processes } from './processes/process';
import type { Threads } from './threads';

/** A definition: the Dag and the text it was compiled from, which is kept with the run. */
export interface Definition {
  readonly dag: Dag;
  readonly text: string;
}

/** Finds and compiles definitions for calls of sub-DAGs. Failures are messages for people. */
export interface DefinitionSource {
  /** A file by a path or name, looked up beside the files given (nearest caller first), then where DAGs are kept. */
  find(word: string, besides: readonly string[]): Result<Definition, string>;
  /** A text that was kept with a run. `document`: the name of the inline document that is meant, instead of the first. */
  compile(text: string, file: string, document?: string): Result<Dag, string>;
}

export interface EngineParts {
  readonly processes: Processes;
  readonly clock: Clock;
  /** Our own environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly definitions: DefinitionSource;
  /** For work that would hold up the host. */
  readonly threads: Threads;
  /** Values that outlive runs. */
  readonly state: StateStore;
  /** Where old runs are taken away after a run; without it, all are kept. */
  readonly history?: Pick<RunStore, 'prune'>;
  /** Absolute path of the folder where the notes about workflows lie, each workflow's in a folder of its own. */
  readonly wikiDir?: string;
  /** Absolute path of the folder that remembers what builds made; without it, nothing is used again. */
  readonly buildDir?: string;
}

/** Where a run stands among others. */
export interface RunLineage {
  /** The run whose step started this one. */
  readonly parent?: { readonly dag: string; readonly runId: string; readonly step: string };
  readonly root?: { readonly dag: string; readonly runId: string };
  /** It is one item of a foreach step. */
  readonly body?: BodyPlace;
  /** The caller's root env and params: defaults of lowest rank (dagu-format.md 3.13). */
  readonly outer: Readonly<Record<string, string>>;
  /** Files of the callers, nearest first. */
  readonly callers: readonly string[];
  /** Inline documents of the file that may be called by name. */
  readonly documents: readonly Dag[];
  /** The text that the inline documents come from. */
  readonly text: string;
}

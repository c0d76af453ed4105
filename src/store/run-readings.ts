// Runs that were read, kept so that the next look reads only what is new.

import { basename } from 'node:path';
import { fileNameOf } from '../model/ids';
import type { Run } from '../model/run';
import type { RunSummary } from '../model/source';
import type { RunEntry } from './history';
import { JournalReader } from './journal-reader';
import { journalSize, readSummary, unreadableRun } from './summary';

type Named = Pick<RunSummary, 'dag' | 'runId' | 'startedAt'>;

/** Remembers the readers of the runs that were asked for last, and the summaries of many. All of it can be read again. */
export class RunReadings {
  readonly #readers = new Map<string, JournalReader>();
  readonly #summaries = new Map<string, { readonly size: number; readonly summary: RunSummary }>();
  readonly #dags = new Map<string, string>();

  /** The whole run in `dir`; one that is refused shows why and nothing else. Throws the system's errors. */
  run(dir: string, named: Named): Run | undefined {
    const reader = this.#reader(dir);
    if (!reader.refresh()) return undefined;
    return reader.refusal === undefined ? reader.run() : unreadableRun(dir, named, reader.refusal);
  }

  /** The summary of a run. `dag`: the workflow's name, where it is known. */
  summary({ dir, dagDir, runId, at }: RunEntry, dag: string | undefined): RunSummary | undefined {
    const size = journalSize(dir);
    if (size === undefined) return undefined;
    const known = this.#summaries.get(dir);
    if (known?.size === size) return known.summary;
    const named = { dag: dag ?? this.#dags.get(dagDir) ?? basename(dagDir), runId, startedAt: at };
    const summary = readSummary(dir, size, named, () => this.#reader(dir));
    if (summary === undefined) return undefined;
    if (summary.error === undefined) this.#dags.set(dagDir, summary.dag);
    remember(this.#summaries, dir, { size, summary }, mostSummaries);
    return summary;
  }

  /** The name of the workflow whose run this is, also when the run is gone: the runs beside it know. */
  dagOf(entry: RunEntry, beside: () => Iterable<RunEntry>): string | undefined {
    const known = this.#dags.get(entry.dagDir);
    if (known !== undefined) return known;
    const name = basename(entry.dagDir);
    // Names that could be kept as they are stand for themselves; altered ones end in a part of a hash.
    if (fileNameOf(name) === name && !/-[0-9a-f]{8}$/.test(name)) return name;
    for (const other of beside()) {
      this.summary(other, undefined);
      if (this.#dags.has(entry.dagDir)) break;
    }
    return this.#dags.get(entry.dagDir);
  }

  forget(dir: string): void {
    this.#readers.delete(dir);
    this.#summaries.delete(dir);
  }

  #reader(dir: string): JournalReader {
    const reader = this.#readers.get(dir) ?? new JournalReader(dir);
    remember(this.#readers, dir, reader, mostReaders);
    return reader;
  }
}

const mostReaders = 20;
const mostSummaries = 20_000;

/** Keeps the newest entries of a map. */
function remember<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    break;
  }
}

// The line of a run in a list, kept beside its journal so that a list need not fold journals.

import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { currentAttempt, type Run } from '../model/run';
import type { RunQuery, RunSummary } from '../model/source';
import { JournalReader } from './journal-reader';
import { journalFile, summaryFile } from './layout';

/** The line of a run, with the reason when something of it cannot be read. */
export function summaryOf(run: Run): RunSummary {
  const { dag, file, runId, dir, status, trigger, labels, params, startedAt, finishedAt, attempts } = run;
  const retryAt = currentAttempt(run)?.retryAt;
  return {
    dag,
    file,
    runId,
    dir,
    status,
    trigger,
    labels,
    params,
    startedAt,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    attempts: attempts.length,
    ...(retryAt === undefined ? {} : { retryAt }),
  };
}

/** The size of a run's journal in bytes; undefined when there is none or it is empty: no run has begun there. */
export function journalSize(dir: string): number | undefined {
  const size = statSync(journalFile(dir), { throwIfNoEntry: false })?.size;
  return size === 0 ? undefined : size;
}

/**
 * Keeps the summary of a run that is not going on. The journal stays the truth: the copy counts only while the journal has the size it
 * had. A copy that cannot be written is done without.
 */
export function keepSummary(dir: string, run: Run): void {
  const size = journalSize(dir);
  if (size === undefined || run.finishedAt === undefined) return;
  const kept: KeptSummary = { version, size, summary: summaryOf(run) };
  const file = summaryFile(dir);
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
    renameSync(draft, file);
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    rmSync(draft, { force: true });
  }
}

/**
 * The summary of the run in `dir` whose journal has `size` bytes; undefined when no run has begun. `reader` follows that journal. What is
 * refused shows as a run of which nothing but its name is known, with the reason. Throws the system's errors.
 */
export function readSummary(
  dir: string,
  size: number,
  named: Pick<RunSummary, 'dag' | 'runId' | 'startedAt'>,
  reader: () => JournalReader = () => new JournalReader(dir),
): RunSummary | undefined {
  const kept = readKept(dir);
  if (kept?.version === version && kept.size === size) return { ...kept.summary, dir };
  const journal = reader();
  if (!journal.refresh()) return undefined;
  const run = journal.refusal === undefined ? journal.run() : unreadableRun(dir, named, journal.refusal);
  if (run === undefined) return undefined;
  if (journal.damage === undefined) keepSummary(dir, run);
  return { ...summaryOf(run), ...(journal.damage === undefined ? {} : { error: journal.damage }) };
}

/** A run whose journal is refused: its name, and why. Its status claims nothing. */
export function unreadableRun(dir: string, named: Pick<RunSummary, 'dag' | 'runId' | 'startedAt'>, why: string): Run {
  return {
    ...named,
    file: '',
    dir,
    status: 'not_started',
    error: why,
    trigger: 'manual',
    labels: [],
    params: {},
    logDir: '',
    workDir: '',
    attempts: [],
    nodes: [],
    handlers: {},
    pending: [],
  };
}

/** Whether a run belongs into the answer to a query. */
export function matchesQuery(run: RunSummary, query: RunQuery): boolean {
  const { dag, file, statuses, from, to, runIdPart, labels } = query;
  return (
    (dag === undefined || run.dag === dag) &&
    (file === undefined || run.file === file) &&
    (statuses === undefined || statuses.includes(run.status)) &&
    (from === undefined || run.startedAt >= from) &&
    (to === undefined || run.startedAt < to) &&
    (runIdPart === undefined || run.runId.includes(runIdPart)) &&
    (labels === undefined || labels.every(label => run.labels.includes(label)))
  );
}

/** Rises when summaries mean something else than before: older copies then do not count. */
const version = 1;

interface KeptSummary {
  readonly version: number;
  /** Of the journal it was made from, in bytes. */
  readonly size: number;
  readonly summary: RunSummary;
}

function readKept(dir: string): KeptSummary | undefined {
  try {
    return JSON.parse(readFileSync(summaryFile(dir), 'utf8')) as KeptSummary;
  } catch (error) {
    if (error instanceof SyntaxError || typeof (error as NodeJS.ErrnoException).code === 'string') return undefined;
    throw error;
  }
}

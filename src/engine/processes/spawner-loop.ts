// The life of the spawner: requests in, processes started and recorded, reports out.

import type { Readable, Writable } from 'node:stream';
import { identityOfNew } from '../../base/process-identity';
import { launch } from './launch';
import { PipePool } from './pipe-pool';
import type { ProcessRequest } from './process';
import { OpenRecords } from './process-record';
import {
  type EndedReport,
  type FromSpawner,
  lineReader,
  type PassedSignal,
  type StartMessage,
  type ToSpawner,
} from './protocol';

type Env = Readonly<Record<string, string>>;

/**
 * Serves requests until `input` ends, and processes until the last one has ended: nothing but they keeps the program alive. Reports that
 * nobody reads any more are dropped; the records on disk are for that case (architecture.md, "Where the engine runs"). Answers how to tell
 * the host of a signal that the spawner got.
 */
export function serve(input: Readable, output: Writable): (signal: PassedSignal) => void {
  const report = reporter(output);
  const bases = new Map<number, Env>();
  const records = new OpenRecords();
  const pipes = new PipePool();
  input.setEncoding('utf8');
  input.on(
    'data',
    lineReader(line => {
      const message = JSON.parse(line) as ToSpawner;
      if ('argv' in message) start(message, requestOf(message, bases), { records, pipes, report });
      else bases.set(message.base, message.env);
    }),
  );
  input.on('error', () => input.destroy());
  return signal => report({ signalled: signal });
}

interface Surroundings {
  readonly records: OpenRecords;
  readonly pipes: PipePool;
  readonly report: (report: FromSpawner) => void;
}

function start(message: StartMessage, request: ProcessRequest, { records, pipes, report }: Surroundings): void {
  const { id } = message;
  const { key, record } = request;
  let startedAt = Date.now();
  const end = (ended: Pick<EndedReport, 'code' | 'signal' | 'failed'>, captured?: string): void => {
    const times = { startedAt, endedAt: Date.now() };
    tryRecord(() => records.write(record, { key, ...ended, ...times }));
    records.release(record);
    // Captured output is not for the disk.
    report({ id, ...ended, ...times, ...(captured === undefined ? {} : { captured }) });
  };
  const refusal = tryRecord(() => records.use(record));
  if (refusal !== undefined) {
    report({ id, code: null, signal: null, failed: { code: refusal, part: 'files' }, startedAt, endedAt: startedAt });
    return;
  }
  const pid = launch(request, pipes, {
    onEnded: (code, signal, captured) => end({ code, signal }, captured),
    onFailed: failed => end({ code: null, signal: null, failed }),
  });
  if (pid === undefined) return;
  startedAt = Date.now();
  const identity = identityOfNew(pid, startedAt);
  tryRecord(() => records.write(record, { key, pid, identity, startedAt }));
  report({ id, pid, identity, startedAt });
}

/** The system's code when it refuses. A line that cannot be written must not end the processes that run well: their host still hears of them. */
function tryRecord(write: () => void): string | undefined {
  try {
    write();
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code;
  }
}

function requestOf(message: StartMessage, bases: ReadonlyMap<number, Env>): ProcessRequest {
  const env: Record<string, string> = { ...bases.get(message.env.base), ...message.env.set };
  for (const name of message.env.unset) delete env[name];
  return { ...message, env };
}

/** Sends an end at once and a start within a few milliseconds: a short process then wakes its host once, not twice. */
function reporter(output: Writable): (report: FromSpawner) => void {
  let lines = '';
  let waiting = false;
  const flush = (): void => {
    waiting = false;
    if (lines === '') return;
    const text = lines;
    lines = '';
    if (output.writable) output.write(text);
  };
  output.on('error', () => output.destroy());
  return report => {
    lines += `${JSON.stringify(report)}\n`;
    if ('endedAt' in report) flush();
    else if (!waiting) {
      waiting = true;
      setTimeout(flush, startDelayMs);
    }
  };
}

const startDelayMs = 3;

// Processes through the spawner: the engine's way to start, stop and adopt them.

import { type Clock, systemClock } from '../../base/clock';
import type { Disposable } from '../../base/disposal';
import { isSameProcess } from '../../base/process-identity';
import type { Processes, ProcessRequest, RunningProcess } from './process';
import { type ProcessNews, processHandle } from './process-handle';
import { readRecorded, type StartLine } from './process-record';
import type { FromSpawner } from './protocol';
import { endOf, lostEnd, watchRecorded } from './recorded-process';
import { SpawnerConnection, type SpawnerProgram } from './spawner-connection';

interface Pending {
  readonly request: ProcessRequest;
  readonly news: ProcessNews;
}

/**
 * Starts its spawner with the first process, and a new one when that died. Dispose it when the host ends: processes that still run go on
 * under the spawner, their ends are recorded, and the next host adopts them; their promises here stay open.
 */
export class SpawnerClient implements Processes, Disposable {
  readonly #program: SpawnerProgram;
  readonly #clock: Clock;
  readonly #ending = new AbortController();
  readonly #pending = new Map<number, Pending>();
  #connection: SpawnerConnection | undefined;
  #lastId = 0;

  constructor(program: SpawnerProgram, clock: Clock = systemClock) {
    this.#program = program;
    this.#clock = clock;
  }

  start(request: ProcessRequest): RunningProcess {
    const { handle, news } = processHandle(this.#clock);
    const id = ++this.#lastId;
    this.#connection ??= this.#connect();
    if (this.#pending.size === 0) this.#connection.keepAlive(true);
    this.#pending.set(id, { request, news });
    this.#connection.send(id, request);
    return handle;
  }

  async adopt(record: string, key: string): Promise<RunningProcess | undefined> {
    const recorded = readRecorded(record, key);
    if (recorded === undefined) return undefined;
    const { handle, news } = processHandle(this.#clock);
    const { start, end } = recorded;
    if (start !== undefined && (end !== undefined || isSameProcess(start.pid, start.identity))) news.onStarted(start);
    if (end !== undefined) news.onEnded(endOf(end));
    else if (start !== undefined) this.#watch(record, start, news);
    return handle;
  }

  dispose(): void {
    this.#ending.abort();
    this.#connection?.close();
    this.#connection = undefined;
    this.#pending.clear();
  }

  #connect(): SpawnerConnection {
    const connection = new SpawnerConnection(this.#program, {
      onReport: report => this.#onReport(report),
      onGone: code => {
        if (this.#connection === connection) this.#onGone(code);
      },
    });
    return connection;
  }

  #onReport(report: FromSpawner): void {
    const pending = this.#pending.get(report.id);
    if (pending === undefined) return;
    if ('pid' in report) {
      pending.news.onStarted(report);
      return;
    }
    this.#pending.delete(report.id);
    if (this.#pending.size === 0) this.#connection?.keepAlive(false);
    pending.news.onEnded(endOf({ key: pending.request.key, ...report }, pending.request.argv[0]));
  }

  /** What had started is watched by its record from now on; what had not is not started a second time. */
  #onGone(code: string | undefined): void {
    const left = [...this.#pending.values()];
    this.#connection = undefined;
    this.#pending.clear();
    for (const { request, news } of left) this.#rescue(request, news, code);
  }

  #rescue(request: ProcessRequest, news: ProcessNews, code: string | undefined): void {
    const recorded = readRecorded(request.record, request.key);
    const now = this.#clock.now();
    if (recorded?.end !== undefined) {
      if (recorded.start !== undefined) news.onStarted(recorded.start);
      news.onEnded(endOf(recorded.end, request.argv[0]));
    } else if (recorded?.start !== undefined) {
      news.onStarted(recorded.start);
      this.#watch(request.record, recorded.start, news);
    } else if (code === undefined) {
      news.onEnded(lostEnd('the helper that starts processes ended before it could tell of this one', now, now));
    } else {
      const message = `the helper that starts processes cannot be started (${code})`;
      news.onEnded({ code: null, signal: null, error: { code, message }, startedAt: now, endedAt: now });
    }
  }

  #watch(record: string, start: StartLine, news: ProcessNews): void {
    void watchRecorded(record, start, this.#clock, this.#ending.signal).then(end => news.onEnded(end));
  }
}

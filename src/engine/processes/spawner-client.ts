// Processes through the spawner: the engine's way to start, stop and adopt them.

import { type Clock, systemClock } from '../../base/clock';
import type { Disposable } from '../../base/disposal';
import { Emitter, type Event } from '../../base/emitter';
import { isSameProcess } from '../../base/process-identity';
import type { Processes, ProcessRequest, RunningProcess } from './process';
import { type ProcessNews, processHandle } from './process-handle';
import { readRecorded, type StartLine } from './process-record';
import type { FromSpawner, PassedSignal } from './protocol';
import { endOf, lostEnd, watchRecorded } from './recorded-process';
import { SpawnerConnection, type SpawnerProgram } from './spawner-connection';

interface Pending {
  readonly request: ProcessRequest;
  readonly news: ProcessNews;
}

/** A spawner and what it has not told the end of. */
interface Lane {
  readonly connection: SpawnerConnection;
  readonly pending: Map<number, Pending>;
}

/**
 * Starts a spawner with the first process, a second one when processes run side by side (each start blocks its spawner until the system
 * has made the process), and new ones when they died. Dispose it when the host ends: processes that still run go on under their spawner,
 * their ends are recorded, and the next host adopts them; their promises here stay open.
 */
export class SpawnerClient implements Processes, Disposable {
  readonly #program: SpawnerProgram;
  readonly #clock: Clock;
  readonly #ending = new AbortController();
  readonly #lanes: Lane[] = [];
  readonly #signals = new Emitter<PassedSignal>();
  #lastId = 0;

  /** A step signalled its parent: as if the signal had been sent to this program. */
  readonly onSignal: Event<PassedSignal> = this.#signals.event;

  constructor(program: SpawnerProgram, clock: Clock = systemClock) {
    this.#program = program;
    this.#clock = clock;
  }

  start(request: ProcessRequest): RunningProcess {
    const { handle, news } = processHandle(this.#clock);
    const id = ++this.#lastId;
    const { connection, pending } = this.#lane();
    if (pending.size === 0) connection.keepAlive(true);
    pending.set(id, { request, news });
    connection.send(id, request);
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
    this.#signals.dispose();
    for (const { connection, pending } of this.#lanes.splice(0)) {
      pending.clear();
      connection.close();
    }
  }

  /** The least busy lane; a new one when all are busy and there may be more. */
  #lane(): Lane {
    const [first] = [...this.#lanes].sort((a, b) => a.pending.size - b.pending.size);
    const enough = first !== undefined && (first.pending.size === 0 || this.#lanes.length >= mostLanes);
    return enough ? first : this.#open();
  }

  #open(): Lane {
    const connection = new SpawnerConnection(this.#program, {
      onReport: report => this.#onReport(lane, report),
      onGone: code => this.#onGone(lane, code),
    });
    const lane: Lane = { connection, pending: new Map() };
    this.#lanes.push(lane);
    return lane;
  }

  #onReport({ connection, pending }: Lane, report: FromSpawner): void {
    if ('signalled' in report) {
      this.#signals.fire(report.signalled);
      return;
    }
    const found = pending.get(report.id);
    if (found === undefined) return;
    const { news, request } = found;
    if ('pid' in report) {
      news.onStarted(report);
      return;
    }
    pending.delete(report.id);
    if (pending.size === 0) connection.keepAlive(false);
    const { captured } = report;
    const end = endOf({ key: request.key, ...report }, request.argv[0]);
    news.onEnded(captured === undefined ? end : { ...end, captured });
  }

  /** What had started is watched by its record from now on; what had not is not started a second time. */
  #onGone(lane: Lane, code: string | undefined): void {
    const at = this.#lanes.indexOf(lane);
    if (at !== -1) this.#lanes.splice(at, 1);
    for (const { request, news } of lane.pending.values()) this.#rescue(request, news, code);
    lane.pending.clear();
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

/** More than two were not faster with two processors, nor with two steps at a time on more. */
const mostLanes = 2;

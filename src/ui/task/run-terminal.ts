// The pseudoterminal of a run: shows what happens, stops the run when it is asked to, and closes with its exit code.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Result } from '../../base/result';
import { oneLine } from '../../base/terminal-text';
import type { RunEvent } from '../../model/event';
import type { Run } from '../../model/run';
import { linesOf } from './run-lines';

/** What runs: made by the machine. */
export interface RunningAttempt {
  readonly done: Promise<{ readonly run: Run; readonly exitCode: number }>;
  stop(): void;
  kill(): void;
}

export type HearRun = (event: RunEvent, run: () => Run) => void;

/** Begins what the terminal is for. The error says why it was refused, as whole sentences. */
export type Begin = (hear: HearRun) => Promise<Result<RunningAttempt, string>>;

export interface TerminalParts {
  readonly begin: Begin;
  /** Called when the attempt is done. */
  readonly onDone: (run: Run) => void;
  readonly onBug: (error: unknown) => void;
}

const tailBytes = 8192;

export class RunTerminal implements vscode.Pseudoterminal {
  readonly #parts: TerminalParts;
  readonly #writes = new vscode.EventEmitter<string>();
  readonly #closes = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.#writes.event;
  readonly onDidClose = this.#closes.event;
  #attempt: RunningAttempt | undefined;
  #stops = 0;
  #openedAt = 0;

  constructor(parts: TerminalParts) {
    this.#parts = parts;
  }

  open(): void {
    this.#openedAt = Date.now();
    // Nothing may be closed from inside open: the run begins in the next turn.
    setImmediate(() => {
      this.#run().catch(error => {
        this.#parts.onBug(error);
        this.#close(1);
      });
    });
  }

  /** The user ended the task or closed the terminal. */
  close(): void {
    this.#stop();
  }

  handleInput(data: string): void {
    if (data.includes('\u0003')) this.#stop();
  }

  async #run(): Promise<void> {
    const begun = await this.#parts.begin((event, run) => this.#hear(event, run));
    if (!begun.ok) {
      this.#line(`\u001b[31m${oneLine(begun.error)}\u001b[39m`);
      this.#close(1);
      return;
    }
    this.#attempt = begun.value;
    if (this.#stops > 0) begun.value.stop();
    const { run, exitCode } = await begun.value.done;
    this.#parts.onDone(run);
    this.#close(exitCode);
  }

  #hear(event: RunEvent, run: () => Run): void {
    for (const line of linesOf(event, run(), tailOf)) this.#line(line);
  }

  #stop(): void {
    this.#stops++;
    if (this.#stops === 1)
      this.#line(
        '\u001b[33mStopping: processes get their signal, handlers run. Once more ends everything at once.\u001b[39m',
      );
    if (this.#stops === 1) this.#attempt?.stop();
    else this.#attempt?.kill();
  }

  #line(text: string): void {
    this.#writes.fire(`${text}\r\n`);
  }

  /**
   * The last lines are lost when the close follows them at once, so a moment passes. VS Code takes a failure in the first half second for a
   * terminal that could not be launched and says so: a failure waits until that time is over.
   */
  #close(code: number): void {
    const launching = code === 0 ? 0 : launchMs - (Date.now() - this.#openedAt);
    setTimeout(() => this.#closes.fire(code), Math.max(closeDelayMs, launching));
  }
}

const closeDelayMs = 50;
const launchMs = 700;

/** The end of a log file; empty when there is none. */
function tailOf(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const buffer = Buffer.alloc(Math.min(size, tailBytes));
      readSync(file, buffer, 0, buffer.length, size - buffer.length);
      return buffer.toString('utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return '';
  }
}

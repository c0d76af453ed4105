// The log files of steps: their names, and reading what one try left in them.

import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync, truncateSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Dag, Step } from '../model/dag';
import { handlerNodeNames } from '../model/dag';
import type { NodeRef } from '../model/event';
import { fileNameOf } from '../model/ids';

/** Absolute paths of a node's log files in one attempt; equal when the streams are merged. */
export interface StepLogs {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Gives every node of a Dag its log files: `<safe name>.<attempt>.out` and `.err`, or `.log` for both. Names that a file system may take for
 * one another get a part of their hash. A handler's files begin with `@`, which no step's do.
 */
export class LogNames {
  readonly #names = new Map<string, string>();
  readonly #folder: string;
  readonly #attempt: number;

  constructor(dag: Dag, folder: string, attempt: number) {
    this.#folder = folder;
    this.#attempt = attempt;
    const taken = new Set<string>();
    for (const { name } of dag.steps) {
      const plain = fileNameOf(name);
      const unique = taken.has(plain.toLowerCase()) ? `${plain}-${hash(name)}` : plain;
      taken.add(unique.toLowerCase());
      this.#names.set(name, unique);
    }
  }

  of(node: NodeRef, step: Step): StepLogs {
    const name =
      'handler' in node ? `@${handlerNodeNames[node.handler]}` : (this.#names.get(node.step) ?? fileNameOf(node.step));
    const base = join(this.#folder, `${name}.${this.#attempt}`);
    if (step.logOutput === 'merged') return { stdout: `${base}.log`, stderr: `${base}.log` };
    return { stdout: `${base}.out`, stderr: `${base}.err` };
  }
}

/** The size of a file in bytes; 0 when there is none. */
export function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * What a file holds from an offset on, or undefined when that is more than `most` bytes. A file that is not there holds nothing.
 */
export function readFrom(path: string, offset: number, most: number): Buffer | undefined {
  const size = fileSize(path);
  if (size - offset > most) return undefined;
  return size <= offset ? Buffer.alloc(0) : readPart(path, offset, size - offset);
}

/** The last lines that a file got since `offset`: at most `most` bytes, from the start of a line when it had to be cut. */
export function readTail(path: string, offset: number, most: number): string {
  const size = fileSize(path);
  const from = Math.max(offset, size - most);
  if (size <= from) return '';
  const text = readPart(path, from, size - from).toString('utf8');
  const cut = text.indexOf('\n');
  return from === offset || cut === -1 || cut === text.length - 1 ? text : text.slice(cut + 1);
}

/**
 * Empties a temporary file that nobody needs any more; it goes with its folder. Some file systems look for a free inode past every one
 * that was freed lately, so a file removed after each step would make every later one slower.
 */
export function emptyFile(path: string): void {
  if (fileSize(path) > 0) truncateSync(path);
}

/** Removes a file, if it is there. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function readPart(path: string, offset: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(length, Math.max(0, fstatSync(file).size - offset)));
    let read = 0;
    while (read < buffer.length) {
      const count = readSync(file, buffer, read, buffer.length - read, offset + read);
      if (count === 0) break;
      read += count;
    }
    return buffer.subarray(0, read);
  } finally {
    closeSync(file);
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

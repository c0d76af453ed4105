// How the end of a process reads as the outcome of an action.

import { constants } from 'node:os';
import type { Outcome } from '../executor';
import type { ProcessEnd } from '../processes/process';

/** The words that Dagu uses for signals. */
const signalWords: Readonly<Record<string, string>> = {
  SIGTERM: 'terminated',
  SIGKILL: 'killed',
  SIGINT: 'interrupt',
  SIGHUP: 'hangup',
  SIGQUIT: 'quit',
  SIGABRT: 'aborted',
  SIGSEGV: 'segmentation fault',
  SIGPIPE: 'broken pipe',
  SIGALRM: 'alarm clock',
  SIGUSR1: 'user defined signal 1',
  SIGUSR2: 'user defined signal 2',
};

/**
 * Exit code 0 is success. A signal counts as 128 plus its number; a program that is missing as 127, one that cannot be run as 126, as shells
 * have it.
 */
export function outcomeOf(end: ProcessEnd): Outcome {
  if (end.error !== undefined) return { exitCode: startCodes[end.error.code] ?? 1, error: end.error.message };
  if (end.signal !== null) {
    const number = (constants.signals as Readonly<Record<string, number | undefined>>)[end.signal] ?? 0;
    return { exitCode: 128 + number, error: `signal: ${signalWords[end.signal] ?? end.signal}` };
  }
  const code = end.code ?? 1;
  return code === 0 ? { exitCode: 0 } : { exitCode: code, error: `exit status ${code}` };
}

const startCodes: Readonly<Record<string, number>> = { ENOENT: 127, EACCES: 126, ENOEXEC: 126 };

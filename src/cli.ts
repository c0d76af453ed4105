#!/usr/bin/env node
// The command line: its commands, and the one net that catches our own bugs.

import { homedir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { systemClock } from './base/clock';
import type { Surroundings } from './cli/command';
import { commandList } from './cli/command-list';
import { runProgram } from './cli/program';
import { channelOf } from './cli/screen';
import { terminalQuestion } from './cli/terminal-question';
import { versionNumber } from './cli/version-number';

// What a run leaves behind lives as long as its steps, and is collected late by default: this takes a third less memory and no more time.
setFlagsFromString('--heap-growing-percent=60');

const argv = process.argv.slice(2);
const env = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
);
const dashes = argv.indexOf('--');
const noColor = argv.slice(0, dashes === -1 ? undefined : dashes).includes('--no-color');

const ask = terminalQuestion(process.stdin, process.stderr);

const around: Surroundings = {
  cwd: process.cwd(),
  home: homedir(),
  env,
  clock: systemClock,
  programDir: __dirname,
  ...(ask === undefined ? {} : { ask }),
  screen: { out: channelOf(process.stdout, env, noColor), err: channelOf(process.stderr, env, noColor) },
  onSignal: listener => {
    const listen = (signal: NodeJS.Signals): void => {
      if (signal === 'SIGINT' || signal === 'SIGTERM') listener(signal);
    };
    process.on('SIGINT', listen);
    process.on('SIGTERM', listen);
    return () => {
      process.off('SIGINT', listen);
      process.off('SIGTERM', listen);
    };
  },
};

runProgram(argv, commandList, versionNumber, around).then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`Error: this is a bug in restep, please report it.\n${text}\n`);
    process.exitCode = 70;
  },
);

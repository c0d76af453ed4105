// Calls the command line inside this process, with all of its commands, in folders of its own.

import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Surroundings } from '../../src/cli/command';
import { commandList } from '../../src/cli/command-list';
import { runProgram } from '../../src/cli/program';
import { capturedScreen } from './captured-screen';
import { repository } from './cli-run';

export class CallPlace {
  /** The working directory. */
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'restep-call-')));
  readonly home = join(this.dir, 'home');
  readonly dags = join(this.dir, 'dagu', 'dags');

  constructor() {
    mkdirSync(this.dags, { recursive: true });
  }

  /** Calls the program to its end. `more`: what differs from surroundings where nobody sits at the terminal. */
  async call(argv: readonly string[], more: Partial<Surroundings> = {}) {
    const { around, said } = capturedScreen(this.dir);
    const env = { RESTEP_HOME: this.home, DAGU_HOME: join(this.dir, 'dagu'), PATH: process.env.PATH ?? '' };
    const programDir = join(repository, 'dist');
    const exit = await runProgram(argv, commandList, '1.2.3', { ...around, env, programDir, ...more });
    return { exit, ...said() };
  }

  dispose(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

// The way to the engine: loaded when it is first needed, plans for everyone, execution for trusted workspaces alone.

import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposal';
import type { CompileThread } from '../host/compile-thread';
import type { Machine } from '../host/machine';
import type { PlaceSurroundings } from '../host/places';
import type { RunStore } from '../model/source';
import type { Compilation } from '../spec/compilation';
import { lazy } from './lazy';
import type { RunFeed } from './runs/run-feed';
import { setting } from './settings';
import type { TrustGate } from './trust';

/** What changes nothing and may be asked anywhere. */
export type Planner = Pick<Machine, 'definition' | 'planStart' | 'planRetry' | 'variants' | 'snapshotFile' | 'asking'>;

export interface BridgeParts {
  readonly runs: RunFeed;
  readonly trust: TrustGate;
  readonly clock: Clock;
  /** Absolute path of the extension. */
  readonly extensionDir: string;
}

export class EngineBridge implements Disposable {
  readonly #trust: TrustGate;
  readonly #moved: Disposable;
  /** The machine for where runs are kept now, behind those that may still drive runs kept elsewhere. */
  readonly #made: Machine[] = [];
  #machine: () => Promise<Machine>;

  constructor({ runs, trust, clock, extensionDir }: BridgeParts) {
    this.#trust = trust;
    const make = async (): Promise<Machine> => {
      const [{ Machine: Made }, store] = await Promise.all([import('../host/machine'), runs.store()]);
      const programDir = join(extensionDir, 'dist');
      const made = new Made({ runs: store, clock, env: stepEnvironment(), around, programDir });
      this.#made.push(made);
      return made;
    };
    this.#machine = lazy(make);
    this.#moved = runs.onDidMove(() => {
      this.#machine = lazy(make);
    });
  }

  /** Plans. */
  planner(): Promise<Planner> {
    return this.#machine();
  }

  /** What executes; undefined: the workspace is not trusted, and the user has been told. Everything that executes comes through here. */
  async executor(): Promise<Machine | undefined> {
    return this.#trust.allows() ? this.#machine() : undefined;
  }

  /** What runs goes on without us; the next host adopts it. */
  dispose(): void {
    this.#moved.dispose();
    for (const machine of this.#made) machine.dispose();
  }
}

/** Opens the store of this machine. It is loaded with the first call. */
export async function openStore(): Promise<RunStore & Disposable> {
  const { openLocalRuns } = await import('./runs/local');
  return openLocalRuns({
    home: setting('home'),
    env: process.env,
    platform: process.platform,
    userHome: homedir(),
  });
}

/** Texts beyond this are compiled in a thread of their own: the extension host is never held up for long. */
const largeText = 60_000;

/** Compiles texts; nothing is executed. The compiler is loaded with the first text. */
export class Compiling implements Disposable {
  readonly #thread: () => Promise<CompileThread>;
  #made: CompileThread | undefined;

  /** `extensionDir`: absolute path of the extension. */
  constructor(extensionDir: string) {
    this.#thread = lazy(async () => {
      const { CompileThread: Made } = await import('../host/compile-thread');
      this.#made = new Made(join(extensionDir, 'dist', 'compile-worker.js'));
      return this.#made;
    });
  }

  async compile(text: string, file: string): Promise<Compilation> {
    if (text.length > largeText) return (await this.#thread()).compile(text, file, around());
    const { compileWorkflow } = await import('../host/workflow');
    return compileWorkflow(text, file, around());
  }

  /** The text with everything mended that obviously can be. */
  async mended(text: string, file: string): Promise<string> {
    const { mendedText } = await import('../host/workflow');
    return mendedText(text, file, around());
  }

  dispose(): void {
    this.#made?.dispose();
  }
}

/** The file that a call in another file means; undefined when there is none. */
export async function calledFile(word: string, caller: string): Promise<string | undefined> {
  const places = await import('../host/places');
  return places.calledFile(word, [caller], places.daguPlaces(around()));
}

/** Whether a file of this machine is a base configuration. Files of other names are told apart without a look at the machine. */
export async function isBaseConfig(file: string): Promise<boolean> {
  if (file === '' || (basename(file) !== 'base.yaml' && !process.env.DAGU_BASE_CONFIG)) return false;
  const places = await import('../host/places');
  return places.isBaseConfig(file, places.daguPlaces(around()));
}

/** Where things are on this machine, by the settings as they are now. */
function around(): PlaceSurroundings {
  return { env: process.env, home: homedir(), daguHome: setting('dagu.home') };
}

/** Our environment without what only makes sense inside VS Code. */
function stepEnvironment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || /^(VSCODE_|ELECTRON_)/.test(name) ? [] : [[name, value] as const],
    ),
  );
}

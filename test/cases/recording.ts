// A recorded case: what to do, and what a real Dagu answered.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repository } from '../support/cli-run';

export type Deed =
  | string
  | { readonly sh: string }
  | { readonly args: readonly string[]; readonly env?: Readonly<Record<string, string>> };

export interface RecordedNode {
  readonly status?: string | null;
  readonly stdout?: string | null;
  readonly stderr?: string | null;
  readonly error?: string | null;
  readonly retries?: number | null;
  readonly done?: number | null;
  readonly variables?: Readonly<Record<string, string | null>> | null;
  /** JSON. */
  readonly outputs?: string | null;
  readonly children?: readonly RecordedRun[] | null;
}

export interface RecordedRun {
  readonly status?: string | null;
  readonly params?: string | null;
  readonly steps?: Readonly<Record<string, RecordedNode>>;
  readonly handlers?: Readonly<Record<string, RecordedNode>>;
}

export interface RecordedStep {
  readonly args?: readonly string[];
  readonly sh?: string;
  readonly exit: number;
  readonly message?: string | null;
  readonly stdout?: string | null;
  readonly runs?: Readonly<Record<string, RecordedRun | null>> | null;
  readonly files?: Readonly<Record<string, string | null>> | null;
  readonly gone?: readonly string[] | null;
}

export interface RecordedCase {
  /** `cli/dry-run`. */
  readonly name: string;
  readonly about: string;
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly deeds: readonly Deed[];
  readonly steps: readonly RecordedStep[];
}

const folder = join(repository, 'test', 'fixtures', 'dagu-cases');

/** Every case, sorted by name. */
export function readCases(): readonly RecordedCase[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .flatMap(entry => readdirSync(join(folder, entry.name)).map(file => `${entry.name}/${file}`))
    .filter(file => file.endsWith('.yaml'))
    .map(file => readCase(file.replace(/\.yaml$/, '')))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function readCase(name: string): RecordedCase {
  const written = parse(readFileSync(join(folder, `${name}.yaml`), 'utf8')) as {
    readonly about: string;
    readonly files?: Readonly<Record<string, string>>;
    readonly env?: Readonly<Record<string, string>>;
    readonly do: readonly Deed[];
  };
  const recorded = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as {
    readonly steps: readonly RecordedStep[];
  };
  return {
    name,
    about: written.about,
    files: written.files ?? {},
    env: written.env ?? {},
    deeds: written.do,
    steps: recorded.steps,
  };
}

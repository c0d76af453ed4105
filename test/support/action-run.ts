// Plays built-in actions in a real run, one step each, and tells what every one left.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/base/json';
import type { Action } from '../../src/model/dag';
import { type DagExtras, dagOf } from './dag-text';
import type { EngineHome } from './engine-home';

/** An action and its input; a plain text is run by a shell. */
export type Deed = readonly [action: string, input: JsonObject] | string;

export interface Left {
  readonly status: string;
  readonly stdout: string;
  readonly error: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs the deeds one after the other in the home's directory; a failure does not keep the next from running. */
export async function playDeeds<N extends string>(
  home: EngineHome,
  deeds: Readonly<Record<N, Deed>>,
  extras: DagExtras = {},
): Promise<Readonly<Record<N, Left>>> {
  const names = Object.keys(deeds) as N[];
  const tolerant = { failure: true, skipped: true, exitCodes: [], output: [], markSuccess: false };
  const text = names.map((name, at) => (at === 0 ? name : `${name} <- ${names[at - 1]}`)).join('; ');
  const steps = Object.fromEntries(
    names.map(name => [name, { action: actionOf(deeds[name]), continueOn: tolerant, ...extras.steps?.[name] }]),
  );
  const dag = { file: join(home.dir, 'flow.yaml'), workingDir: '.', ...extras.dag };
  await home.play(dagOf(text, { ...extras, steps, dag }));
  return Object.fromEntries(names.map(name => [name, leftBy(name, home)])) as Record<N, Left>;
}

function leftBy(name: string, home: EngineHome): Left {
  const { status, error = '', outputs, stdout = '' } = home.node(name);
  // What prints nothing has no log.
  return { status, error, outputs, stdout: existsSync(stdout) ? home.stdout(name) : '' };
}

function actionOf(deed: Deed): Action {
  if (typeof deed === 'string') return { name: 'run', form: 'command', texts: [deed] };
  return { name: 'other', action: deed[0], with: deed[1] };
}

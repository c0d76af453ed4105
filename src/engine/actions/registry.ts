// Which executor runs which action. Executors are loaded when the first step needs them.

import type { Action } from '../../model/dag';
import type { Executor } from '../executor';

type ActionName = Exclude<Action['name'], 'other'>;

/** Makes an executor that is only ever called with its own kind of action. */
function only<N extends ActionName>(name: N, executor: Executor<Extract<Action, { name: N }>>): Executor {
  return (action, context) => {
    if (action.name !== name) throw new Error(`The executor of ${name} was given ${action.name}.`);
    return executor(action as Extract<Action, { name: N }>, context);
  };
}

function others(executor: Executor<OtherAction>): Executor {
  return (action, context) => {
    if (action.name !== 'other') throw new Error(`An executor of built-in actions was given ${action.name}.`);
    return executor(action, context);
  };
}

export type OtherAction = Extract<Action, { name: 'other' }>;

const byName: { readonly [N in ActionName]?: () => Promise<Executor> } = {
  run: async () => only('run', (await import('./run')).run),
  exec: async () => only('exec', (await import('./exec')).exec),
  'dag.run': async () => only('dag.run', (await import('./dag-run')).dagRun),
};

/** The built-in actions that have no shape of their own, by Dagu's name. */
const byAction: Readonly<Record<string, () => Promise<Executor>>> = {
  noop: async () => others((await import('./noop')).noop),
  'log.write': async () => others((await import('./log-write')).logWrite),
};

const loaded = new Map<string, Promise<Executor>>();

/** The executor of an action, or undefined when this engine has none. */
export function executorFor(action: Action): Promise<Executor> | undefined {
  const name = action.name === 'other' ? action.action : action.name;
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const load =
    action.name === 'other' ? (Object.hasOwn(byAction, name) ? byAction[name] : undefined) : byName[action.name];
  const executor = load?.();
  if (executor !== undefined) loaded.set(name, executor);
  return executor;
}

/** The names of the `other` actions that can be executed: everything else of theirs is refused before a run starts. */
export function knownActions(): readonly string[] {
  return Object.keys(byAction);
}

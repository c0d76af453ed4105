// Every built-in action by its name, and the executor types of older files.

import type { BuiltIn } from './built-in';
import { dataActions } from './data-actions';
import { fileActions } from './file-actions';
import { flowActions } from './flow-actions';
import { programActions } from './program-actions';
import { remoteActions } from './remote-actions';

const byName: ReadonlyMap<string, BuiltIn> = new Map(
  [...flowActions, ...fileActions, ...dataActions, ...remoteActions, ...programActions].map(action => [
    action.name,
    action,
  ]),
);

/** What `type:` of a legacy step may say besides names of custom types; `action:` takes these too. */
const executorTypes: ReadonlySet<string> = new Set([
  ...[...byName.values()].map(action => action.kind).filter(kind => kind !== 'cmd'),
  ...[
    'command',
    'shell',
    'container',
    'k8s',
    'redis',
    'subworkflow',
    'parallel',
    'dag',
    'sftp',
    'chat',
    'git_worktree',
  ],
]);

/** Every action with a name of its own, in the order of the reference. */
export function builtInActions(): readonly BuiltIn[] {
  return [...byName.values()];
}

export function builtInAction(name: string): BuiltIn | undefined {
  return byName.get(name);
}

export function isExecutorType(name: string): boolean {
  return executorTypes.has(name);
}

/** Whether `action: NAME` is Dagu's own: a built-in action, an operation of redis, or an executor type. */
export function isBuiltIn(name: string): boolean {
  return byName.has(name) || executorTypes.has(name) || /^redis\.[a-z_]+$/.test(name);
}

/** An action from elsewhere: `name@version`, `owner/repo@version`, `source:target@version`. */
export function isRemote(name: string): boolean {
  return /^([A-Za-z0-9_.-]+|[A-Za-z0-9_.-]+\/[A-Za-z0-9_./-]+|[A-Za-z0-9_.-]+:[^\s@]+)@[^\s@]+$/.test(name);
}

// Keys that cannot stand beside others, or not in this kind of workflow.

import { containerFields, imageFields } from '../../spec/fields/container';
import type { Field, FieldTable } from '../../spec/fields/field';
import { conditionFields, continueOnFields } from '../../spec/fields/policies';
import { rootFields } from '../../spec/fields/root';
import { stepFields } from '../../spec/fields/step';
import { isLater } from '../workflow';
import type { Place } from './place';

/** What a step does: one of these, and no other. */
const executions =
  'run action foreach command script exec shell shell_args shell_packages type config call params value routes llm messages'.split(
    ' ',
  );

const apart: readonly (readonly [FieldTable, readonly string[]])[] = [
  [rootFields, ['labels', 'tags']],
  [rootFields, ['hist_retention_days', 'hist_retention_runs']],
  [rootFields, ['actions', 'step_types']],
  [conditionFields, ['condition', 'eval']],
  [continueOnFields, ['failure', 'failed']],
];

export function isExcluded(field: Field, owner: FieldTable, taken: ReadonlySet<string>, place: Place): boolean {
  if (
    apart.some(([table, names]) => table === owner && names.includes(field.name) && names.some(name => taken.has(name)))
  ) {
    return true;
  }
  if (owner === stepFields) return isExcludedInStep(field.name, taken, place);
  if (owner === rootFields) return isExcludedInRoot(field.name, place);
  return owner === containerFields && taken.has('exec') && imageFields.has(field.name);
}

/** The first document is named by its file, and a name in it is an error. */
function isExcludedInRoot(name: string, { document, workflow }: Place): boolean {
  return name === 'tasks' ? document.type !== 'agent' : name === 'name' && !isLater(document, workflow);
}

function isExcludedInStep(name: string, taken: ReadonlySet<string>, { document, step, path }: Place): boolean {
  const done = executions.some(other => taken.has(other));
  const isHandler = path[0] === 'handler_on';
  switch (name) {
    case 'depends':
      return isHandler || (document.type === 'chain' && step?.list.owner === undefined);
    case 'inputs':
      return document.type !== 'build';
    case 'with':
      return !taken.has('run') && !taken.has('action');
    case 'parallel':
      return done && !taken.has('action') && !taken.has('call');
    case 'name':
    case 'retry_policy':
    case 'repeat_policy':
    case 'continue_on':
      // A handler has a fixed name, and Dagu passes over these policies.
      return isHandler;
    default:
      return done && executions.includes(name) && !belongsTogether(name, taken);
  }
}

/** The older forms of one step may have several of these keys. */
function belongsTogether(name: string, taken: ReadonlySet<string>): boolean {
  if (taken.has('run') || taken.has('action') || taken.has('foreach')) return false;
  return !['run', 'action', 'foreach'].includes(name);
}

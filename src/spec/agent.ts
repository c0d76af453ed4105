// Agent workflows: what a language model is asked to do (dagu-format.md 1.1).

import type { SequenceNode } from '../syntax/node';
import { taskFields } from './fields/declarations';
import { type Fields, readFields } from './read';
import { describe, shorten } from './values';

/** An agent needs a language model and tasks. Tasks have the same form wherever they stand, but only those of an agent must be whole. */
export function checkAgent(fields: Fields, isAgent: boolean): void {
  const { findings } = fields;
  const tasks = fields.node('tasks');
  const at = fields.node('type')?.range ?? { start: 0, end: 0 };
  const entry = fields.entry('tasks');
  if (!isAgent && tasks !== undefined && entry !== undefined)
    findings.warn('agent-tasks', 'tasks are for workflows of type agent and do nothing here', entry.key.range);
  if (isAgent && fields.node('llm') === undefined)
    findings.add('agent-llm', 'An agent needs llm: the language model, e.g. {provider: openai, model: …}', at);
  if (tasks === undefined || (tasks.kind === 'sequence' && tasks.items.length === 0)) {
    if (isAgent) findings.add('agent-tasks', 'An agent needs tasks: a list of {name, description}', tasks?.range ?? at);
  } else if (tasks.kind === 'sequence') checkTasks(tasks, fields, isAgent);
  else findings.add('agent-tasks', `tasks must be a list of {name, description}, not ${describe(tasks)}`, tasks.range);
}

/** Each task of an agent has a name of its own and says what to do. */
function checkTasks(tasks: SequenceNode, { findings }: Fields, isAgent: boolean): void {
  const seen = new Set<string>();
  for (const [index, item] of tasks.items.entries()) {
    const what = `tasks[${index}]`;
    if (item.kind !== 'mapping') {
      findings.add(
        'agent-tasks',
        `${what} must be a mapping with name and description, not ${describe(item)}`,
        item.range,
      );
      continue;
    }
    const task = readFields(item, taskFields, findings, `${what}.`);
    if (!isAgent) continue;
    const name = task.text('name')?.trim() ?? '';
    if (name === '') findings.add('agent-tasks', `${what} needs a name`, item.range);
    else if (seen.has(name)) findings.add('agent-tasks', `The task name "${shorten(name)}" must be unique`, item.range);
    if ((task.text('description') ?? '').trim() === '')
      findings.add('agent-tasks', `${what} needs a description: what is to be done`, item.range);
    seen.add(name);
  }
}

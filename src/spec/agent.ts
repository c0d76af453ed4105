// Agent workflows: what a language model is asked to do (dagu-format.md 1.1).

import { taskFields } from './fields/declarations';
import { type Fields, readFields } from './read';
import { describe, shorten } from './values';

/** An agent needs a language model and tasks; each task has a name of its own and says what to do. */
export function checkAgent(fields: Fields, isAgent: boolean): void {
  const { findings } = fields;
  const tasks = fields.node('tasks');
  const type = fields.node('type');
  if (!isAgent) {
    const entry = fields.entry('tasks');
    if (tasks !== undefined && entry !== undefined)
      findings.warn('agent-tasks', 'tasks are for workflows of type agent and do nothing here', entry.key.range);
    return;
  }
  const at = type?.range ?? { start: 0, end: 0 };
  if (fields.node('llm') === undefined)
    findings.add('agent-llm', 'An agent needs llm: the language model, e.g. {provider: openai, model: …}', at);
  if (tasks === undefined || (tasks.kind === 'sequence' && tasks.items.length === 0)) {
    findings.add('agent-tasks', 'An agent needs tasks: a list of {name, description}', tasks?.range ?? at);
    return;
  }
  if (tasks.kind !== 'sequence') {
    findings.add('agent-tasks', `tasks must be a list of {name, description}, not ${describe(tasks)}`, tasks.range);
    return;
  }
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
    const name = task.text('name')?.trim() ?? '';
    if (name === '') findings.add('agent-tasks', `${what} needs a name`, item.range);
    else if (seen.has(name)) findings.add('agent-tasks', `The task name "${shorten(name)}" must be unique`, item.range);
    if ((task.text('description') ?? '').trim() === '')
      findings.add('agent-tasks', `${what} needs a description: what is to be done`, item.range);
    seen.add(name);
  }
}

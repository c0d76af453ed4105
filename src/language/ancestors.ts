// Which steps of a list have ended before a step begins.

import type { StepList, WorkflowDocument, WorkflowStep } from './workflow';

/** The steps that this one depends on, directly or through others; in a chain all that stand above it. */
export function ancestorsOf(document: WorkflowDocument, step: WorkflowStep): ReadonlySet<WorkflowStep> {
  const { steps } = step.list;
  if (document.type === 'chain' && step.list.owner === undefined) return new Set(steps.slice(0, steps.indexOf(step)));
  const byLabel = labelled(step.list);
  const found = new Set<WorkflowStep>();
  const pending = [step];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { name } of next.depends) {
      const other = byLabel.get(name);
      if (other === undefined || found.has(other) || other === step) continue;
      found.add(other);
      pending.push(other);
    }
  }
  return found;
}

/** The steps that wait for this one, directly or through others. */
export function descendantsOf(step: WorkflowStep): ReadonlySet<WorkflowStep> {
  const waiting = new Map<string, WorkflowStep[]>();
  for (const other of step.list.steps) {
    for (const { name } of other.depends) {
      const others = waiting.get(name);
      if (others === undefined) waiting.set(name, [other]);
      else others.push(other);
    }
  }
  const found = new Set<WorkflowStep>();
  const pending = [step];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const label of [next.id?.name, next.name?.name]) {
      for (const other of label === undefined ? [] : (waiting.get(label) ?? [])) {
        if (other === step || found.has(other)) continue;
        found.add(other);
        pending.push(other);
      }
    }
  }
  return found;
}

function labelled({ steps }: StepList): ReadonlyMap<string, WorkflowStep> {
  const found = new Map<string, WorkflowStep>();
  for (const step of steps) {
    // An id wins over the name of another step, as it does in Dagu.
    if (step.name !== undefined && !found.has(step.name.name)) found.set(step.name.name, step);
    if (step.id !== undefined) found.set(step.id.name, step);
  }
  return found;
}

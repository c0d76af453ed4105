// Steps that wait for each other: `validate` accepts them, `start` does not.

import type { Step } from '../../model/dag';
import { findCycle } from '../../model/graph';
import type { Findings } from '../findings';

/** One finding for each cycle, with every edge as a related place. In a later document nobody looks for it until that one runs. */
export function checkCycles(steps: readonly Step[], findings: Findings, isEntry: boolean): void {
  const byName = new Map(steps.map(step => [step.name, step]));
  // Where two steps share a name nobody knows which of them is meant; that has been reported.
  if (byName.size < steps.length) return;
  let rest = steps;
  for (let cycle = findCycle(rest); cycle !== undefined; cycle = findCycle(rest)) {
    const found = new Set(cycle);
    rest = rest.filter(step => !found.has(step.name));
    const members = cycle.flatMap(name => byName.get(name) ?? []);
    const [first] = members;
    if (first === undefined) return;
    const path = [...cycle, first.name].join(' → ');
    const message =
      members.length === 1
        ? `This cyclic plan cannot run: the step "${first.name}" depends on itself`
        : `This cyclic plan cannot run: these steps wait for each other, ${path}`;
    const related = members.map((step, index) => ({
      message: `"${step.name}" waits for "${(members[index + 1] ?? first).name}"`,
      range: step.nameRange,
    }));
    findings.add('cycle', message, first.nameRange, { blocks: isEntry ? 'start' : 'none', related });
  }
}

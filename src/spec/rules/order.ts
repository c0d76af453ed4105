// Steps without any order: since Dagu 2 they all start at once, where older versions ran them one after the other (dagu-format.md 7.3).

import { insertFirst } from '../../syntax/edits';
import { entryOf, isNull } from '../../syntax/node';
import type { Findings } from '../findings';
import type { RuleDocument } from './document';

export function checkOrder({ text, root, dag }: RuleDocument, findings: Findings): void {
  const steps = entryOf(root, 'steps');
  const type = root.entries.find(entry => entry.key.text.toLowerCase() === 'type');
  if (steps === undefined || steps.value.kind !== 'sequence' || (type !== undefined && !isNull(type.value))) return;
  if (dag.type !== 'graph' || dag.steps.length < 2 || dag.steps.some(step => step.depends.length > 0)) return;
  // Someone who writes depends, even an empty one, knows that this is a graph.
  if (steps.value.items.some(item => entryOf(item, 'depends') !== undefined)) return;
  findings.inform(
    'steps-unordered',
    'No step depends on another one, so all of them start at once; older versions of Dagu ran them in the order of the file. Write type: chain for that order, or type: graph if they may run side by side',
    steps.key.range,
    {
      fixes: [
        { title: 'Run the steps in order: add type: chain', edits: [insertFirst(text, root, 'type', 'chain')] },
        { title: 'Run them side by side: add type: graph', edits: [insertFirst(text, root, 'type', 'graph')] },
      ],
    },
  );
}

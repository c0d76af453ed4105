// What made a run fail, in a few words.

import { firstLine, oneLine } from '../base/terminal-text';
import { currentAttempt, type Run } from './run';

/** How many causes are told one by one. */
const most = 3;

/** The run's own error and what failed in its newest attempt, each with its error: `load: exit status 3; check: …`. */
export function failureCauses(run: Run): string {
  const attempt = currentAttempt(run);
  const nodes = [...run.nodes, ...Object.values(run.handlers)];
  const failed = nodes.filter(node => node.error !== undefined && node.attempt === attempt?.number);
  const causes = failed.map(node => `${oneLine(node.name)}: ${firstLine(node.error ?? '')}`);
  const all = run.error === undefined ? causes : [firstLine(run.error), ...causes];
  const more = all.length > most ? ` (and ${all.length - most} more)` : '';
  return `${all.slice(0, most).join('; ')}${more}`;
}

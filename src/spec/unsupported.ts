// Notes what a file asks for and this engine does not execute, with the place: refused before anything starts.

import type { TextRange } from '../base/text';
import type { Step, Unsupported } from '../model/dag';
import { entryOf, isNull } from '../syntax/node';
import type { Findings } from './findings';
import type { Fields } from './read';
import type { Execution, StepContext } from './step-context';
import { isExecuted, missingForRoot, missingForStep } from './supported';

export function noteUnsupported(
  fields: Fields,
  execution: Execution | undefined,
  context: StepContext,
  path: string,
): void {
  const action = execution?.action;
  const name = action?.name === 'other' ? action.action : action?.name;
  const entry = fields.entry('action') ?? fields.entry('type') ?? fields.entry('routes') ?? fields.entry('messages');
  if (name !== undefined && entry !== undefined) {
    const field = `${path}.${entry.key.text}`;
    const needed = context.missingFor?.(name);
    if (!isExecuted(name)) note(context.unsupported, context.findings, field, `the action ${name}`, entry.value.range);
    else if (needed !== undefined)
      refuse(context.unsupported, context.findings, field, `${name} needs ${needed}`, entry.value.range);
  }
  for (const [field, entry] of fields.all()) {
    const missing = missingForStep(field);
    if (missing !== undefined && fields.node(field) !== undefined)
      note(context.unsupported, context.findings, `${path}.${field}`, missing, entry.key.range);
  }
}

export function noteUnsupportedRoot(fields: Fields, unsupported: Unsupported[]): void {
  for (const [field, entry] of fields.all()) {
    const missing = missingForRoot(field);
    if (missing !== undefined && fields.node(field) !== undefined)
      note(unsupported, fields.findings, field, missing, entry.key.range);
  }
}

/** Signing in by OAuth: only what sends mails with it is refused. */
export function noteOauth(fields: Fields, steps: readonly Step[], unsupported: Unsupported[]): void {
  const oauth = entryOf(fields.node('smtp'), 'oauth')?.value;
  if (oauth === undefined || isNull(oauth)) return;
  for (const { action, nameRange } of steps) {
    if (action.name === 'foreach') noteOauth(fields, action.steps, unsupported);
    else if (action.name === 'other' && action.action === 'mail.send')
      note(unsupported, fields.findings, 'smtp.oauth', 'signing in to a mail server by OAuth', nameRange);
  }
}

function note(unsupported: Unsupported[], findings: Findings, field: string, what: string, range: TextRange): void {
  refuse(unsupported, findings, field, `Restep does not execute ${what} yet`, range);
}

function refuse(unsupported: Unsupported[], findings: Findings, field: string, why: string, range: TextRange): void {
  const message = `${field}: ${why}; a run is refused before anything starts`;
  unsupported.push({ field, message, range });
  findings.inform('unsupported', message, range);
}

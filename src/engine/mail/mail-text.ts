// What mails about runs say. Errors come from the journal, where secrets are hidden already.

import type { StepFinished } from '../../model/event';
import type { Run } from '../../model/run';
import type { Mail } from './mail';

type Text = Pick<Mail, 'subject' | 'text'>;

export function runMailText(run: Run): Text {
  const steps = run.nodes.map(
    ({ name, status, error, reason }) =>
      `  ${name}: ${status}${because(status === 'succeeded' ? undefined : (error ?? reason?.text))}`,
  );
  return {
    subject: `${run.dag} (${run.status})`,
    text: `${heading(run)}\nStatus: ${run.status}\n\nSteps:\n${steps.join('\n')}\n`,
  };
}

export function stepMailText(run: Run, step: string, { status, error, exitCode }: StepFinished): Text {
  const code = exitCode === undefined ? '' : `Exit code: ${exitCode}\n`;
  const why = error === undefined ? '' : `Error: ${error}\n`;
  return { subject: `${run.dag}: ${step} (${status})`, text: `${heading(run)}\nStep: ${step}\n${code}${why}` };
}

function heading({ dag, runId }: Run): string {
  return `Workflow: ${dag}\nRun: ${runId}`;
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : ` - ${reason.replaceAll('\n', '\n    ')}`;
}

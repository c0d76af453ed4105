// What steps publish, as other steps and handlers can name it: outputs, captured variables, and the members that every step has.

import { entryOf } from '../syntax/node';
import { ancestorsOf } from './ancestors';
import { type Paragraph, paragraph, said } from './prose';
import { type PublishedOutput, publishedBy } from './published';
import type { Visible, VisiblePlace } from './visible-place';
import { calledDocument, type WorkflowStep } from './workflow';

/** Outputs of steps: of those that have ended by then first. Those of others come with a note. */
export function outputsOf(place: VisiblePlace, isHandler: boolean): readonly Visible[] {
  const ended: Visible[] = [];
  const others: Visible[] = [];
  const sources = sourcesFor(place, isHandler);
  for (const { from, missing } of sources) {
    const outputs = from.calls === undefined ? publishedBy(from) : publishedByCaller(from, place);
    for (const output of outputs) {
      const visible = published(output, from, isHandler);
      if (missing) others.push({ ...visible, missing: from, note: `this step does not depend on ${from.label}` });
      else ended.push(visible);
    }
  }
  return [...ended, ...capturedFor(place, isHandler), ...reportedBy(sources, place), ...others];
}

interface Source {
  readonly from: WorkflowStep;
  /** Nothing says that it has ended by then. */
  readonly missing: boolean;
}

function sourcesFor({ workflow, document, step }: VisiblePlace, isHandler: boolean): readonly Source[] {
  if (isHandler) return document.steps.steps.map(from => ({ from, missing: false }));
  if (step === undefined) return [];
  const ancestors = ancestorsOf(document, step);
  // In a build, the files that steps read and make order them too.
  const ordered = document.type === 'build';
  const inner = step.list.steps
    .filter(from => from !== step)
    .map(from => ({ from, missing: !ordered && !ancestors.has(from) }));
  const { owner } = step.list;
  // The step around waits for what the steps inside may read.
  if (owner === undefined) return inner;
  return [...inner, ...sourcesFor({ workflow, document, step: owner, rest: [], offset: 0 }, false)];
}

function published(output: PublishedOutput, from: WorkflowStep, isHandler: boolean): Visible {
  const id = from.id?.name ?? '';
  const strict = output.form === 'declared' && !isHandler;
  return {
    written: strict ? `steps.${id}.outputs.${output.name}` : `${id}.outputs.${output.name}`,
    kind: 'output',
    ...(output.json ? { detail: 'JSON' } : {}),
    prose: [
      paragraph({ strong: output.name }, output.form === 'declared' ? ', a declared output' : ', a published output'),
      fromStep(from),
    ],
  };
}

export function capturedFor(place: VisiblePlace, isHandler: boolean): readonly Visible[] {
  return sourcesFor(place, isHandler)
    .filter(({ missing }) => !missing)
    .flatMap(({ from }) =>
      from.variable === undefined
        ? []
        : [
            {
              written: from.variable.name,
              kind: 'output' as const,
              detail: `stdout of ${from.label}`,
              prose: [paragraph({ strong: from.variable.name }, ', the captured stdout of a step'), fromStep(from)],
            },
          ],
    );
}

/** What a called document of this file publishes is published by the step that calls it. */
function publishedByCaller(from: WorkflowStep, { workflow }: VisiblePlace): readonly PublishedOutput[] {
  const own = publishedBy(from);
  if (from.id === undefined || isForItems(from)) return own;
  const steps = calledDocument(from, workflow)?.steps.steps ?? [];
  return [...own, ...steps.flatMap(({ outputs }) => outputs.filter(({ form }) => form === 'published'))];
}

/** What a called document of this file captures stands in the report that the calling step captures (dagu-format.md 3.13). */
function reportedBy(sources: readonly Source[], { workflow }: VisiblePlace): readonly Visible[] {
  return sources.flatMap(({ from, missing }) => {
    const { variable, calls } = from;
    if (missing || variable === undefined || calls === undefined) return [];
    const called = calledDocument(from, workflow);
    if (called === undefined || isForItems(from)) return [];
    return called.steps.steps.flatMap(step => {
      if (step.variable === undefined) return [];
      const { name } = step.variable;
      return {
        written: `${variable.name}.outputs.${name}`,
        kind: 'output' as const,
        prose: [paragraph({ strong: name }, ', captured by the called workflow'), fromStep(from)],
      };
    });
  });
}

/** One call for each of several items reports on all of them together. */
function isForItems({ node }: WorkflowStep): boolean {
  return entryOf(node, 'parallel') !== undefined;
}

export function fromStep(step: WorkflowStep): Paragraph {
  return paragraph('From the step ', { strong: step.label });
}

/** `${ID.exit_code}` and the other things that are known of a step that has ended. */
export function membersOf(step: WorkflowStep, id: string): readonly Visible[] {
  const member = (name: string, meaning: string): Visible => ({
    written: `${id}.${name}`,
    kind: 'output',
    prose: [paragraph(...said(meaning)), fromStep(step)],
  });
  return [
    ...(step.variable === undefined
      ? []
      : [member('output', 'What the step wrote to stdout, without blanks around it.')]),
    member('outputs', 'All that the step published, as a JSON object.'),
    member('exit_code', 'The exit code of the step; 0 when it was skipped.'),
    member('stdout', 'The path of the log file of its stdout, not the text.'),
    member('stderr', 'The path of the log file of its stderr, not the text.'),
  ];
}

// What a variable means at a place: the nearest of those that have its name (dagu-format.md 2.6).

import { ancestorsOf } from './ancestors';
import { capturedBy, type DocumentDefinitions } from './definitions';
import type { Reading } from './name-references';
import { type Names, noNames, type Thing } from './thing';
import { allSteps, type Workflow, type WorkflowDocument, type WorkflowStep } from './workflow';

export interface VariablePlace {
  readonly step?: WorkflowStep;
  /** The field of the root or the step. */
  readonly field: string;
  /** Variables of the same block that are defined from here on do not exist yet. */
  readonly before?: number;
}

/** Looks variables up, for one document. */
export type VariableLookup = (name: string, place: VariablePlace) => Thing | undefined;

export function variableLookup({ workflow, document, names, definitions }: Reading): VariableLookup {
  const producers = producersOf(document);
  const callers = callersOf(document, workflow).flatMap(caller => definitions.of.get(caller) ?? []);
  // Processes of a called workflow inherit the variables and parameters of its callers, as the last to count.
  const inherited = (name: string): Thing | undefined =>
    callers.map(({ env, params }) => env.get(name) ?? params.get(name)).find(thing => thing !== undefined);
  return (name, { step, field, before = Number.POSITIVE_INFINITY }) => {
    const earlier = (block: Names, isOwn: boolean): Thing | undefined => {
      const thing = block.get(name);
      return isOwn && !thing?.definitions.some(({ start }) => start < before) ? undefined : thing;
    };
    const outer = (): Thing | undefined => names.env.get(name) ?? names.params.get(name) ?? inherited(name);
    if (field === 'params' && step === undefined) return names.params.get(name);
    if (step === undefined) {
      if (field === 'env') return earlier(names.env, true) ?? names.params.get(name);
      if (field !== 'defaults') return names.secrets.get(name) ?? outer();
    }
    if (field === 'working_dir') return outer();
    const own = step === undefined ? undefined : names.own.get(step);
    const nearer =
      earlier(own?.containerEnv ?? noNames, field === 'container') ??
      earlier(own?.env ?? noNames, field === 'env') ??
      ownerEnv(step, names)?.get(name) ??
      earlier(names.usualEnv, field === 'defaults');
    if (nearer !== undefined) return nearer;
    const remoter = names.secrets.get(name) ?? outer();
    const captured = names.variables.get(name);
    if (captured === undefined || remoter === undefined) return captured ?? remoter;
    return (producers.get(name) ?? []).some(producer => isBehind(step, producer, document)) ? captured : remoter;
  };
}

/** The documents that call this one, and those that call them. */
function callersOf(document: WorkflowDocument, { documents }: Workflow): readonly WorkflowDocument[] {
  const found: WorkflowDocument[] = [];
  for (let called: WorkflowDocument | undefined = document, next = 0; called !== undefined; called = found[next++]) {
    const { name } = called;
    if (name === undefined) continue;
    const calls = (caller: WorkflowDocument): boolean => allSteps(caller).some(step => step.calls?.name === name.name);
    found.push(...documents.filter(caller => caller !== document && !found.includes(caller) && calls(caller)));
  }
  return found;
}

function producersOf(document: WorkflowDocument): ReadonlyMap<string, readonly WorkflowStep[]> {
  const found = new Map<string, WorkflowStep[]>();
  for (const step of allSteps(document)) {
    for (const { name } of capturedBy(step)) found.set(name, [...(found.get(name) ?? []), step]);
  }
  return found;
}

/** The variables of the foreach step around. */
function ownerEnv(step: WorkflowStep | undefined, names: DocumentDefinitions): Names | undefined {
  const owner = step?.list.owner;
  return owner === undefined ? undefined : names.own.get(owner)?.env;
}

/** Whether a step, or what stands in no step, may find what the producer has captured. */
function isBehind(step: WorkflowStep | undefined, producer: WorkflowStep, document: WorkflowDocument): boolean {
  if (step === undefined || step.handler !== undefined || document.templates.includes(step)) return true;
  for (let below: WorkflowStep | undefined = step; below !== undefined; below = below.list.owner) {
    if (below.list === producer.list) return ancestorsOf(document, below).has(producer);
  }
  return false;
}

// The items of a foreach step: each is a run of its body below the run of the step, with what the step itself sees (dagu-format.md 3.14).

import { ok } from '../base/result';
import { type BodyPlace, bodyOf } from '../model/foreach-body';
import type { RunWriter } from '../model/source';
import type { ChildRunner } from './attempt-spec';
import type { AttemptGround } from './attempt-start';
import { childStatus, errorOf } from './child-report';
import { type Below, type BelowEnd, type Caller, type CallerContext, pickBelow, runAllBelow } from './child-run';
import type { Definition, RunLineage } from './engine-parts';
import type { ItemCall, ItemOutcome } from './executor';
import type { RunBase } from './run-base';
import { keptValues, StepResults, scopeAfter } from './step-results';
import { childRunId } from './values/child-run-id';
import { foreachFields } from './values/foreach-fields';
import { compactJson } from './values/json-text';
import { restoredParams } from './values/params';

/** Runs the body for every item. `runner`: what runs the children of an item in turn. */
export async function runItems(
  items: readonly ItemCall[],
  most: number,
  caller: Caller,
  runner: (context: CallerContext) => ChildRunner,
): Promise<readonly ItemOutcome[]> {
  const dag = bodyOf(caller.definition.dag, caller.place.step);
  if (dag === undefined) throw new Error(`The step ${caller.step} is no foreach.`);
  const definition = { dag, text: caller.definition.text };
  const bases = items.map(item => itemBase(item, caller));
  const all = items.map((item, at) => belowOf(item, bases[at] ?? caller.base, definition, caller, runner));
  const ends = await runAllBelow(all, most, caller);
  return ends.map((end, at): ItemOutcome => {
    const { scope } = bases[at] ?? caller.base;
    if (!end.ok) return { status: end.error.why === 'stopped' ? 'aborted' : 'failed', error: end.error.message, scope };
    const { run } = end.value;
    const error = errorOf(run);
    const behind = end.value.attempt?.scope() ?? scopeOf(end.value, definition, scope);
    return { status: childStatus(run), ...(error === undefined ? {} : { error }), scope: behind };
  });
}

function belowOf(
  { item, label }: ItemCall,
  base: RunBase,
  definition: Definition,
  caller: Caller,
  runner: (context: CallerContext) => ChildRunner,
): Below {
  // A retry finds the run of an item again as long as its key and value are the same.
  const runId = childRunId(
    caller.runId,
    caller.step,
    'foreach',
    `${JSON.stringify(item.key)} ${compactJson(item.item)}`,
  );
  return {
    definition,
    runId,
    item: label,
    stored: () => ok(definition),
    params: async () => ok(restoredParams({})),
    ground: (_, writer) => groundOf(definition, base, writer, runId, caller, runner),
  };
}

function groundOf(
  definition: Definition,
  base: RunBase,
  writer: RunWriter,
  runId: string,
  caller: Caller,
  runner: (context: CallerContext) => ChildRunner,
): AttemptGround {
  const { parts, step } = caller;
  const self = { dag: caller.definition.dag.name, runId: caller.runId };
  const around: BodyPlace = caller.lineage.body ?? { dag: self.dag, steps: [] };
  const lineage: RunLineage = {
    ...caller.lineage,
    parent: { ...self, step },
    root: caller.lineage.root ?? self,
    body: { dag: around.dag, steps: [...around.steps, caller.place.step.name] },
  };
  return {
    definition,
    writer,
    lineage,
    parts,
    base,
    childRunner: own => runner({ definition, lineage, parts, base: own, runId, ...pickBelow(caller) }),
  };
}

/** What the steps of the body start from: all that the foreach step sees, and the item; its own name and files are not theirs. */
function itemBase({ item }: ItemCall, { base, place }: Caller): RunBase {
  const { cwd } = place;
  const { handler, ...scope } = place.scope;
  const context = Object.entries(scope.context).filter(([field]) => !/^step\.|^paths\.step_/.test(field));
  return {
    ...base,
    directory: cwd,
    scope: {
      ...scope,
      steps: new Map(scope.steps),
      context: Object.fromEntries(context),
      foreach: foreachFields(item),
    },
  };
}

/** What is known behind the steps of an item that did not have to run again. */
function scopeOf({ run }: BelowEnd, { dag }: Definition, scope: RunBase['scope']): ItemOutcome['scope'] {
  const results = new StepResults(dag.steps);
  for (const node of run.nodes)
    results.keep(
      keptValues(
        node,
        dag.steps.find(step => step.name === node.name),
      ),
    );
  return scopeAfter(scope, results);
}

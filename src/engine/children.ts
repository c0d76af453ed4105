// What steps call: child DAGs, found and given their parameters (dagu-format.md 3.13), and the items of foreach steps.

import { readFileSync } from 'node:fs';
import { fail, ok, type Result } from '../base/result';
import { isHumanTask } from '../model/dag';
import { currentAttempt, type Run } from '../model/run';
import type { RunWriter } from '../model/source';
import type { ChildRunner } from './attempt-spec';
import type { AttemptGround } from './attempt-start';
import { childFailure, childOutcome } from './child-report';
import { type Below, type Caller, type CallerContext, callerOf, pickBelow, runAllBelow } from './child-run';
import type { Definition, RunLineage } from './engine-parts';
import type { ChildCall, ChildOutcome } from './executor';
import { runItems } from './foreach-items';
import { resolveRunParams } from './run-params';
import { childRunId } from './values/child-run-id';
import { normalizedParams } from './values/param-input';

/** What runs the children of one attempt. */
export function childRunner(context: CallerContext): ChildRunner {
  return {
    calls: (calling, calls, most, attempt) => runCalls(calls, most, callerOf(context, calling, attempt)),
    items: (calling, items, most, attempt) => runItems(items, most, callerOf(context, calling, attempt), childRunner),
  };
}

async function runCalls(calls: readonly ChildCall[], most: number, caller: Caller): Promise<readonly ChildOutcome[]> {
  const found = calls.map(call => ({ call, definition: callable(findDefinition(call.dag, caller)) }));
  const below = found.map(({ call, definition }) =>
    definition.ok ? belowOf(call, definition.value, caller) : undefined,
  );
  const ends = (
    await runAllBelow(
      below.filter(one => one !== undefined),
      most,
      caller,
    )
  ).values();
  return found.map(({ definition }) => {
    const end = definition.ok ? ends.next().value : undefined;
    if (!definition.ok || end === undefined) return childFailure(definition.ok ? '' : definition.error);
    if (end.ok) return childOutcome(end.value.run, end.value.child, definition.value.dag);
    return childFailure(end.error.message, end.error.why === 'params' ? 'null\n' : '');
  });
}

function belowOf(call: ChildCall, definition: Definition, caller: Caller): Below {
  const { runId: callerId, step, parts } = caller;
  const { item } = call;
  const runId = childRunId(callerId, step, definition.dag.name, normalizedParams(call.params.values));
  return {
    definition,
    runId,
    ...(item === undefined ? {} : { item }),
    stored: before => storedDefinition(before, definition, caller),
    params: async () => {
      const params = await resolveRunParams(definition, call.params, parts);
      return params.ok ? params : fail(params.error.message);
    },
    ground: (chosen, writer) => groundOf(chosen, writer, runId, caller),
  };
}

/** Dagu has no human tasks inside workflows that are called. */
function callable(found: Result<Definition, string>): Result<Definition, string> {
  if (!found.ok || !found.value.dag.steps.some(isHumanTask)) return found;
  return fail(
    `Human task steps are not allowed in sub-DAGs, where nobody could answer them: ${found.value.dag.name} has one.`,
  );
}

function findDefinition(word: string, { definition, lineage, parts }: CallerContext): Result<Definition, string> {
  const inline = lineage.documents.find(document => document.name === word);
  if (inline !== undefined) return ok({ dag: inline, text: lineage.text });
  return parts.definitions.find(word, filesOf(definition, lineage));
}

function filesOf({ dag }: Definition, { callers }: RunLineage): readonly string[] {
  return [...new Set([...(dag.file === '' ? [] : [dag.file]), ...callers])];
}

/** A retried child uses the definition that it was started with, unless its caller was told to use the current one. */
function storedDefinition(
  before: Run,
  found: Definition,
  { attempt, lineage, parts }: Caller,
): Result<Definition, string> {
  const last = currentAttempt(before);
  const current = currentAttempt(attempt.writer.run())?.definition === 'current' && attempt.number > 1;
  if (last === undefined || current || lineage.documents.includes(found.dag)) return ok(found);
  const text = readFileSync(last.definitionFile, 'utf8');
  if (text === found.text) return ok(found);
  const dag = parts.definitions.compile(text, before.file);
  return dag.ok ? ok({ dag: dag.value, text }) : fail(dag.error);
}

function groundOf(definition: Definition, writer: RunWriter, runId: string, caller: Caller): AttemptGround {
  const { parts, step } = caller;
  const inline = caller.lineage.documents.includes(definition.dag);
  const self = { dag: caller.definition.dag.name, runId: caller.runId };
  const lineage: RunLineage = {
    parent: { ...self, step },
    root: caller.lineage.root ?? self,
    outer: caller.base.handedDown,
    callers: filesOf(caller.definition, caller.lineage),
    documents: inline ? caller.lineage.documents : definition.dag.documents,
    text: inline ? caller.lineage.text : definition.text,
  };
  return {
    definition,
    writer,
    lineage,
    parts,
    childRunner: base => childRunner({ definition, lineage, parts, base, runId, ...pickBelow(caller) }),
  };
}

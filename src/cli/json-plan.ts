// A plan as JSON, as scripts read it (cli.md, "Plan").

import type { JsonObject } from '../base/json';
import type { Plan, Refusal } from '../model/plan';

/** The whole plan. `refusals` is empty exactly when it can be confirmed. Fields may be added here, never renamed. */
export function planJson(plan: Plan): JsonObject {
  return {
    dag: plan.dag,
    runId: plan.runId,
    attempt: plan.attempt,
    definition: plan.choice.definition,
    definitionDiffers: plan.definitionDiffers,
    scope: plan.choice.scope,
    bypassPreconditions: plan.choice.bypassPreconditions,
    ignoreUpstream: plan.choice.ignoreUpstream,
    runHandlers: plan.choice.runHandlers,
    ...(plan.choice.comment === undefined ? {} : { comment: plan.choice.comment }),
    targets: plan.targets,
    runs: plan.runs.map(step => ({ ...step })),
    kept: plan.kept.map(step => ({ ...step })),
    blocked: plan.blocked.map(step => ({ ...step })),
    stale: plan.stale.map(step => ({ ...step })),
    pending: plan.pending,
    handlers: plan.handlers,
    dropped: plan.dropped,
    notes: plan.notes,
    refusals: plan.refusals.map(refusalJson),
    ...(plan.expectedMs === undefined ? {} : { expectedMs: plan.expectedMs }),
  };
}

export function refusalJson(refusal: Refusal): JsonObject {
  return {
    code: refusal.code,
    message: refusal.message,
    actions: refusal.actions,
    ...(refusal.steps === undefined ? {} : { steps: refusal.steps }),
  };
}

// What a waiting step asks of a person: its texts resolved, and secrets in them hidden (dagu-format.md 3.16).

import { isJsonObject, type Json, type JsonObject } from '../base/json';
import type { ApprovalAsk, TaskAsk } from '../model/ask';
import { normalForm } from '../model/asked-field';
import { type Approval, findStep } from '../model/dag';
import type { RunningAttempt } from './running-attempt';
import type { StepPlace } from './step-place';
import { expand } from './values/expand';
import { policies } from './values/policies';

/** What a human task asks. */
export function taskAsk({ step, scope }: StepPlace, { hide }: RunningAttempt): TaskAsk {
  const { prompt, form } = step.action.name === 'other' ? step.action.with : {};
  const said = (text: string): string => hide(expand(text, scope, policies.with));
  return {
    kind: 'task',
    prompt: typeof prompt === 'string' ? said(prompt) : '',
    ...(isJsonObject(form) ? { form: resolvedForm(normalForm(form), said) } : {}),
  };
}

/** What the approval of a step asks. */
export function approvalAsk(
  { prompt, input, required, rewindTo }: Approval,
  { step, scope }: StepPlace,
  { dag, hide }: RunningAttempt,
): ApprovalAsk {
  const target = rewindTo === undefined ? step : (findStep(dag, rewindTo) ?? step);
  return {
    kind: 'approval',
    ...(prompt === undefined ? {} : { prompt: hide(expand(prompt, scope, policies.with)) }),
    input,
    required,
    rewindTo: target.name,
  };
}

/** Only what a person reads or finds filled in is resolved: patterns and choices are as they are written. */
function resolvedForm(form: JsonObject, said: (text: string) => string): JsonObject {
  const resolve = (property: Json): Json =>
    isJsonObject(property)
      ? Object.fromEntries(
          Object.entries(property).map(([key, value]) => [
            key,
            readable.has(key) && typeof value === 'string' ? said(value) : value,
          ]),
        )
      : property;
  const { properties } = form;
  if (!isJsonObject(properties)) return form;
  const resolved = Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, resolve(property)]));
  return { ...form, properties: resolved };
}

const readable: ReadonlySet<string> = new Set(['title', 'description', 'default']);

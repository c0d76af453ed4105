// Preconditions and the tests of repeats: met, unmet, or not to be evaluated (dagu-format.md 3.7).

import type { Result } from '../base/result';
import type { Condition } from '../model/dag';
import { matchesExpected } from './values/regex';

export type Verdict =
  | { readonly kind: 'met' }
  | { readonly kind: 'unmet'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string };

/** What conditions are evaluated with: everything already knows the scope of the place where they stand. */
export interface ConditionTools {
  /** Resolves the references of a condition's text; no command in it is run. */
  resolve(text: string): string;
  /** Resolves references and runs the commands in the text; fails with a message when one of them fails. */
  substitute(text: string): Promise<Result<string, string>>;
  /** Runs a text in the shell and throws its output away: true for exit code 0, false for any other and when it cannot start. */
  succeeds(command: string): Promise<boolean>;
}

/** Evaluates one condition. `negate` turns met and unmet around, never an error. */
export async function evaluateCondition(condition: Condition, tools: ConditionTools): Promise<Verdict> {
  const { text, expected = '', negate } = condition;
  if (condition.kind === 'command') {
    const command = tools.resolve(text);
    const succeeded = await tools.succeeds(command);
    return verdict(succeeded, negate, `The command ${quoted(text)} ${succeeded ? 'succeeded' : 'did not succeed'}.`);
  }
  const resolved =
    condition.kind === 'eval' ? await tools.substitute(text) : { ok: true as const, value: tools.resolve(text) };
  if (!resolved.ok)
    return { kind: 'error', text: `The condition ${quoted(text)} cannot be evaluated: ${resolved.error}` };
  const matched = matchesExpected(resolved.value, expected);
  if (!matched.ok)
    return { kind: 'error', text: `The condition ${quoted(text)} cannot be evaluated: ${matched.error}` };
  return verdict(
    matched.value,
    negate,
    `${quoted(text)} is ${quoted(resolved.value)}, expected ${negate ? 'not ' : ''}${quoted(expected)}.`,
  );
}

/**
 * Evaluates all conditions of a list, one after the other, also behind one that is not met: Dagu does, and they may be commands with
 * effects. The last one that is not met decides whether the list is unmet or an error.
 */
export async function evaluateConditions(conditions: readonly Condition[], tools: ConditionTools): Promise<Verdict> {
  let result: Verdict = { kind: 'met' };
  for (const condition of conditions) {
    const verdict = await evaluateCondition(condition, tools);
    if (verdict.kind !== 'met') result = verdict;
  }
  return result;
}

function verdict(holds: boolean, negate: boolean, text: string): Verdict {
  return holds !== negate ? { kind: 'met' } : { kind: 'unmet', text };
}

function quoted(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 77)}…` : text;
  return JSON.stringify(short);
}

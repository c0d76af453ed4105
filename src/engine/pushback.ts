// What a push-back makes run again, and what the steps that do are told of it (dagu-format.md 3.16 and 4).

import type { JsonObject } from '../base/json';
import type { Answer } from '../model/ask';
import { ancestors, descendants } from '../model/graph';
import type { Attempt, Node, Run } from '../model/run';

/** What a step sees that runs again because of a push-back. */
export interface PushbackFacts {
  readonly env: Readonly<Record<string, string>>;
  readonly context: Readonly<Record<string, string>>;
}

/**
 * The names of the steps that run again when `node` was pushed back: from the step it goes back to, everything up to itself, and what else
 * lies below of what the attempts in question were to run (`scope`).
 */
export function rewoundSteps(node: Node, nodes: readonly Node[], scope: ReadonlySet<string>): ReadonlySet<string> {
  const target = node.ask?.kind === 'approval' ? node.ask.rewindTo : node.name;
  const below = descendants(nodes, [target]);
  const above = ancestors(nodes, [node.name]);
  const again = [...below].filter(name => name === node.name || above.has(name) || scope.has(name));
  return new Set([target, node.name, ...again]);
}

/** The steps that the newest attempt was to run, and those before it that it only went on with. */
export function scopeOf(attempts: readonly Attempt[]): ReadonlySet<string> {
  const scope = new Set<string>();
  for (const attempt of attempts.toReversed()) {
    for (const name of attempt.runs) scope.add(name);
    if (attempt.resumes === undefined) break;
  }
  return scope;
}

/** By step: what it is told of the push-back for which it runs again. `before`: the run as it was answered. */
export function pushbackFacts(
  before: Pick<Run, 'nodes' | 'attempts'>,
  resumes: readonly string[],
): ReadonlyMap<string, PushbackFacts> {
  const facts = new Map<string, PushbackFacts>();
  const byName = new Map(before.nodes.map(node => [node.name, node]));
  for (const name of resumes) {
    const node = byName.get(name);
    if (node?.answer?.kind !== 'pushed-back') continue;
    for (const again of rewoundSteps(node, before.nodes, scopeOf(before.attempts)))
      facts.set(again, factsOf(node.pushbacks ?? [], byName.get(again)?.stdout));
  }
  return facts;
}

/** Inputs as variables, as far as their names can be names of variables. */
export function inputVariables(inputs: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, value]) =>
      typeof value === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? [[name, value] as const] : [],
    ),
  );
}

function factsOf(pushbacks: readonly Answer[], previousStdout: string | undefined): PushbackFacts {
  const iteration = String(pushbacks.length);
  const history = pushbacks.map((pushback, index) => payloadOf(pushback, index + 1));
  const json = JSON.stringify({
    ...history.at(-1),
    ...(previousStdout === undefined ? {} : { previousStdoutFile: previousStdout }),
    history,
  });
  return {
    env: {
      ...inputVariables(pushbacks.at(-1)?.inputs ?? {}),
      DAG_PUSHBACK: json,
      DAG_PUSHBACK_ITERATION: iteration,
      ...(previousStdout === undefined ? {} : { DAG_PUSHBACK_PREVIOUS_STDOUT_FILE: previousStdout }),
    },
    context: {
      'pushback.iteration': iteration,
      ...(previousStdout === undefined ? {} : { 'pushback.previous_stdout_file': previousStdout }),
    },
  };
}

function payloadOf({ inputs, by, comment, at }: Answer, iteration: number): JsonObject {
  return {
    iteration,
    ...(by === undefined ? {} : { by }),
    ...(comment === undefined ? {} : { comment }),
    at: new Date(at).toISOString(),
    inputs,
  };
}

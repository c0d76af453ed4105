// Whether a step of a build has to run: pure, from what is remembered and what is found (dagu-format.md 3.22).

import type { BuildDecision } from '../../model/run';
import type { Manifest } from './build-manifest';

/** What is found now. */
export interface BuildState {
  readonly recipe: string;
  /** Digests of the inputs by name. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The digest of the output; absent: there is no such file. */
  readonly output?: string;
}

/** `manifest`: what is remembered of the file, if it was ever made. */
export function decideBuild(manifest: Manifest | undefined, state: BuildState): BuildDecision {
  if (manifest === undefined) return execute('manifest_missing', 'no prior successful materialization exists');
  if (manifest.recipe !== state.recipe)
    return execute('recipe_changed', 'the command, the parameters, the environment or the directory changed');
  if (!sameInputs(manifest.inputs, state.inputs)) return execute('input_changed', 'declared input content changed');
  if (state.output === undefined) return execute('output_missing', 'the output does not exist');
  if (manifest.output !== state.output) return execute('output_changed', 'the output is not what the step had made');
  return {
    decision: 'reuse',
    reason: 'matched',
    text: `recipe, inputs, and output match the committed manifest; producer: ${manifest.producer}`,
  };
}

/** The step is to run whatever its files say. */
export const reuseDisabled = execute('reuse_disabled', 'reuse was disabled for this run');

/** Nothing tells whether the step could be left out. */
export const ineligible: BuildDecision = {
  decision: 'always',
  reason: 'ineligible',
  text: 'step has no build file paths',
};

/** A dry run cannot know what a file will hold that is still to be made. */
export const deferred: BuildDecision = {
  decision: 'deferred',
  reason: 'upstream_would_execute',
  text: 'an upstream file producer would execute; evaluate after its output is known',
};

export const preconditionNotMet: BuildDecision = {
  decision: 'none',
  reason: 'precondition_not_met',
  text: 'a precondition of the step is not met',
};

/** As trees show it. */
export function decisionText({ decision, reason, text }: BuildDecision): string {
  return `build: ${decision} (${reason}) - ${text}`;
}

function execute(reason: string, text: string): BuildDecision {
  return { decision: 'execute', reason, text };
}

function sameInputs(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every(name => a[name] === b[name]);
}

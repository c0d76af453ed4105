// Runs texts in a shell: one line, a script through a file, or a list of texts each in a fresh shell (dagu-format.md 3.10).

import type { Result } from '../../base/result';
import type { Action } from '../../model/dag';
import { shellFamily } from '../../model/shell-family';
import type { ExecutionContext, Outcome } from '../executor';
import { commandCall, filePlace, interpreterCall, type ShellCall, type ShellChoice, scriptCall } from '../shell';
import { expand } from '../values/expand';
import { policies } from '../values/policies';
import { outcomeOf } from './process-outcome';

type RunAction = Extract<Action, { name: 'run' }>;

export async function run(action: RunAction, context: ExecutionContext): Promise<Outcome> {
  const choice = shellChoice(action, context);
  const policy = policyOf(choice);
  switch (action.form) {
    case 'command': {
      const text = line(expand(action.texts[0] ?? '', context.scope, policy));
      return text === undefined ? brokenLine : call(commandCall(choice, text), context);
    }
    case 'script': {
      const text = expand(action.texts.join('\n'), context.scope, policy);
      if (action.interpreter !== undefined) {
        const interpreter = expand(action.interpreter, context.scope, policies.execArgs);
        return call({ ok: true, value: interpreterCall(interpreter, text) }, context);
      }
      return call(scriptCall(choice, text), context);
    }
    case 'list':
      return list(action.texts, choice, context);
  }
}

const brokenLine: Outcome = {
  exitCode: 1,
  error: 'The resolved command text contains a line break: a value brought it in.',
};

async function list(texts: readonly string[], choice: ShellChoice, context: ExecutionContext): Promise<Outcome> {
  for (const [index, written] of texts.entries()) {
    const expanded = expand(written, context.scope, policyOf(choice));
    // A text that was written with several lines is meant so; one that a value breaks is not.
    const text = /\n./.test(written) ? expanded : line(expanded);
    const outcome = text === undefined ? brokenLine : await call(commandCall(choice, text), context);
    if (outcome.exitCode !== 0 || outcome.error !== undefined) {
      return {
        ...outcome,
        error: `command ${index + 1} failed: ${outcome.error ?? `exit status ${outcome.exitCode}`}`,
      };
    }
    if (context.signal.aborted) break;
  }
  return { exitCode: 0 };
}

async function call(shellCall: Result<ShellCall, string>, context: ExecutionContext): Promise<Outcome> {
  if (!shellCall.ok) return { exitCode: 1, error: shellCall.error };
  const { argv, file, verbatim } = shellCall.value;
  const path = file === undefined ? '' : context.keepFile(file.text, file.ending);
  const [program, ...rest] = argv;
  const end = await context.spawn({
    argv: [program, ...rest.map(word => (file === undefined ? word : word.replace(filePlace, path)))],
    ...(verbatim === undefined ? {} : { verbatim }),
  }).ended;
  return outcomeOf(end);
}

function shellChoice({ shell, shellPackages }: RunAction, { scope, shell: usual }: ExecutionContext): ShellChoice {
  const explicit = shell !== undefined && shell.length > 0;
  const words = (explicit ? shell : usual).map(word => expand(word, scope, policies.withShell));
  const packages = shellPackages?.map(name => expand(name, scope, policies.with));
  return { shell: words, explicit, ...(packages === undefined ? {} : { packages }) };
}

function policyOf({ shell }: ShellChoice): (typeof policies)[keyof typeof policies] {
  switch (shellFamily(shell)) {
    case 'posix':
    case 'nix':
      return policies.runShell;
    case 'powershell':
      return policies.runPowerShell;
    default:
      return policies.runOther;
  }
}

/** The text without the line break at its end; undefined when one is left inside. */
function line(text: string): string | undefined {
  const trimmed = text.replace(/[\r\n]+$/, '');
  return /[\r\n]/.test(trimmed) ? undefined : trimmed;
}

// Which references each field resolves: the matrix of dagu-format.md 2.5 as a table.

import type { FieldPolicy } from './scope';

const none: FieldPolicy = {
  variables: false,
  os: false,
  osForEnv: false,
  steps: false,
  context: false,
  backslashLiteral: false,
  shellText: false,
};

/** The usual field of a step: everything but the variables that only our own process has. */
const usual: FieldPolicy = { ...none, variables: true, steps: true, context: true };

/** A field that may also read our own process's variables. */
const withOs: FieldPolicy = { ...usual, os: true, osForEnv: true };

export const policies = {
  /** An entry of `consts`: earlier entries only, which the scope sees to. */
  constant: none,
  rootEnv: { ...withOs, steps: false },
  dotenvPath: { ...withOs, steps: false, context: false },
  /** `params[].eval`, before its commands run. */
  paramEval: { ...withOs, steps: false, context: false },
  stepEnv: usual,
  /** Inputs of actions, and texts inside structured outputs. */
  with: usual,
  withShell: usual,
  parallelItems: usual,
  callParams: usual,
  /** `condition` of a precondition, also when it is a command. */
  condition: usual,
  /** `eval` of a precondition, before its commands run. */
  conditionEval: withOs,
  /** What a workflow says about servers and programs for all its steps: smtp, ssh, container. */
  connection: withOs,
  workingDir: { ...usual, steps: false },
  streamPath: { ...usual, backslashLiteral: true },
  /** Text for a shell that reads $NAME itself. */
  runShell: { ...none, steps: true, context: true, shellText: true },
  runPowerShell: { ...none, steps: true, context: true },
  /** Text for cmd, fish and others that do not know $NAME as sh does. */
  runOther: withOs,
  /** `$NAME` falls back to the process's environment, `${env.NAME}` does not. */
  execArgs: { ...usual, os: true },
  /** Numbers of policies that are written as text. */
  numberText: withOs,
} as const satisfies Readonly<Record<string, FieldPolicy>>;

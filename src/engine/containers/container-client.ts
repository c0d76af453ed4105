// The program that handles containers: docker, or podman where there is no docker.

import { fail, ok, type Result } from '../../base/result';
import { programPath } from '../actions/program-path';
import { type QuietEnd, runQuietly } from '../actions/quiet-program';
import type { ContainerCall, ExecutionContext, SpawnRequest } from '../executor';
import type { RunningProcess } from '../processes/process';
import { inheritedValues } from './container-arguments';
import { registryLogin } from './registry-login';

type Values = Readonly<Record<string, string>>;

export interface ContainerClient {
  /** Starts it with the step's logs. `values`: what the variables that it names are to be. */
  start(args: readonly string[], values: Values, more?: Pick<SpawnRequest, 'stdin'>): RunningProcess;
  /** How it is called. */
  readonly call: ContainerCall;
  /** Runs it and keeps what it says. */
  ask(args: readonly string[], values?: Values): Promise<QuietEnd>;
  /** The same while the step is being stopped, for as long as the container is given and a little more. */
  askLasting(args: readonly string[], graceMs?: number): Promise<QuietEnd>;
  /** Removes the credentials that it was given. */
  close(): Promise<void>;
}

export const noProgramText =
  'Neither docker nor podman is on the PATH: install one of them to run steps in containers.';

/** How long a program may take that helps to stop something. */
const helpMs = 30_000;

/** Fails when there is no such program, or when credentials of registries cannot be read. */
export function containerClient(context: ExecutionContext): Result<ContainerClient, string> {
  const program = containerProgram(context);
  if (program === undefined) return fail(noProgramText);
  const login = registryLogin(context);
  if (!login.ok) return login;
  const request: ContainerCall = (args, values, anonymous = false) => ({
    argv: [program, ...args],
    env: { ...context.env, ...inheritedValues(values), ...(anonymous ? {} : login.value.env) },
  });
  return ok({
    call: request,
    start: (args, values, more = {}) => context.spawn({ ...request(args, values), ...more }),
    ask: (args, values = {}) => runQuietly(request(args, values), context),
    askLasting: (args, graceMs = 0) => runQuietly({ ...request(args, {}), lasting: true }, context, graceMs + helpMs),
    close: () => login.value.close(),
  });
}

/** The absolute path of the program. */
export function containerProgram(place: Pick<ExecutionContext, 'env' | 'cwd'>): string | undefined {
  return ['docker', 'podman'].map(name => programPath(name, place)).find(path => path !== undefined);
}

// The variables that commands in a container get, and its texts resolved.

import { resolve } from 'node:path';
import type { Container, NewContainer } from '../../model/container';
import { fromHome } from '../actions/home-path';
import type { ExecutionContext } from '../executor';
import { expand } from '../values/expand';
import { policies } from '../values/policies';

/** What speaks of this machine and would mislead inside a container. */
const local = /^(PATH|PWD|HOME|USER|SHELL|TMPDIR|TEMP|TMP|HOSTNAME|LD_.*|[0-9].*)$/;

/** The variables of the container itself. */
export function ownEnv({ env }: Container, { scope }: ExecutionContext): Readonly<Record<string, string>> {
  return Object.fromEntries(env.map(({ name, value }) => [name, expand(value, scope, policies.with)]));
}

/** The step's variables, and over them those of the container itself. */
export function containerEnv(container: Container, context: ExecutionContext): Readonly<Record<string, string>> {
  const usual = Object.entries(context.scope.env).filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && !local.test(name));
  return { ...Object.fromEntries(usual), ...ownEnv(container, context) };
}

/** Resolves a text of a container. */
export function containerText(text: string | undefined, { scope }: ExecutionContext): string | undefined {
  const resolved = text === undefined ? undefined : expand(text, scope, policies.connection).trim();
  return resolved === '' ? undefined : resolved;
}

/** The volumes; folders of this machine are relative to the directory of the step. */
export function containerVolumes(
  { volumes }: Pick<NewContainer, 'volumes'>,
  context: ExecutionContext,
): readonly string[] {
  return volumes.map(written => {
    const text = containerText(written, context) ?? '';
    const [host = '', ...rest] = text.split(':');
    return /^[.~]/.test(host) ? [resolve(context.cwd, fromHome(host, context.env)), ...rest].join(':') : text;
  });
}

/** Why a word cannot be the name of an image or a container: it would be taken for a flag, or for several words. */
export function wordFault(what: string, word: string): string | undefined {
  return /^[A-Za-z0-9_[][^\s]*$/.test(word) ? undefined : `"${word}" is no ${what}.`;
}

// How another machine is reached: what `with` says, over what the workflow's `ssh` says (dagu-format.md 3.18).

import { resolve } from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';
import { fromHome } from '../actions/home-path';
import type { ExecutionContext } from '../executor';
import { splitWords } from '../shell';
import { expandJson } from '../values/expand';
import { goDurationMs } from '../values/go-duration';
import { policies } from '../values/policies';
import { keyFault } from './ssh-secrets';

export interface SshHost {
  readonly host: string;
  readonly user?: string;
  readonly port: number;
  /** Absolute path of the private key. */
  readonly key?: string;
  readonly password?: string;
}

export interface SshSettings extends SshHost {
  readonly strict: boolean;
  /** Absolute; absent: the usual file. */
  readonly knownHosts?: string;
  /** Runs the texts of commands; empty: the login shell does. */
  readonly shell: readonly string[];
  readonly timeoutSec: number;
  readonly bastion?: SshHost;
}

const usualTimeoutSec = 30;

/** `input`: of the step, resolved. Fails with the reason in words. */
export function sshSettings(input: JsonObject, context: ExecutionContext): Result<SshSettings, string> {
  const usual = expandJson(context.connections.ssh ?? {}, context.scope, policies.connection);
  const given: JsonObject = { ...(isJsonObject(usual) ? usual : {}), ...input };
  const target = hostOf(given, 'ssh', context);
  if (!target.ok) return target;
  const bastion = given.bastion === undefined || given.bastion === null ? undefined : given.bastion;
  if (bastion !== undefined && !isJsonObject(bastion)) return fail('ssh.bastion must be a mapping with a host');
  const between = bastion === undefined ? undefined : hostOf(bastion, 'ssh.bastion', context);
  if (between?.ok === false) return between;
  const timeoutSec = secondsOf(given.timeout);
  if (timeoutSec === undefined) return fail('ssh.timeout is no length of time; write 30s or 1m');
  const known = textOf(given.known_host_file);
  const file = known === '' ? undefined : pathOf(known, context);
  if (file !== undefined && !isPlain(file)) return fail('ssh.known_host_file has a character that no setting can hold');
  return ok({
    ...target.value,
    strict: given.strict_host_key !== false,
    ...(file === undefined ? {} : { knownHosts: file }),
    shell: shellOf(given.shell),
    timeoutSec,
    ...(between === undefined ? {} : { bastion: between.value }),
  });
}

function hostOf(given: JsonObject, what: string, context: ExecutionContext): Result<SshHost, string> {
  const host = textOf(given.host).replace(/^\[(.*)\]$/, '$1');
  if (host === '') return fail(`${what} needs a host`);
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/.test(host)) return fail(`"${host}" is no name of a machine (${what}.host)`);
  const user = textOf(given.user);
  if (user !== '' && !/^[A-Za-z0-9_][A-Za-z0-9_.+\\@-]*$/.test(user))
    return fail(`"${user}" is no user (${what}.user)`);
  const port = Number(textOf(given.port) || 22);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return fail(`"${textOf(given.port)}" is no port (${what}.port)`);
  const written = textOf(given.key);
  const key = written === '' ? undefined : pathOf(written, context);
  const fault = key === undefined ? undefined : isPlain(key) ? keyFault(key) : 'the path of the key has a quote';
  if (fault !== undefined) return fail(`${what}.key: ${fault}`);
  const password = typeof given.password === 'string' ? given.password : '';
  return ok({
    host,
    port,
    ...(user === '' ? {} : { user }),
    ...(key === undefined ? {} : { key }),
    ...(password === '' ? {} : { password }),
  });
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function pathOf(written: string, { cwd, env }: ExecutionContext): string {
  return resolve(cwd, fromHome(written, env));
}

/** Whether a text can stand between double quotes in a file of settings. */
function isPlain(text: string): boolean {
  return !/["\r\n]/.test(text);
}

function shellOf(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' ? splitWords(value) : [];
}

/** Whole seconds; a number is seconds already. */
function secondsOf(value: Json | undefined): number | undefined {
  const text = textOf(value);
  if (text === '') return usualTimeoutSec;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : goDurationMs(text);
  return ms === undefined || ms <= 0 ? undefined : Math.max(1, Math.ceil(ms / 1000));
}

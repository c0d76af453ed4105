// Credentials of image registries: in a private folder that takes the place of the client's own settings, never on a command line.

import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';
import type { ExecutionContext } from '../executor';
import { expandJson } from '../values/expand';
import { parseJson } from '../values/json-text';
import { policies } from '../values/policies';

export interface RegistryLogin {
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const nobody: RegistryLogin = { env: {}, close: async () => undefined };

/** What the user's own settings hold besides the file: which engine is talked to, further commands. */
const besides = ['contexts', 'cli-plugins'] as const;

/** Fails when `registry_auths` cannot be understood. */
export function registryLogin(context: ExecutionContext): Result<RegistryLogin, string> {
  const written = context.connections.registryAuths;
  if (written === undefined) return ok(nobody);
  const auths = authsOf(expandJson(written, context.scope, policies.connection));
  if (auths === undefined)
    return fail('registry_auths must name credentials by host: {username, password}, {auth}, or JSON text of these.');
  if (Object.keys(auths).length === 0) return ok(nobody);
  const usual = context.env.DOCKER_CONFIG ?? join(context.env.HOME ?? context.env.USERPROFILE ?? '', '.docker');
  const folder = context.keepFile('', '.login').concat('.d');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify(merged(settingsOf(join(usual, 'config.json')), auths)), { mode: 0o600 });
  for (const name of besides) {
    if (existsSync(join(usual, name)) && !existsSync(join(folder, name)))
      symlinkSync(join(usual, name), join(folder, name), 'junction');
  }
  return ok({
    env: { DOCKER_CONFIG: folder, REGISTRY_AUTH_FILE: config },
    close: () => rm(folder, { recursive: true, force: true }),
  });
}

/** Our credentials go before those of helper programs. */
function merged(settings: JsonObject, auths: JsonObject): JsonObject {
  const { credsStore: store, credHelpers: helpers, auths: own } = settings;
  const left = Object.entries(isJsonObject(helpers) ? helpers : {}).filter(([host]) => !Object.hasOwn(auths, host));
  // A store for all hosts would be asked before the file.
  const { credsStore: _store, ...rest } = settings;
  const others = typeof store === 'string' && isJsonObject(own) ? Object.keys(own).map(host => [host, store]) : [];
  return {
    ...rest,
    auths: { ...(isJsonObject(own) ? own : {}), ...auths },
    credHelpers: Object.fromEntries([...others.filter(([host = '']) => !Object.hasOwn(auths, host)), ...left]),
  };
}

function settingsOf(file: string): JsonObject {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}';
  const value = parseJson(text)?.value;
  return value !== undefined && isJsonObject(value) ? value : {};
}

function authsOf(value: Json): JsonObject | undefined {
  const parsed = typeof value === 'string' ? parseJson(value)?.value : value;
  if (parsed === undefined || !isJsonObject(parsed)) return undefined;
  const hosts = isJsonObject(parsed.auths) ? parsed.auths : parsed;
  const auths: Record<string, Json> = {};
  for (const [host, one] of Object.entries(hosts)) {
    const auth = authOf(one);
    if (auth === undefined) return undefined;
    auths[host] = { auth };
  }
  return auths;
}

function authOf(value: Json): string | undefined {
  // A bare text may be JSON, or what Docker itself keeps.
  if (typeof value === 'string') return authOf(parseJson(value)?.value ?? { auth: value });
  if (!isJsonObject(value)) return undefined;
  const { auth, username, password } = value;
  if (typeof auth === 'string' && auth !== '') return auth;
  if (typeof username !== 'string' || typeof password !== 'string') return undefined;
  return Buffer.from(`${username}:${password}`).toString('base64');
}

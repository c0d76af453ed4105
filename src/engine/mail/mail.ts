// A mail and the server that takes it, as plain data; sending is loaded when there is something to send.

import { isJsonObject, type JsonObject } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';
import { expandJson } from '../values/expand';
import { policies } from '../values/policies';
import type { Scope } from '../values/scope';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

export interface Attachment {
  readonly filename: string;
  /** Absolute. */
  readonly path: string;
  /** Absent: by the ending of the name. */
  readonly contentType?: string;
}

export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** The usual port for handing mails in. */
const usualPort = 587;

/** The server of a workflow's `smtp`. Fails with the reason in words. */
export function mailServer(smtp: JsonObject | undefined, scope: Scope): Result<MailServer, string> {
  if (smtp === undefined) return fail('there is no mail server: add smtp with a host to the workflow');
  const resolved = expandJson(smtp, scope, policies.connection);
  if (!isJsonObject(resolved)) throw new Error('A mapping stays one when its texts are resolved.');
  const { host = '', port = usualPort, username = '', password = '', oauth } = resolved;
  if (oauth !== undefined && oauth !== null) return fail('smtp.oauth is not supported here: use username and password');
  if (typeof host !== 'string' || host.trim() === '') return fail('smtp.host is empty');
  const number = Number(port);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) return fail(`smtp.port "${String(port)}" is no port`);
  return ok({ host: host.trim(), port: number, username: String(username), password: String(password) });
}

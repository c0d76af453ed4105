// What http.request sends: method, address, headers and body, made from its input.

import { constants, openAsBlob } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { isJsonObject, type JsonObject } from '../../base/json';
import type { ExecutionContext } from '../executor';
import { textMapOf, textOf, textsOf } from './action-input';
import { FileRefusal } from './file-cause';
import { fromHome } from './home-path';

export interface HttpMessage {
  /** In capitals. */
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body?: string | FormData;
}

/** What is used of a Response, whoever sent the request. */
export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly statusText: string;
  readonly headers: Pick<Headers, 'has'> & Iterable<[string, string]>;
  readonly body: AsyncIterable<unknown> | null;
}

export type Send = (
  url: string,
  message: Omit<HttpMessage, 'url'> & { readonly signal: AbortSignal },
) => Promise<Answer>;

/** Throws a FileRefusal when the input makes no request. */
export async function httpMessage(input: JsonObject, context: ExecutionContext): Promise<HttpMessage> {
  const method = (textOf(input, 'method') ?? '').trim().toUpperCase();
  if (!/^[!#$%&'*+.^_`|~0-9A-Z-]+$/.test(method)) throw new FileRefusal(`"${method}" is no method`);
  if (!isSent(method)) throw new FileRefusal(`requests with the method ${method} cannot be sent from here`);
  const url = addressOf(textOf(input, 'url') ?? '');
  const headers = headersOf(textMapOf(input, 'headers'));
  if (url.username !== '' || url.password !== '') {
    const login = loginOf(url);
    if (!headers.has('authorization')) headers.set('authorization', `Basic ${Buffer.from(login).toString('base64')}`);
    url.username = '';
    url.password = '';
  }
  const added = new URLSearchParams(Object.entries(textMapOf(input, 'query')).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (added.size > 0) url.search = [url.search.slice(1), added.toString()].filter(part => part !== '').join('&');
  const body = await bodyOf(input, context);
  // As in Dagu, these carry none.
  const carries = body !== undefined && !['GET', 'HEAD', 'OPTIONS'].includes(method);
  if (carries && typeof body === 'string' && !headers.has('content-type'))
    headers.set('content-type', 'text/plain; charset=utf-8');
  return { method, url: url.href, headers, ...(carries ? { body } : {}) };
}

function loginOf({ username, password, host }: URL): string {
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    throw new FileRefusal(`the login in the address of ${host} has a % that begins no escape`);
  }
}

/** Fetch sends no CONNECT, TRACE and TRACK. */
function isSent(method: string): boolean {
  try {
    return new Request('http://localhost', { method }).method === method;
  } catch {
    return false;
  }
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new FileRefusal(`"${text}" is no address that begins with http:// or https://`);
  return url;
}

function headersOf(written: Readonly<Record<string, string>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(written)) {
    try {
      headers.set(name, value);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new FileRefusal(`the header "${name}" has a name or a value that no request can carry`);
    }
  }
  return headers;
}

async function bodyOf(input: JsonObject, { cwd, env }: ExecutionContext): Promise<string | FormData | undefined> {
  const body = textOf(input, 'body');
  const fields = textMapOf(input, 'form');
  const files = isJsonObject(input.files) ? input.files : {};
  if (Object.keys(fields).length === 0 && Object.keys(files).length === 0) return body === '' ? undefined : body;
  if (body !== undefined && body !== '') throw new FileRefusal('body cannot be combined with form or files');
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const name of Object.keys(files)) {
    for (const path of textsOf(files, name)) {
      const file = resolve(cwd, fromHome(path, env));
      form.append(name, await blobOf(file), basename(file));
    }
  }
  return form;
}

/** A file that is read while it is sent. */
async function blobOf(file: string): Promise<Blob> {
  await access(file, constants.R_OK);
  if (!(await stat(file)).isFile()) throw new FileRefusal(`${file} is no file`);
  return openAsBlob(file);
}

// How http.request tells an answer: as text that is written while it comes, or as JSON (dagu-format.md 3.18).

import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder } from '../../base/folder';
import type { Json } from '../../base/json';
import type { ExecutionContext, Outcome } from '../executor';
import { escapedJson, indentedJson, parseJson } from '../values/json-text';
import { failed } from './action-input';
import { FileRefusal } from './file-cause';
import type { Answer } from './http-message';

export interface AnswerWishes {
  /** Of a good answer only the body is printed. */
  readonly silent: boolean;
  readonly json: boolean;
  readonly debug: boolean;
  /** The file for the body of a good answer, from `cwd`. */
  readonly output?: string;
  readonly cwd?: string;
}

/** Prints the answer, or keeps its body in a file. An answer outside 200–299 fails and is printed whole. */
export async function tellAnswer(answer: Answer, wishes: AnswerWishes, context: ExecutionContext): Promise<Outcome> {
  const { status, ok } = answer;
  const headers = headersOf(answer.headers);
  const head = `${status} ${answer.statusText}`.trimEnd();
  if (wishes.debug) context.write('stderr', `< ${head}\n`);
  const quiet = wishes.silent && ok;
  const file = ok && wishes.output !== undefined ? resolve(wishes.cwd ?? '', wishes.output) : undefined;
  if (file !== undefined) await bodyInto(file, answer);
  if (wishes.json) {
    const told = file === undefined ? bodyOf(await wholeText(answer)) : { output: file };
    if (told === undefined) return failed(`The body of the answer is not JSON (status ${status}).`);
    const facts = { status_code: quiet ? 0 : status, headers: quiet ? null : headers };
    context.write('stdout', indentedAnswer({ ...facts, ...told }));
  } else {
    if (!quiet) context.write('stdout', `${[head, ...headerLines(headers)].join('\n')}\n`);
    if (file === undefined && !(await bodyInto(context.pipe('stdout'), answer)))
      return failed('The log of the step can no longer be written.');
  }
  return ok ? { exitCode: 0 } : failed(`http status code not 2xx: ${status}`);
}

/** The largest body that is taken as one value, in bytes. */
const mostJsonBytes = 64 * 1024 * 1024;

async function wholeText({ body }: Answer): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(body)) {
    size += chunk.length;
    if (size > mostJsonBytes)
      throw new FileRefusal(`the answer has more than ${mostJsonBytes} bytes: keep it in a file with output`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

type HeaderLists = Readonly<Record<string, readonly string[]>>;

/** The headers by their usual spelling, sorted. */
function headersOf(headers: Answer['headers']): HeaderLists {
  // Fetch has unpacked the body, so that what these say is no longer true.
  const unpacked = headers.has('content-encoding');
  const lists: Record<string, string[]> = {};
  for (const [name, value] of headers) {
    if (unpacked && (name === 'content-encoding' || name === 'content-length')) continue;
    const usual = name.replace(/(^|-)[a-z]/g, part => part.toUpperCase());
    lists[usual] = [...(lists[usual] ?? []), value];
  }
  return Object.fromEntries(Object.entries(lists).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function headerLines(headers: HeaderLists): string[] {
  return Object.entries(headers).flatMap(([name, values]) => values.map(value => `${name}: ${value}`));
}

function bodyOf(text: string): { readonly body: Json } | undefined {
  const parsed = parseJson(text);
  return parsed === undefined ? undefined : { body: parsed.value };
}

/** The members keep their order, those inside are sorted. */
function indentedAnswer(members: Readonly<Record<string, Json>>): string {
  const lines = Object.entries(members).map(([key, value]) => ` ${JSON.stringify(key)}: ${indentedJson(value, 1, 1)}`);
  return escapedJson(`{\n${lines.join(',\n')}\n}`);
}

interface Sink {
  /** False when it takes no more. */
  write(bytes: Uint8Array): boolean;
  end(): void;
}

/** Copies the body as it comes, into a log or, whole or not at all, into a file. False when the log takes no more. */
async function bodyInto(target: Sink | string, { body }: Answer): Promise<boolean> {
  if (typeof target === 'string') {
    await wholeFile(target, body);
    return true;
  }
  try {
    for await (const chunk of chunksOf(body)) if (!target.write(chunk)) return false;
    return true;
  } finally {
    target.end();
  }
}

async function wholeFile(path: string, body: Answer['body']): Promise<void> {
  makeFolder(dirname(path), 0o750);
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      for await (const chunk of chunksOf(body)) await file.writeFile(chunk);
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function* chunksOf(body: Answer['body']): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new FileRefusal('the body is not made of bytes');
    yield chunk;
  }
}

// Mails about a run: when it ends, and when a step fails that asks for one (dagu-format.md 3.23).

import { basename } from 'node:path';
import type { MailForm } from '../../model/connections';
import type { Dag } from '../../model/dag';
import type { RunEvent } from '../../model/event';
import { currentAttempt, type Node, type Run } from '../../model/run';
import { fileSize } from '../step-log';
import { expand } from '../values/expand';
import { policies } from '../values/policies';
import type { Scope } from '../values/scope';
import { type Attachment, type Mail, mailServer } from './mail';
import { runMailText, stepMailText } from './mail-text';

/** Logs beyond this many bytes together are not attached. */
const mostAttachedBytes = 10 * 1024 * 1024;

/** A server that does not answer must not keep a run from ending. */
const patienceMs = 30_000;

export interface NotifierOptions {
  /** The attempt is that of a whole run: an item of a foreach step ends without a mail of its own. */
  readonly ends: boolean;
  /** Writes into the log of the run: nobody else is told of a mail that could not be sent. */
  say(text: string): void;
}

/** Sends the mails of one attempt. */
export class Notifier {
  readonly #dag: Dag;
  readonly #scope: Scope;
  readonly #options: NotifierOptions;
  readonly #sending: Promise<void>[] = [];

  constructor(dag: Dag, scope: Scope, options: NotifierOptions) {
    this.#dag = dag;
    this.#scope = scope;
    this.#options = options;
  }

  /** Looks at an event of the attempt. */
  note(event: RunEvent, run: Run): void {
    if (event.type !== 'step.finished' || !('step' in event) || event.status !== 'failed') return;
    const step = this.#dag.steps.find(({ name }) => name === event.step);
    const form = this.#dag.connections?.mails?.error;
    if (step?.mailOnError !== true || form === undefined) return;
    const node = run.nodes.find(({ name }) => name === step.name);
    this.#send(form, stepMailText(run, step.name, event), node === undefined ? [] : [node]);
  }

  /** The attempt has ended: resolves when every mail was sent or given up. */
  async finished(run: Run): Promise<void> {
    // A failure that another attempt follows is told as little as its handler is run.
    const isLast = currentAttempt(run)?.retryAt === undefined;
    const form = this.#options.ends && isLast ? this.#formOf(run) : undefined;
    if (form !== undefined) this.#send(form, runMailText(run), run.nodes);
    await Promise.all(this.#sending);
  }

  #formOf({ status }: Run): MailForm | undefined {
    const mails = this.#dag.connections?.mails;
    switch (status) {
      case 'succeeded':
      case 'partially_succeeded':
        return mails?.on.success === true ? mails.info : undefined;
      case 'failed':
      case 'rejected':
        return mails?.on.failure === true ? mails.error : undefined;
      case 'waiting':
        return mails?.on.wait === true ? mails.wait : undefined;
      default:
        return undefined;
    }
  }

  #send(form: MailForm, { subject, text }: Pick<Mail, 'subject' | 'text'>, nodes: readonly Node[]): void {
    const resolved = (written: string): string => expand(written, this.#scope, policies.connection).trim();
    const mail = {
      from: resolved(form.from),
      to: form.to.map(resolved).filter(address => address !== ''),
      subject: `${resolved(form.prefix)} ${subject}`.trim(),
      text,
      attachments: form.attachLogs ? logsOf(nodes) : [],
    };
    this.#sending.push(
      this.#handIn(mail).catch(error => {
        const reason = error instanceof Error ? error.message : String(error);
        this.#options.say(`warning: the mail "${mail.subject}" could not be sent: ${reason}`);
      }),
    );
  }

  async #handIn(mail: Mail): Promise<void> {
    const server = mailServer(this.#dag.connections?.smtp, this.#scope);
    if (!server.ok) throw new Error(server.error);
    if (mail.to.length === 0) throw new Error('nobody is addressed');
    const { handIn } = await import('./mail-transport');
    await handIn(mail, server.value, AbortSignal.timeout(patienceMs));
  }
}

/** The logs that hold something, as long as they are not too much for a mail. */
function logsOf(nodes: readonly Node[]): readonly Attachment[] {
  const files = [...new Set(nodes.flatMap(({ stdout, stderr }) => [stdout, stderr]))];
  let left = mostAttachedBytes;
  return files.flatMap(path => {
    const size = path === undefined ? 0 : fileSize(path);
    if (path === undefined || size === 0 || size > left) return [];
    left -= size;
    return [{ filename: basename(path), path, contentType: 'text/plain; charset=utf-8' }];
  });
}

// The action mail.send: a mail through the workflow's `smtp` (dagu-format.md 3.18).

import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { ExecutionContext, Outcome } from '../executor';
import { type Mail, mailServer } from '../mail/mail';
import { lostText } from '../try-end';
import { failed, resolvedInput, textOf, textsOf } from './action-input';
import { fromHome } from './home-path';
import type { OtherAction } from './other-action';

export async function mailSend(action: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const input = resolvedInput(action, context.scope);
  const to = textsOf(input, 'to').map(address => address.trim());
  if (to.every(address => address === '')) return failed('mail: nobody is addressed: give to, an address or a list.');
  const attachments = textsOf(input, 'attachments').map(path => {
    const file = resolve(context.cwd, fromHome(path, context.env));
    return { filename: basename(file), path: file };
  });
  const missing = attachments.find(({ path }) => statSync(path, { throwIfNoEntry: false })?.isFile() !== true);
  if (missing !== undefined) return failed(`mail: the attachment ${missing.path} is no file.`);
  const mail: Mail = {
    from: textOf(input, 'from') ?? '',
    to: to.filter(address => address !== ''),
    subject: textOf(input, 'subject') ?? '',
    text: textOf(input, 'message') ?? '',
    attachments,
  };
  return send(mail, context);
}

async function send(mail: Mail, context: ExecutionContext): Promise<Outcome> {
  const { connections, scope, signal, resumed, write } = context;
  if (resumed) return { ...failed(lostText), lost: true };
  write('stdout', described(mail));
  const server = mailServer(connections.smtp, scope);
  try {
    if (!server.ok) throw new Error(server.error);
    const { handIn } = await import('../mail/mail-transport');
    await handIn(mail, server.value, signal);
  } catch (error) {
    write('stderr', 'error occurred.');
    return failed(
      `mail: ${signal.aborted ? 'sending was ended' : error instanceof Error ? error.message : String(error)}`,
    );
  }
  write('stdout', 'sending email succeed.');
  return { exitCode: 0 };
}

function described({ from, to, subject, text }: Mail): string {
  const lines = [`from: ${from}`, `to: ${to.join(', ')}`, `subject: ${subject}`, `message: ${text}`];
  return `sending email\n-----\n${lines.join('\n')}\n-----\n`;
}

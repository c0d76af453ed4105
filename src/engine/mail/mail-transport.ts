// Hands mails to a server over SMTP.

import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import type { Mail, MailServer } from './mail';

/** The port on which a server expects TLS from the first byte; on all others it is agreed upon when the server offers it. */
const tlsPort = 465;

/** Resolves when the server has taken the mail for every receiver. Rejects with an Error whose message says what went wrong. */
export async function handIn(mail: Mail, server: MailServer, signal: AbortSignal): Promise<void> {
  const { host, port, username, password } = server;
  const transport = createTransport({
    host,
    port,
    secure: port === tlsPort,
    ...(username === '' ? {} : { auth: { user: username, pass: password } }),
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
    // A socket of our own, so that the conversation ends with the signal.
    getSocket: (_options, done) => {
      const socket = connect({ host, port, signal });
      const onError = (error: Error): void => done(error, false);
      socket.once('error', onError);
      socket.once('connect', () => {
        socket.off('error', onError);
        done(null, { connection: socket });
      });
    },
  });
  try {
    const answer = await transport.sendMail({ ...mail, to: [...mail.to], attachments: [...mail.attachments] });
    if (answer.rejected.length > 0) throw new Error(`the server refuses ${answer.rejected.join(', ')}`);
  } finally {
    transport.close();
  }
}

const silenceMs = 30_000;

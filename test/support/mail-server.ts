// A server on 127.0.0.1 that takes mails and keeps them.

import { createServer, type Server, type Socket } from 'node:net';

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came. */
  readonly data: string;
}

/** Speaks as much SMTP as mails need. Receivers that begin with `bad` are refused; with a login, nobody else may send. */
export class MailServer {
  readonly mails: TakenMail[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #login: string | undefined;

  /** `login`: user and password as `user:password`. */
  constructor(login?: string) {
    this.#login = login;
    this.#server = createServer(socket => this.#talk(socket));
  }

  async start(): Promise<number> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    return address.port;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #talk(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    let pending = '';
    let mail: { from: string; to: string[] } = { from: '', to: [] };
    let inData = false;
    let known = this.#login === undefined;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const hear = (line: string): void => {
      const [verb = '', rest = ''] = [line.slice(0, 4).toUpperCase(), line.slice(5)];
      const address = /<([^>]*)>/.exec(rest)?.[1] ?? '';
      if (verb === 'EHLO') say(this.#login === undefined ? '250 test' : '250-test\r\n250 AUTH PLAIN');
      else if (verb === 'AUTH') {
        const [, user, password] = Buffer.from(rest.replace(/^PLAIN /i, ''), 'base64')
          .toString()
          .split('\0');
        known = `${user}:${password}` === this.#login;
        say(known ? '235 welcome' : '535 who are you');
      } else if (verb === 'MAIL') {
        mail = { from: address, to: [] };
        say(known ? '250 ok' : '530 log in first');
      } else if (verb === 'RCPT') {
        if (!address.startsWith('bad')) mail.to.push(address);
        say(address.startsWith('bad') ? '550 no such receiver' : '250 ok');
      } else if (verb === 'DATA') {
        inData = true;
        say('354 go on');
      } else if (verb === 'QUIT') {
        say('221 bye');
        socket.end();
      } else say('250 ok');
    };
    socket.setEncoding('utf8').on('data', chunk => {
      pending += chunk;
      for (;;) {
        const end = pending.indexOf(inData ? '\r\n.\r\n' : '\r\n');
        if (end === -1) return;
        const part = pending.slice(0, end);
        pending = pending.slice(end + (inData ? 5 : 2));
        if (!inData) hear(part);
        else {
          inData = false;
          this.mails.push({ ...mail, data: part });
          say('250 taken');
        }
      }
    });
    say('220 test');
  }
}

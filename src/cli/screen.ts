// Where a command speaks: results to one stream, progress and messages to the other.

import type { Status } from '../model/status';

export interface Channel {
  /** Does nothing once the reader is gone: `restep start | head` must not take the run along. */
  write(text: string): void;
  /** Nobody reads any more. */
  closed(): boolean;
  readonly terminal: boolean;
  readonly color: boolean;
  /** Asked anew each time: windows are resized. */
  columns(): number;
  rows(): number;
}

export interface Screen {
  /** Results. */
  readonly out: Channel;
  /** Progress and messages. */
  readonly err: Channel;
}

export type Ink = 'red' | 'green' | 'yellow' | 'blue' | 'dim' | 'bold' | 'cyan';

/** Puts text in a colour. */
export type Paint = (ink: Ink | undefined, text: string) => string;

const codes: { readonly [I in Ink]: readonly [number, number] } = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
};

const inks: { readonly [S in Status]: Ink } = {
  not_started: 'dim',
  queued: 'yellow',
  running: 'blue',
  retrying: 'yellow',
  waiting: 'yellow',
  succeeded: 'green',
  partially_succeeded: 'yellow',
  skipped: 'dim',
  failed: 'red',
  aborted: 'yellow',
  rejected: 'red',
};

/** A painter for a channel; without colour it leaves text as it is. */
export function painter(channel: Pick<Channel, 'color'>): Paint {
  return (ink, text) => {
    if (!channel.color || ink === undefined || text === '') return text;
    const [on, off] = codes[ink];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
}

export function inkOf(status: Status): Ink {
  return inks[status];
}

/** A channel over a stream of this process. `NO_COLOR` (any text), `--no-color` and `TERM=dumb` switch colours off. */
export function channelOf(
  stream: NodeJS.WriteStream,
  env: Readonly<Record<string, string | undefined>>,
  noColor: boolean,
): Channel {
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
  });
  const terminal = stream.isTTY === true && env.TERM !== 'dumb';
  const off = noColor || (env.NO_COLOR !== undefined && env.NO_COLOR !== '');
  return {
    write: text => {
      if (!closed) stream.write(text);
    },
    closed: () => closed,
    terminal,
    color: terminal && !off,
    // A terminal that does not know its size says 0.
    columns: () => stream.columns || 80,
    rows: () => stream.rows || 24,
  };
}

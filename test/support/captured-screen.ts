// Surroundings of a command whose words are kept instead of shown.

import { systemClock } from '../../src/base/clock';
import type { Surroundings } from '../../src/cli/command';
import type { Channel } from '../../src/cli/screen';

export interface Captured {
  readonly around: Surroundings;
  said(): { readonly out: string; readonly err: string };
}

/** Commands see nothing of this machine but the folder. */
export function capturedScreen(dir: string): Captured {
  const words = { out: '', err: '' };
  const channel = (stream: keyof typeof words): Channel => ({
    write: text => {
      words[stream] += text;
    },
    closed: () => false,
    terminal: false,
    color: false,
    columns: () => 80,
    rows: () => 24,
  });
  return {
    around: {
      cwd: dir,
      home: dir,
      env: {},
      clock: systemClock,
      programDir: dir,
      screen: { out: channel('out'), err: channel('err') },
      onSignal: () => () => undefined,
    },
    said: () => ({ ...words }),
  };
}

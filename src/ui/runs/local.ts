// The store of this machine, opened for the editor. Loaded when runs are first asked for.

import type { Disposable } from '../../base/disposal';
import type { RunStore } from '../../model/source';
import { storeHome } from '../../store/layout';
import { LocalRuns } from '../../store/local-runs';

export interface LocalStoreOptions {
  /** The directory as the settings name it; empty: where the command line looks, too. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** The user's home directory. */
  readonly userHome: string;
}

export function openLocalRuns({ home, env, platform, userHome }: LocalStoreOptions): RunStore & Disposable {
  return new LocalRuns(home === '' ? storeHome({ env, platform, home: userHome }) : home, { what: 'VS Code' });
}

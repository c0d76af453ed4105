// How much an archive may hold: some are made to fill the disk of whoever unpacks them.

import { ArchiveFault } from './archive-fault';

const mostEntries = 1_000_000;

/** Unpacked bytes that are always fine. */
const freeBytes = 4 * 1024 ** 3;

/** How many times its size an archive may have in it beyond that. What compresses files alone cannot come near it. */
const mostTimes = 1100;

/** Counts what comes out of an archive of a size, and refuses when it is too much. */
export function boundsOf(size: number): { entry(): void; bytes(count: number): void } {
  const most = Math.max(freeBytes, size * mostTimes);
  let entries = 0;
  let bytes = 0;
  return {
    entry() {
      if (++entries > mostEntries) throw new ArchiveFault('input', `the archive has more than ${mostEntries} entries`);
    },
    bytes(count) {
      bytes += count;
      if (bytes > most)
        throw new ArchiveFault(
          'input',
          `the archive holds more than ${mostTimes} times its size, as only hostile ones do`,
        );
    },
  };
}

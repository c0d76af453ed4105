// One file, folder or link of an archive, whatever the format.

export interface ArchiveEntry {
  /** As the archive has it, with slashes and without one at the end. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'hard-link' | 'other';
  readonly size: number;
  /** Permissions alone. */
  readonly mode: number;
  readonly modified: Date;
  /** Where a link leads; without it, the content says so. */
  readonly target?: string;
}

/** Entries are read one after the other; the content of one is gone when the next is asked for. */
export interface ReadEntry extends ArchiveEntry {
  content(): AsyncIterable<Uint8Array>;
}

export async function* noContent(): AsyncGenerator<Uint8Array> {}

/** The path from the archive's own root on, without what only says that it is a folder. */
export function plainPath(path: string): string {
  return path
    .replace(/^(\.?\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}

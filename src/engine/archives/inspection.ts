// Lists what is in an archive (dagu-format.md 3.18).

import { boundsOf } from './archive-bounds';
import type { ArchiveEntry } from './archive-entry';
import { openArchive } from './archive-reader';
import type { ListRequest } from './archive-request';
import { chooser } from './path-choice';

/** The entries that are asked for, in the order of the archive. */
export async function inspect(request: ListRequest): Promise<readonly ArchiveEntry[]> {
  const archive = await openArchive(request.source, request.format, request.password);
  const chosen = chooser(request.choice);
  const bounds = boundsOf(archive.size);
  const found: ArchiveEntry[] = [];
  for await (const entry of archive.entries()) {
    bounds.entry();
    if (request.verify && entry.kind === 'file') for await (const chunk of entry.content()) bounds.bytes(chunk.length);
    const { content: _, ...facts } = entry;
    if (entry.path !== '' && chosen(entry.path)) found.push(facts);
  }
  return found;
}

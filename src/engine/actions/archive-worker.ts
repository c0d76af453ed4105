// The thread that packs and unpacks archives, and tells what it did as JSON.

import { parentPort } from 'node:worker_threads';
import type { Json } from '../../base/json';
import type { ArchiveEntry } from '../archives/archive-entry';
import { faultCodes, faultOf } from '../archives/archive-fault';
import type { ArchiveAnswer, ArchiveRequest } from '../archives/archive-request';
import { inspect } from '../archives/inspection';
import { pack } from '../archives/pack';
import { unpack } from '../archives/unpack';
import { escapedJson } from '../values/json-text';
import { permissionText } from './file-report';

parentPort?.on('message', (request: ArchiveRequest) => {
  void answerOf(request).then(answer => parentPort?.postMessage(answer));
});

async function answerOf(request: ArchiveRequest): Promise<ArchiveAnswer> {
  const began = performance.now();
  const duration = (): string => durationText(performance.now() - began);
  const { operation, source, verify } = request;
  try {
    switch (request.operation) {
      case 'create': {
        const { entries: filesAdded, bytes: bytesArchived, notes } = await pack(request);
        const { destination = '' } = request;
        const verifyPerformed = verify && !request.dryRun;
        return done(
          { operation, source, destination, filesAdded, bytesArchived, duration: duration(), verifyPerformed },
          notes,
        );
      }
      case 'extract': {
        const { files: filesExtracted, bytes: bytesExtracted, skipped: filesSkipped, notes } = await unpack(request);
        const { destination } = request;
        const counts = { filesExtracted, bytesExtracted, filesSkipped };
        return done(
          { operation, source, destination, ...counts, duration: duration(), verifyPerformed: verify },
          notes,
        );
      }
      case 'list': {
        const entries = await inspect(request);
        const totalSize = entries.reduce((total, entry) => total + entry.size, 0);
        const files = entries.map(listed);
        return done({
          operation,
          source,
          totalFiles: files.length,
          totalSize,
          files,
          verified: verify,
          duration: duration(),
        });
      }
    }
  } catch (error) {
    const { kind, message } = faultOf(error, 'other');
    return { kind: 'failed', error: message, exitCode: faultCodes[kind] };
  }
}

function done(report: Json, notes: readonly string[] = []): ArchiveAnswer {
  return { kind: 'done', report: `${escapedJson(JSON.stringify(report, null, 2))}\n`, notes };
}

function listed({ path, kind, size, mode, modified }: ArchiveEntry): Json {
  const type = kind === 'folder' ? 'd' : kind === 'link' ? 'L' : '-';
  const modTime = modified.toISOString().replace('.000Z', 'Z');
  return { path, size, mode: `${type}${permissionText(mode)}`, modTime, isDir: kind === 'folder' };
}

function durationText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms * 1000) / 1000}ms` : `${Math.round(ms) / 1000}s`;
}

// The actions archive.create, archive.extract and archive.list (dagu-format.md 3.18). Relative paths start at the working directory.

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { JsonObject } from '../../base/json';
import type { ArchiveRequest } from '../archives/archive-request';
import type { ExecutionContext, Executor, Outcome } from '../executor';
import { failed, flagOf, numberOf, resolvedInput, textOf, textsOf } from './action-input';
import { fromHome } from './home-path';
import type { OtherAction } from './other-action';

type Operation = ArchiveRequest['operation'];

/** Executors by the name of the action. */
export const archiveExecutors: readonly (readonly [string, Executor<OtherAction>])[] = (
  ['create', 'extract', 'list'] as const
).map(operation => [`archive.${operation}`, (action, context) => perform(operation, action, context)]);

async function perform(operation: Operation, action: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const input = resolvedInput(action, context.scope);
  const missing = missingKey(operation, input);
  if (missing !== undefined) return failed(`archive: ${missing} is required for ${operation}.`);
  const request = requestOf(operation, input, context);
  const answer = await context.threads.ask('archive-worker', request, context.signal);
  if (!answer.ok) {
    // The thread was ended in the middle of its work, perhaps before it found that nothing can be made at this place.
    if (request.operation === 'create') await rm(request.draft, { force: true }).catch(() => undefined);
    return failed(`archive: ${answer.error}.`);
  }
  const { value } = answer;
  if (value.kind === 'failed') return failed(`archive: ${value.error}.`, value.exitCode);
  if (value.notes.length > 0) context.write('stderr', value.notes.map(note => `${note}\n`).join(''));
  context.write('stdout', value.report);
  return { exitCode: 0 };
}

function missingKey(operation: Operation, input: JsonObject): string | undefined {
  if ((textOf(input, 'source') ?? '') === '') return 'source';
  const needsDestination = operation === 'create' && !flagOf(input, 'dry_run');
  return needsDestination && (textOf(input, 'destination') ?? '') === '' ? 'destination' : undefined;
}

function requestOf(operation: Operation, input: JsonObject, { cwd, env }: ExecutionContext): ArchiveRequest {
  const place = (key: string): string => resolve(cwd, fromHome(textOf(input, key) ?? '', env));
  const [format, password] = [textOf(input, 'format'), textOf(input, 'password')];
  const common = {
    source: place('source'),
    ...(format === undefined ? {} : { format }),
    choice: { include: textsOf(input, 'include'), exclude: textsOf(input, 'exclude') },
    verify: flagOf(input, 'verify_integrity'),
  };
  const given = password === undefined || password === '' ? {} : { password };
  const [overwrite, goOn, dryRun] = [
    flagOf(input, 'overwrite'),
    flagOf(input, 'continue_on_error'),
    flagOf(input, 'dry_run'),
  ];
  const destination = place('destination');
  switch (operation) {
    case 'list':
      return { ...common, ...given, operation };
    case 'extract': {
      const [keepPaths, strip] = [flagOf(input, 'preserve_paths', true), numberOf(input, 'strip_components') ?? 0];
      return { ...common, ...given, operation, destination, overwrite, goOn, dryRun, keepPaths, strip };
    }
    case 'create': {
      const draft = join(dirname(destination), `.${basename(destination)}.${randomBytes(6).toString('hex')}.tmp`);
      const level = numberOf(input, 'compression_level') ?? -1;
      const followLinks = flagOf(input, 'follow_symlinks');
      const target = (textOf(input, 'destination') ?? '') === '' ? {} : { destination };
      return { ...common, ...target, operation, draft, overwrite, goOn, dryRun, level, followLinks };
    }
  }
}

// Work that would hold up the host and is done in threads: what there is to ask, and of whom.

import type { Result } from '../base/result';
import type { JqAnswer, JqRequest } from './actions/jq-worker';
import type { ArchiveAnswer, ArchiveRequest } from './archives/archive-request';
import type { DataAnswer, DataRequest } from './data/data-request';

/** The threads by the name of their built program. */
export interface ThreadWork {
  readonly 'jq-worker': { readonly request: JqRequest; readonly answer: JqAnswer };
  readonly 'archive-worker': { readonly request: ArchiveRequest; readonly answer: ArchiveAnswer };
  readonly 'data-worker': { readonly request: DataRequest; readonly answer: DataAnswer };
}

export type ThreadProgram = keyof ThreadWork;

export interface Threads {
  /** What a thread answers. Fails with the reason in words when it could not: it was stopped by `signal`, or had not enough memory. */
  ask<P extends ThreadProgram>(
    program: P,
    request: ThreadWork[P]['request'],
    signal: AbortSignal,
  ): Promise<Result<ThreadWork[P]['answer'], string>>;
}

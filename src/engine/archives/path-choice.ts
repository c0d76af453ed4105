// Which paths of an archive count, and under what names they are unpacked.

import { pathMatcher } from '../actions/file-list';
import type { PathChoice } from './archive-request';

/** Whether a path matches one of `include`, if there are any, and none of `exclude`. */
export function chooser({ include, exclude }: PathChoice): (path: string) => boolean {
  const wanted = pathMatcher(include);
  const unwanted = exclude.length === 0 ? () => false : pathMatcher(exclude);
  return path => wanted(path) && !unwanted(path);
}

/** The path without its leading folders; undefined when nothing of it is left. */
export function stripped(path: string, count: number): string | undefined {
  const parts = path.split('/').filter(part => part !== '');
  return parts.length > count ? parts.slice(count).join('/') : undefined;
}

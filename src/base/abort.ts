// Abort controllers that follow one another. The first reason wins and is what everyone sees.

import { setMaxListeners } from 'node:events';
import { type Disposable, toDisposable } from './disposal';

/** A controller whose signal may be listened to by any number of jobs at a time. */
export function sharedController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/** A controller that is aborted with `parent`, or by itself; dispose it to stop following. */
export function linkedController(parent: AbortSignal): AbortController & Disposable {
  const controller = sharedController();
  if (parent.aborted) {
    controller.abort(parent.reason);
    return Object.assign(
      controller,
      toDisposable(() => undefined),
    );
  }
  const follow = (): void => controller.abort(parent.reason);
  parent.addEventListener('abort', follow, { once: true });
  return Object.assign(
    controller,
    toDisposable(() => parent.removeEventListener('abort', follow)),
  );
}

// Abort controllers that follow one another. The first reason wins and is what everyone sees.

import { type Disposable, toDisposable } from './disposal';

/** A controller that is aborted with `parent`, or by itself; dispose it to stop following. */
export function linkedController(parent: AbortSignal): AbortController & Disposable {
  const controller = new AbortController();
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

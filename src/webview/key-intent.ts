// What a key asks the graph to do.

import type { Move } from './neighbour';

export type KeyIntent =
  | { readonly kind: 'move'; readonly move: Move }
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'open' | 'escape' | 'fit' | 'search' | 'focus-mode' };

/** Where the keyboard is. */
export type KeyPlace = 'graph' | 'field' | 'elsewhere';

const moves: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

/** The intent of a key, or undefined when it is not ours: in a field letters are text, on a button Enter presses it. */
export function keyIntent(
  event: { readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly altKey: boolean },
  place: KeyPlace,
): KeyIntent | undefined {
  const { key } = event;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && key.toLowerCase() === 'f') return { kind: 'search' };
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (key === 'Escape') return { kind: 'escape' };
  if (place === 'field') return undefined;
  if (key === 'f') return { kind: 'fit' };
  if (key === 'o') return { kind: 'focus-mode' };
  if (key === '/') return { kind: 'search' };
  if (key === '+' || key === '=') return { kind: 'zoom', factor: 1.25 };
  if (key === '-') return { kind: 'zoom', factor: 0.8 };
  if (place !== 'graph') return undefined;
  if (key === 'Enter' || key === ' ') return { kind: 'open' };
  const move = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return move === undefined ? undefined : { kind: 'move', move };
}

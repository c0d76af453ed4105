// Where the picture is looked at from: it follows the graph until the user moves it.

import type { Box } from './layout';
import { fitted, panned, revealing, type Size, type View, zoomed } from './viewport';

export interface CameraParts {
  /** The part of the window that nothing lies upon. */
  readonly free: () => Size;
  /** The size of what is drawn; undefined before there is anything. */
  readonly content: () => Size | undefined;
  readonly onView: (view: View) => void;
}

export class Camera {
  readonly #parts: CameraParts;
  #view: View = { x: 0, y: 0, scale: 1 };
  /** The user moved the view: from then on it stays where it is. */
  #moved = false;

  constructor(parts: CameraParts) {
    this.#parts = parts;
  }

  fit(): void {
    const content = this.#parts.content();
    if (content === undefined) return;
    this.#moved = false;
    this.#show(fitted(content, this.#parts.free()));
  }

  /** The content or the window changed: fits again, or stays where the user went. */
  refresh(): void {
    if (this.#moved) this.#show(this.#view);
    else this.fit();
  }

  /** What comes next is another picture: it is to be seen whole. */
  release(): void {
    this.#moved = false;
  }

  pan(byX: number, byY: number): void {
    this.#look(panned(this.#view, byX, byY));
  }

  /** Zooms at a place of the window, or at its middle. */
  zoom(factor: number, x = this.#parts.free().width / 2, y = this.#parts.free().height / 2): void {
    const content = this.#parts.content() ?? { width: 1, height: 1 };
    this.#look(zoomed(this.#view, factor, x, y, content, this.#parts.free()));
  }

  /** Brings a box into view, moving as little as possible; when the view is further away than `nearest`, it goes there. */
  reveal(box: Box, nearest = 0): void {
    const free = this.#parts.free();
    if (this.#view.scale < nearest) {
      this.#look({
        scale: nearest,
        x: free.width / 2 - (box.x + box.width / 2) * nearest,
        y: free.height / 2 - (box.y + box.height / 2) * nearest,
      });
      return;
    }
    const view = revealing(this.#view, box, free);
    if (view.x !== this.#view.x || view.y !== this.#view.y) this.#look(view);
  }

  /** The point of the plane that is seen at a place of the window. */
  pointAt(x: number, y: number): readonly [number, number] {
    return [(x - this.#view.x) / this.#view.scale, (y - this.#view.y) / this.#view.scale];
  }

  #look(view: View): void {
    this.#moved = true;
    this.#show(view);
  }

  #show(view: View): void {
    this.#view = view;
    this.#parts.onView(view);
  }
}

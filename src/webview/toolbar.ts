// The bar above the graph: what it shows, search, and how to look at it.

import { durationText } from '../base/duration';
import { html, say, update } from './element';
import { type GlyphName, glyph } from './glyph';
import { nodeDuration } from './node-words';
import type { GraphSnapshot } from './protocol';

export interface ToolbarEvents {
  readonly onSearch: (words: string) => void;
  /** Goes to the next match, or with -1 to the one before. */
  readonly onStep: (by: 1 | -1) => void;
  readonly onFit: () => void;
  readonly onZoom: (factor: number) => void;
  readonly onTurn: () => void;
  readonly onFocusMode: () => void;
  readonly onLevels: (levels: number) => void;
  readonly onLegend: () => void;
  readonly onExport: (format: 'svg' | 'mermaid') => void;
}

export class Toolbar {
  readonly element: HTMLElement;
  readonly #title = html('h1');
  readonly #run = html('span', { class: 'run' });
  readonly #search = html('input', {
    type: 'search',
    placeholder: 'Search steps',
    'aria-label': 'Search steps',
    spellcheck: 'false',
  });
  readonly #matches = html('span', { class: 'matches', 'aria-live': 'polite' });
  readonly #turn: HTMLButtonElement;
  readonly #focus: HTMLButtonElement;
  readonly #legend: HTMLButtonElement;
  readonly #levels = html('select', { 'aria-label': 'Levels around the step', title: 'Levels around the step' });
  readonly #export: HTMLButtonElement;
  readonly #menu = html('div', { class: 'menu', role: 'menu', hidden: true });
  #shownRun = '';

  constructor(events: ToolbarEvents) {
    const tool = (name: GlyphName, title: string, act: () => void): HTMLButtonElement => {
      const made = html('button', { type: 'button', class: 'icon', title, 'aria-label': title }, glyph(name));
      made.addEventListener('click', act);
      return made;
    };
    this.#turn = tool('down', 'Turn the graph', events.onTurn);
    this.#focus = tool('focus', 'Focus on the selected step (o)', events.onFocusMode);
    this.#legend = tool('legend', 'Legend', events.onLegend);
    this.#export = tool('export', 'Export', () => this.#toggleMenu());
    update(this.#export, { 'aria-haspopup': 'menu', 'aria-expanded': 'false' });
    this.#levels.append(...[1, 2, 3, 4].map(count => html('option', { value: count }, `±${count}`)));
    this.#levels.value = '2';
    this.#levels.addEventListener('change', () => events.onLevels(Number(this.#levels.value)));
    for (const [format, title] of [
      ['svg', 'Export as SVG…'],
      ['mermaid', 'Export as Mermaid…'],
    ] as const) {
      const item = html('button', { type: 'button', role: 'menuitem' }, title);
      item.addEventListener('click', () => {
        this.closeMenu();
        events.onExport(format);
      });
      this.#menu.append(item);
    }
    this.#search.addEventListener('input', () => events.onSearch(this.#search.value));
    this.#search.addEventListener('keydown', event => {
      if (event.key === 'Enter') events.onStep(event.shiftKey ? -1 : 1);
    });
    this.element = html(
      'div',
      { id: 'bar', role: 'toolbar', 'aria-label': 'Graph' },
      this.#title,
      this.#run,
      html('span', { class: 'space' }),
      html('span', { class: 'search' }, this.#search, this.#matches),
      tool('minus', 'Zoom out (−)', () => events.onZoom(1 / 1.25)),
      tool('plus', 'Zoom in (+)', () => events.onZoom(1.25)),
      tool('fit', 'Fit (f)', events.onFit),
      this.#turn,
      this.#focus,
      this.#levels,
      this.#legend,
      html('span', { class: 'menu-place' }, this.#export, this.#menu),
    );
  }

  show(snapshot: GraphSnapshot): void {
    say(this.#title, snapshot.title);
    const run = snapshot.run;
    const duration = run === undefined ? undefined : nodeDuration(run, snapshot.now);
    const words =
      run === undefined
        ? ''
        : [run.statusTitle, `attempt ${run.attempt}`, ...(duration === undefined ? [] : [durationText(duration)])].join(
            ' · ',
          );
    if (words === this.#shownRun) return;
    this.#shownRun = words;
    update(this.#run, { class: `run${run === undefined ? '' : ` status-${run.status}`}`, title: run?.runId });
    this.#run.replaceChildren(...(run === undefined ? [] : [glyph(run.status), html('span', {}, words)]));
  }

  showMatches(text: string): void {
    say(this.#matches, text);
  }

  showDirection(direction: 'down' | 'right'): void {
    const title = direction === 'down' ? 'Turn the graph to the right' : 'Turn the graph downwards';
    update(this.#turn, { title, 'aria-label': title });
    this.#turn.replaceChildren(glyph(direction === 'down' ? 'right' : 'down'));
  }

  showFocusMode(on: boolean, possible: boolean): void {
    update(this.#focus, { 'aria-pressed': on ? 'true' : 'false', disabled: !on && !possible });
    update(this.#levels, { hidden: !on });
  }

  showLegend(on: boolean): void {
    update(this.#legend, { 'aria-expanded': on ? 'true' : 'false' });
  }

  focusSearch(): void {
    this.#search.focus();
    this.#search.select();
  }

  /** Empties the search; false when it was empty. */
  clearSearch(): boolean {
    if (this.#search.value === '') return false;
    this.#search.value = '';
    return true;
  }

  /** Closes the export menu; false when it was closed. */
  closeMenu(): boolean {
    if (this.#menu.hidden) return false;
    if (this.#menu.contains(document.activeElement)) this.#export.focus();
    this.#toggleMenu();
    return true;
  }

  #toggleMenu(): void {
    update(this.#menu, { hidden: !this.#menu.hidden });
    update(this.#export, { 'aria-expanded': this.#menu.hidden ? 'false' : 'true' });
    if (!this.#menu.hidden) this.#menu.querySelector('button')?.focus();
  }
}

// What the signs in the picture mean.

import { nodeStatuses, statusFacts } from '../model/status';
import { html } from './element';
import { type GlyphName, glyph } from './glyph';
import { effectTitles } from './node-words';
import type { PlanEffect } from './protocol';

const keys: readonly (readonly [string, string])[] = [
  ['Arrows', 'move along edges and ranks'],
  ['Enter', 'what can be done with the step'],
  ['Esc', 'close, cancel'],
  ['f', 'fit'],
  ['/', 'search'],
  ['+ −', 'zoom'],
  ['o', 'focus on the step'],
];

export function legend(): HTMLElement {
  const effects: readonly PlanEffect[] = ['runs', 'kept', 'blocked', 'stale'];
  return html(
    'section',
    { id: 'legend', 'aria-label': 'Legend', hidden: true },
    html('h3', {}, 'Status'),
    html('ul', {}, ...nodeStatuses().map(([word]) => row(word, `status-${word}`, statusFacts(word).title))),
    html('h3', {}, 'Plan of a retry'),
    html('ul', {}, ...effects.map(effect => row(`plan-${effect}`, `effect-${effect}`, effectTitles[effect]))),
    html('h3', {}, 'Keys'),
    html('dl', {}, ...keys.flatMap(([key, means]) => [html('dt', {}, html('kbd', {}, key)), html('dd', {}, means)])),
  );
}

function row(name: GlyphName, className: string, title: string): HTMLLIElement {
  return html('li', { class: className }, glyph(name), title);
}

// Small drawings on a field of 16 by 16: one for each status, one for each effect of a plan, and those of the toolbar.

import type { Status } from '../model/status';
import { svg } from './element';
import type { PlanEffect } from './protocol';

export type ToolGlyph = 'fit' | 'plus' | 'minus' | 'down' | 'right' | 'focus' | 'legend' | 'export' | 'close' | 'stale';

export type GlyphName = Status | `plan-${PlanEffect}` | ToolGlyph;

const ring = 'M8 1.75a6.25 6.25 0 1 1 0 12.5a6.25 6.25 0 1 1 0-12.5';

/** Paths drawn as lines, 1.4 wide, with round ends. */
const paths: { readonly [G in GlyphName]: string } = {
  not_started: ring,
  queued: `${ring} M8 4.5V8l2.5 1.5`,
  running: 'M14.25 8A6.25 6.25 0 1 1 8 1.75',
  retrying: 'M13.6 6.2A6 6 0 1 0 14 8.6 M14 2.6v3.8h-3.8',
  waiting: 'M8 2a2.6 2.6 0 1 1 0 5.2a2.6 2.6 0 1 1 0-5.2 M2.8 14.2c0-3.2 2.2-4.9 5.2-4.9s5.2 1.7 5.2 4.9',
  succeeded: `${ring} M5.1 8.3l2 2.1l3.9-4.5`,
  partially_succeeded: 'M8 2L14.6 13.6H1.4Z M8 6.2v3.6 M8 11.8v.1',
  skipped: 'M2 9.4A6 6 0 0 1 13.4 7 M13.8 3v4.2H9.6 M8 11.8a1.3 1.3 0 1 1 0 2.6a1.3 1.3 0 1 1 0-2.6',
  failed: `${ring} M5.7 5.7l4.6 4.6 M10.3 5.7l-4.6 4.6`,
  aborted: `${ring} M3.8 12.2l8.4-8.4`,
  rejected: `${ring} M4.9 8h6.2`,
  'plan-runs': 'M5.2 3.4L12.4 8L5.2 12.6Z',
  'plan-kept': 'M4.2 7.4h7.6v5.4H4.2Z M5.8 7.4V5.6a2.2 2.2 0 0 1 4.4 0v1.8',
  'plan-blocked': 'M5.6 2.8h4.8l2.8 2.8v4.8l-2.8 2.8H5.6L2.8 10.4V5.6Z M5.4 8h5.2',
  'plan-stale': 'M2.6 6.4c1.8-1.9 3.6-1.9 5.4 0s3.6 1.9 5.4 0 M2.6 10.4c1.8-1.9 3.6-1.9 5.4 0s3.6 1.9 5.4 0',
  fit: 'M2.2 5.6V2.2h3.4 M10.4 2.2h3.4v3.4 M13.8 10.4v3.4h-3.4 M5.6 13.8H2.2v-3.4',
  plus: 'M8 3v10 M3 8h10',
  minus: 'M3 8h10',
  down: 'M8 2.5v11 M4 9.5l4 4l4-4',
  right: 'M2.5 8h11 M9.5 4l4 4l-4 4',
  focus: 'M8 5.6a2.4 2.4 0 1 1 0 4.8a2.4 2.4 0 1 1 0-4.8 M8 1.4v2.6 M8 12v2.6 M1.4 8H4 M12 8h2.6',
  legend: 'M2.4 3.6h1.4 M6.4 3.6h7.2 M2.4 8h1.4 M6.4 8h7.2 M2.4 12.4h1.4 M6.4 12.4h7.2',
  export: 'M8 9.8V1.8 M4.8 5L8 1.8L11.2 5 M2.4 9.6v4h11.2v-4',
  close: 'M3.6 3.6l8.8 8.8 M12.4 3.6l-8.8 8.8',
  stale: 'M2.6 6.4c1.8-1.9 3.6-1.9 5.4 0s3.6 1.9 5.4 0 M2.6 10.4c1.8-1.9 3.6-1.9 5.4 0s3.6 1.9 5.4 0',
};

export function glyphPath(name: GlyphName): string {
  return paths[name];
}

/** A glyph as a picture of its own, for buttons and lists; it says nothing to a screen reader, the text beside it does. */
export function glyph(name: GlyphName, className = ''): SVGSVGElement {
  return svg(
    'svg',
    { class: `glyph ${className}`.trim(), viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' },
    svg('path', { d: paths[name] }),
  );
}

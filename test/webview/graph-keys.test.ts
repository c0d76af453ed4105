// Moving about in the graph: keys, neighbours, focus mode, view, and the words that nodes say.

import { strict as assert } from 'node:assert';
import { durationText } from '../../src/base/duration';
import { keyIntent } from '../../src/webview/key-intent';
import { layeredLayout } from '../../src/webview/layered-layout';
import type { Direction, Topology } from '../../src/webview/layout';
import { type Move, neighbour } from '../../src/webview/neighbour';
import { neighbourhood } from '../../src/webview/neighbourhood';
import { spokenLabel, statusLine } from '../../src/webview/node-words';
import type { GraphNode } from '../../src/webview/protocol';
import { fittedText, plainLabel } from '../../src/webview/text-fit';
import { fitted, revealing, zoomed } from '../../src/webview/viewport';

//   0
//  1 2
//   3   4 (alone, in the first rank)
const edges: Topology['edges'] = [
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 3],
];

function walk(direction: Direction, from: number, ...moves: readonly Move[]): number | undefined {
  const sizes = Array.from({ length: 5 }, () => [160, 46] as const);
  const { boxes } = layeredLayout({ sizes, edges, direction });
  return moves.reduce<number | undefined>(
    (at, move) => (at === undefined ? undefined : neighbour({ boxes, edges, direction }, at, move)),
    from,
  );
}

describe('keyboard in the graph', () => {
  it('goes along edges, and back', () => {
    assert.equal(walk('down', 1, 'down'), 3);
    assert.equal(walk('down', 2, 'up'), 0);
    assert.equal(walk('down', 0, 'down', 'down'), 3);
  });

  it('goes sideways within a rank only', () => {
    assert.equal(walk('down', 1, 'right'), 2);
    assert.equal(walk('down', 2, 'left'), 1);
    assert.equal(walk('down', 3, 'right'), undefined);
    assert.equal(walk('down', 0, 'right'), 4);
  });

  it('turns with the drawing', () => {
    assert.equal(walk('right', 1, 'right'), 3);
    assert.equal(walk('right', 1, 'down'), 2);
    assert.equal(walk('right', 3, 'left', 'left'), 0);
  });

  it('leaves a node without edges for the nearest one that way, and stays at the ends', () => {
    assert.equal(walk('down', 4, 'down'), 2);
    assert.equal(walk('down', 3, 'down'), undefined);
    assert.equal(walk('down', 0, 'up'), undefined);
  });

  it('goes to the first and the last node, and skips nodes that are not drawn', () => {
    assert.equal(walk('down', 3, 'first'), 0);
    assert.equal(walk('down', 4, 'last'), 3);
    const { boxes } = layeredLayout({
      sizes: Array.from({ length: 5 }, () => [160, 46] as const),
      edges,
      direction: 'down',
    });
    const holed = boxes.map((box, index) => (index === 1 ? undefined : box));
    assert.equal(neighbour({ boxes: holed, edges, direction: 'down' }, 0, 'down'), 2);
    assert.equal(neighbour({ boxes: holed, edges, direction: 'down' }, 1, 'down'), undefined);
  });

  it('reads keys by where the keyboard is', () => {
    const key = (name: string, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...more });
    assert.deepEqual(keyIntent(key('ArrowUp'), 'graph'), { kind: 'move', move: 'up' });
    assert.deepEqual(keyIntent(key('Enter'), 'graph'), { kind: 'open' });
    assert.equal(keyIntent(key('Enter'), 'elsewhere'), undefined);
    assert.equal(keyIntent(key('f'), 'field'), undefined);
    assert.deepEqual(keyIntent(key('f'), 'elsewhere'), { kind: 'fit' });
    assert.deepEqual(keyIntent(key('f', { ctrlKey: true }), 'field'), { kind: 'search' });
    assert.deepEqual(keyIntent(key('Escape'), 'field'), { kind: 'escape' });
    assert.equal(keyIntent(key('ArrowUp', { altKey: true }), 'graph'), undefined);
    assert.equal(keyIntent(key('constructor'), 'graph'), undefined);
  });
});

describe('focus mode', () => {
  it('keeps what is so many edges above and below, and no siblings', () => {
    const chain: Topology['edges'] = [...edges, [3, 5], [5, 6]];
    assert.deepEqual([...neighbourhood(chain, 3, 1)].sort(), [1, 2, 3, 5]);
    assert.deepEqual([...neighbourhood(chain, 1, 1)].sort(), [0, 1, 3]);
    assert.deepEqual([...neighbourhood(chain, 3, 9)].sort(), [0, 1, 2, 3, 5, 6]);
    assert.deepEqual([...neighbourhood(chain, 4, 2)], [4]);
  });
});

describe('view', () => {
  const window = { width: 1000, height: 800 };

  it('fits a large graph and leaves a small one at its size', () => {
    const large = fitted({ width: 10_000, height: 400 }, window);
    assert.ok(large.scale * 10_000 <= window.width && large.x >= 0);
    assert.equal(fitted({ width: 100, height: 100 }, window).scale, 1);
  });

  it('zooms at the pointer', () => {
    const before = fitted({ width: 4000, height: 400 }, window);
    const after = zoomed(before, 2, 300, 200, { width: 4000, height: 400 }, window);
    const under = (view: typeof before): number[] => [(300 - view.x) / view.scale, (200 - view.y) / view.scale];
    assert.deepEqual(under(after).map(Math.round), under(before).map(Math.round));
  });

  it('brings a box into view and moves nothing when it is there', () => {
    const view = { x: 0, y: 0, scale: 1 };
    assert.deepEqual(revealing(view, { x: 100, y: 100, width: 160, height: 46 }, window), view);
    const moved = revealing(view, { x: 2000, y: 100, width: 160, height: 46 }, window);
    assert.ok(2000 + 160 + moved.x <= window.width && moved.y === 0);
  });
});

describe('words in the graph', () => {
  const node: GraphNode = {
    name: 'a',
    label: 'a',
    status: 'failed',
    statusTitle: 'Failed',
    durationMs: 3210,
    retries: 2,
    can: [],
  };

  it('writes durations in few characters', () => {
    assert.deepEqual([0, 999, 1000, 9_960, 59_400, 59_600, 3_599_000, 7_620_000, 100 * 3600_000].map(durationText), [
      '0 ms',
      '999 ms',
      '1.0 s',
      '10 s',
      '59 s',
      '1 min 00 s',
      '59 min 59 s',
      '2 h 07 min',
      '4 d 4 h',
    ]);
  });

  it('says name, status, duration and plan', () => {
    assert.equal(statusLine(node, 0), 'Failed · 3.2 s · 2 retries');
    const planned = { ...node, stale: ['x'], plan: { effect: 'runs', reason: 'Chosen' } } as const;
    assert.equal(spokenLabel(planned, 0), 'a, Failed, 3.2 s, 2 retries, stale, Will run: Chosen');
    assert.equal(statusLine({ ...node, durationMs: 12_000, retries: 1 }, 0), 'Failed · 12 s · 1 retry');
  });

  it('counts the time of a running node', () => {
    const running: GraphNode = {
      name: 'a',
      label: 'a',
      status: 'running',
      statusTitle: 'Running',
      startedAt: 1000,
      can: [],
    };
    assert.equal(statusLine(running, 13_000), 'Running · 12 s');
  });

  it('cuts a text by its measured width and never within a character', () => {
    const measure = (text: string): number => [...text].length;
    assert.equal(fittedText('short', 5, measure), 'short');
    assert.equal(fittedText('too long for it', 6, measure), 'too l…');
    assert.equal(fittedText('😀😀😀😀', 3, measure), '😀😀…');
    assert.equal(fittedText('anything', 0, measure), '…');
  });

  it('makes visible what could disguise a name', () => {
    assert.equal(plainLabel('a\nb\u0000'), 'a␊b␀');
    assert.equal(plainLabel('safe\u202eexe'), 'safe\ufffdexe');
    assert.equal(plainLabel('Füße 日本 👍'), 'Füße 日本 👍');
  });
});

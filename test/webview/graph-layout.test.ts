// Layouts: Graphviz's answers, the simpler layout, and who gets which.

import { strict as assert } from 'node:assert';
import { drawingOf, nodeAt, topologyOf } from '../../src/webview/drawing';
import { dotText, readPlain } from '../../src/webview/graphviz-text';
import { layeredLayout } from '../../src/webview/layered-layout';
import { type Box, fittingShape, type Layout, ranksOf, type Topology, topologyKey } from '../../src/webview/layout';
import {
  type LayoutAnswer,
  LayoutClient,
  type LayoutRequest,
  type LayoutWorker,
} from '../../src/webview/layout-client';
import { overlaps } from '../../src/webview/viewport';

const diamond: Topology = {
  sizes: [
    [160, 46],
    [160, 46],
    [220, 46],
    [160, 46],
  ],
  edges: [
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 3],
  ],
  direction: 'down',
};

/** Ranks of `width` nodes; each depends on two of the rank above. */
function ladder(count: number, width: number): Topology {
  const edges = Array.from({ length: count }, (_, to) => to).flatMap((to): [number, number][] =>
    to < width
      ? []
      : ([
          [to - width, to],
          [to - width + ((to % width) + 1 < width ? 1 : 0), to],
        ].filter(([from = 0], index, all) => index === 0 || from !== all[0]?.[0]) as [number, number][]),
  );
  return { sizes: Array.from({ length: count }, () => [160, 46] as const), edges, direction: 'down' };
}

function overlapping(boxes: readonly Box[]): [number, number][] {
  return boxes.flatMap((a, i) =>
    boxes.slice(i + 1).flatMap((b, j): [number, number][] => (overlaps(a, b) ? [[i, i + 1 + j]] : [])),
  );
}

describe('layout', () => {
  it('ranks a node by its longest way from a root, and puts nodes on cycles last', () => {
    assert.deepEqual(ranksOf(4, diamond.edges), [0, 1, 1, 2]);
    assert.deepEqual(
      ranksOf(4, [
        [0, 1],
        [2, 3],
        [3, 2],
      ]),
      [0, 1, 2, 2],
    );
    assert.deepEqual(ranksOf(0, []), []);
  });

  it('lays a wide graph out to the right and a deep one downwards', () => {
    const window = { width: 1000, height: 800 };
    const fan = Array.from({ length: 15 }, (_, index): [number, number] => [0, index + 1]);
    const chain = Array.from({ length: 15 }, (_, index): [number, number] => [index, index + 1]);
    const sizes = Array.from({ length: 16 }, () => [160, 46] as const);
    assert.deepEqual(fittingShape(sizes, fan, window), { direction: 'right' });
    assert.deepEqual(fittingShape(sizes, chain, window), { direction: 'down' });
  });

  it('breaks the ranks of a large fan into rows that fill the window', () => {
    const window = { width: 1200, height: 800 };
    const edges = Array.from({ length: 300 }, (_, index): [number, number] => [0, index + 1]);
    const sizes = Array.from({ length: 301 }, () => [160, 46] as const);
    const shape = fittingShape(sizes, edges, window);
    assert.ok(shape.wrap !== undefined);
    const layout = layeredLayout({ sizes, edges, ...shape });
    assert.deepEqual(overlapping(layout.boxes), []);
    assert.ok(layout.width / layout.height > 1 && layout.width / layout.height < 2.5);
    const [first] = layout.boxes;
    assert.ok(first !== undefined && layout.boxes.slice(1).every(box => box.y > first.y + first.height));
  });

  it('has equal keys exactly for equal topologies', () => {
    assert.equal(topologyKey(diamond), topologyKey(structuredClone(diamond)));
    assert.notEqual(topologyKey(diamond), topologyKey({ ...diamond, direction: 'right' }));
    assert.notEqual(topologyKey(diamond), topologyKey({ ...diamond, edges: diamond.edges.slice(1) }));
  });

  it('tells Graphviz numbers and no names', () => {
    assert.match(dotText(diamond), /^digraph\{rankdir=TB;[^"]*label=""\];[^"]*\}$/);
    assert.match(dotText({ ...diamond, direction: 'right' }), /rankdir=LR/);
  });

  it('reads what the real Graphviz answers', async () => {
    const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
    const plain = (await Graphviz.load()).layout(dotText(diamond), 'plain', 'dot');
    const layout = readPlain(plain, diamond);
    assert.ok(layout !== undefined);
    const [top, left, right, bottom] = layout.boxes;
    assert.ok(top !== undefined && left !== undefined && right !== undefined && bottom !== undefined);
    assert.deepEqual([top.width, right.width, top.height].map(Math.round), [160, 220, 46]);
    assert.ok(top.y + top.height < left.y && left.y + left.height < bottom.y);
    assert.deepEqual(overlapping(layout.boxes), []);
    assert.equal(layout.curves.length, diamond.edges.length);
    for (const [index, [from, to]] of diamond.edges.entries()) {
      const curve = layout.curves[index] ?? [];
      const [start, end] = [layout.boxes[from], layout.boxes[to]];
      assert.ok(start !== undefined && end !== undefined);
      assert.ok(curve.length >= 8 && curve.length % 6 === 2);
      assert.ok(Math.abs((curve[1] ?? 0) - (start.y + start.height)) < 2);
      assert.ok(Math.abs((curve.at(-1) ?? 0) - end.y) < 2);
    }
  });

  it('refuses an answer that leaves something out', () => {
    assert.equal(readPlain('graph 1 2 2\nnode n0 1 1 1 1 "" solid box black lightgrey\nstop\n', diamond), undefined);
    assert.equal(readPlain('', diamond), undefined);
  });
});

describe('layered layout', () => {
  it('puts every node below what it depends on, without overlaps', () => {
    const topology = ladder(120, 8);
    const layout = layeredLayout(topology);
    assert.deepEqual(overlapping(layout.boxes), []);
    for (const [from, to] of topology.edges) {
      const [above, below] = [layout.boxes[from], layout.boxes[to]];
      assert.ok(above !== undefined && below !== undefined && above.y + above.height < below.y);
    }
  });

  it('lies within its own width and height, in both directions', () => {
    for (const direction of ['down', 'right'] as const) {
      const layout = layeredLayout({ ...ladder(30, 5), direction });
      for (const box of layout.boxes) {
        assert.ok(box.x >= -0.01 && box.x + box.width <= layout.width + 0.01);
        assert.ok(box.y >= -0.01 && box.y + box.height <= layout.height + 0.01);
      }
    }
  });

  it('lays out cycles, lonely nodes and nothing at all', () => {
    const cycle = layeredLayout({
      sizes: diamond.sizes,
      edges: [
        [0, 1],
        [1, 0],
      ],
      direction: 'down',
    });
    assert.deepEqual(overlapping(cycle.boxes), []);
    assert.deepEqual(layeredLayout({ sizes: [], edges: [], direction: 'right' }).boxes, []);
  });

  it('lays out five thousand nodes', () => {
    const layout = layeredLayout(ladder(5000, 60));
    assert.equal(layout.boxes.length, 5000);
    assert.ok(layout.boxes.every(box => Number.isFinite(box.x) && Number.isFinite(box.y)));
  });
});

describe('drawing', () => {
  it('draws a part of the graph under the numbers of the whole, and no handlers without being given any', () => {
    const scope = { ...diamond, only: new Set([0, 2, 3]) };
    const { topology, steps } = topologyOf(scope);
    assert.deepEqual(steps, [0, 2, 3]);
    assert.deepEqual(topology.edges, [
      [0, 1],
      [1, 2],
    ]);
    const drawing = drawingOf(layeredLayout(topology), topology, steps, 4, []);
    assert.equal(drawing.boxes[1], undefined);
    assert.deepEqual(
      drawing.lines.map(({ from, to }) => [from, to]),
      [
        [0, 2],
        [2, 3],
      ],
    );
    assert.equal(drawing.caption, undefined);
  });

  it('puts handlers in a row below everything', () => {
    const { topology, steps } = topologyOf(diamond);
    const layout = layeredLayout(topology);
    const drawing = drawingOf(layout, topology, steps, 4, [
      [160, 46],
      [160, 46],
    ]);
    const [first, second] = drawing.boxes.slice(4);
    assert.ok(first !== undefined && second !== undefined);
    assert.ok(first.y > layout.height && first.y === second.y && second.x > first.x + first.width);
    assert.ok(drawing.height >= first.y + first.height);
    assert.equal(nodeAt(drawing.boxes, second.x + 5, second.y + 5), 5);
    assert.equal(nodeAt(drawing.boxes, -50, -50), undefined);
  });
});

/** A worker that answers when the test says so. */
class HeldWorker implements LayoutWorker {
  readonly requests: LayoutRequest[] = [];
  terminated = false;
  onmessage: ((event: MessageEvent<LayoutAnswer>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;

  postMessage(request: LayoutRequest): void {
    this.requests.push(request);
  }

  terminate(): void {
    this.terminated = true;
  }

  answer(answer: LayoutAnswer): void {
    this.onmessage?.({ data: answer } as MessageEvent<LayoutAnswer>);
  }
}

function heldClient() {
  const workers: HeldWorker[] = [];
  const problems: string[] = [];
  const alarms: (() => void)[] = [];
  const client = new LayoutClient({
    start: async () => {
      const worker = new HeldWorker();
      workers.push(worker);
      return worker;
    },
    delay: () => new Promise(resolve => alarms.push(resolve)),
    onProblem: text => problems.push(text),
    deadline: 2000,
  });
  return { client, workers, problems, alarms };
}

const graphvizLayout: Layout = { ...layeredLayout(diamond), by: 'graphviz' };
const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

describe('layout client', () => {
  it("gives the worker's layout, and the same one again without asking", async () => {
    const { client, workers, problems } = heldClient();
    const asked = client.layout(diamond);
    await settled();
    workers[0]?.answer({ id: 1, layout: graphvizLayout });
    assert.equal(await asked, graphvizLayout);
    assert.equal(client.known(diamond), graphvizLayout);
    assert.equal(await client.layout(diamond), graphvizLayout);
    assert.equal(workers[0]?.requests.length, 1);
    assert.deepEqual(problems, []);
  });

  it('draws the simpler layout at the deadline, says so, and ends the worker', async () => {
    const { client, workers, problems, alarms } = heldClient();
    const asked = client.layout(diamond);
    await settled();
    alarms[0]?.();
    assert.equal((await asked)?.by, 'layered');
    await settled();
    assert.equal(workers[0]?.terminated, true);
    assert.equal(workers.length, 2);
    assert.match(problems.join(), /more than 2000 ms/);
  });

  it('draws the simpler layout when the worker fails or cannot be started', async () => {
    const { client, workers, problems } = heldClient();
    const asked = client.layout(diamond);
    await settled();
    workers[0]?.answer({ id: 1, error: 'out of memory' });
    assert.equal((await asked)?.by, 'layered');
    assert.match(problems.join(), /out of memory/);

    const refused: string[] = [];
    const without = new LayoutClient({
      start: () => Promise.reject(new Error('no workers here')),
      delay: () => new Promise(() => undefined),
      onProblem: text => refused.push(text),
      deadline: 2000,
    });
    assert.equal((await without.layout(diamond))?.by, 'layered');
    assert.match(refused.join(), /no workers here/);
  });

  it('gives up an older layout for a newer one', async () => {
    const { client, workers } = heldClient();
    const older = client.layout(diamond);
    await settled();
    const newer = client.layout({ ...diamond, direction: 'right' });
    await settled();
    assert.equal(workers[0]?.terminated, true);
    workers[0]?.answer({ id: 1, layout: graphvizLayout });
    workers[1]?.answer({ id: 2, layout: graphvizLayout });
    assert.equal(await older, undefined);
    assert.equal(await newer, graphvizLayout);
  });
});

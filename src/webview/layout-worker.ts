// The worker of the graph's page: lays graphs out with Graphviz, away from the thread that draws.

import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { dotText, readPlain } from './graphviz-text';
import type { LayoutAnswer, LayoutRequest } from './layout-client';

/** What this file uses of the worker's global scope; the DOM library describes a window's instead. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<LayoutRequest>) => void) | null;
  postMessage(answer: LayoutAnswer): void;
}

const scope = self as unknown as WorkerScope;

// Compiling Graphviz takes longer than a small layout: it begins before the first graph is there.
const graphviz = Graphviz.load();

async function answer({ id, topology }: LayoutRequest): Promise<LayoutAnswer> {
  try {
    const layout = readPlain((await graphviz).layout(dotText(topology), 'plain', 'dot'), topology);
    return layout === undefined ? { id, error: 'Graphviz left out a part of the graph.' } : { id, layout };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

scope.onmessage = event => {
  void answer(event.data).then(result => scope.postMessage(result));
};

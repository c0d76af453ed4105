// How long the steps of a workflow usually take, from its latest runs.

import type { Run } from '../model/run';
import type { RunSource } from '../model/source';

/** As many runs as are looked at. */
const latestRuns = 5;

/** Milliseconds by step: the median of successful executions in the latest runs. Steps that never succeeded there are left out. */
export async function usualDurations(source: RunSource, run: Run): Promise<Readonly<Record<string, number>>> {
  const took = new Map<string, number[]>();
  for (const summary of await source.list({ dag: run.dag, limit: latestRuns })) {
    const earlier = await source.read(summary);
    for (const node of earlier?.nodes ?? [])
      for (const { status, startedAt, finishedAt } of node.executions) {
        if (status !== 'succeeded' || startedAt === undefined || finishedAt === undefined) continue;
        took.set(node.name, [...(took.get(node.name) ?? []), finishedAt - startedAt]);
      }
  }
  return Object.fromEntries([...took].map(([name, times]) => [name, median(times)]));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

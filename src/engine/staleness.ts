// Which kept results rest on inputs that an attempt changed (retry.md, "Staleness"). A badge, never a status.

import type { Step } from '../model/dag';
import { ancestors, descendants } from '../model/graph';
import { matchNodes } from '../model/matching';
import type { Staleness } from '../model/plan';
import type { Node, StaleCause } from '../model/run';
import { statusFacts } from '../model/status';

/**
 * Compares what the steps of an attempt left before it and after it, and returns, for every kept step below them whose standing changes,
 * all causes for which it is stale now; an empty list: it is no longer stale.
 *
 * The inputs of a step are the outputs and captured variables of all its transitive predecessors, because that is what it sees when it
 * runs. A producer that hands nothing on makes the steps below it possibly stale. Where a step was stale already, the value that it
 * really saw is the one that counts: when a producer comes back to it, the badge goes.
 *
 * @param before the nodes before the attempt
 * @param after the nodes after it; steps that get back what they were need not have got it yet
 * @param ran names of the steps that belong to the attempt, without those that get back what they were
 */
export function stalenessAfter(before: readonly Node[], after: readonly Node[], ran: Iterable<string>): Staleness {
  const runs = new Set(ran);
  const earlier = matchNodes(after, before);
  const below = descendants(after, runs);
  const consumers = after.filter(
    node => below.has(node.name) && !runs.has(node.name) && hasResult(earlier.get(node.name)),
  );
  if (consumers.length === 0) return {};
  const producers = new Map(after.flatMap(node => (runs.has(node.name) ? [[node.name, node] as const] : [])));
  const above = producersAbove(after, producers, consumers);
  const entries = consumers.flatMap(consumer => {
    const standing = earlier.get(consumer.name)?.stale ?? [];
    const changes = [...(above.get(consumer.name) ?? [])].flatMap(producer =>
      changesSince(
        earlier.get(producer.name),
        producer,
        standing.filter(cause => cause.producer === producer.name),
      ),
    );
    const causes = [...standing.filter(cause => !producers.has(cause.producer)), ...changes];
    return causes.length > 0 || standing.length > 0 ? [[consumer.name, causes] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** Whether a step ended with something of its own that can become stale. */
export function hasResult(node: Pick<Node, 'status' | 'startedAt'> | undefined): boolean {
  if (node === undefined) return false;
  return statusFacts(node.status).good || (node.status === 'failed' && node.startedAt !== undefined);
}

/** Whether a step hands outputs on: by what it declares, or by what it left when it last ran. */
export function declaresOutputs(
  step: Step | undefined,
  node: Pick<Node, 'variables' | 'outputs'> | undefined,
): boolean {
  const declared =
    step !== undefined &&
    (step.output !== undefined ||
      step.outputs.length > 0 ||
      step.structuredOutput !== undefined ||
      step.stdoutOutputs !== undefined);
  return declared || (node !== undefined && (hasKeys(node.variables) || hasKeys(node.outputs)));
}

/** For each consumer, the producers among its transitive predecessors, in document order. */
function producersAbove(
  nodes: readonly Node[],
  producers: ReadonlyMap<string, Node>,
  consumers: readonly Node[],
): ReadonlyMap<string, ReadonlySet<Node>> {
  const above = new Map(consumers.map(node => [node.name, new Set<Node>()]));
  // From whichever side is smaller, so that a batch of many steps above one stays cheap.
  if (consumers.length <= producers.size) {
    for (const consumer of consumers) {
      const names = ancestors(nodes, [consumer.name]);
      for (const producer of producers.values()) if (names.has(producer.name)) above.get(consumer.name)?.add(producer);
    }
    return above;
  }
  for (const producer of producers.values())
    for (const name of descendants(nodes, [producer.name])) above.get(name)?.add(producer);
  return above;
}

/** What changed for a consumer that saw what the producer `was`, or, where it was stale already, what its causes remember. */
function changesSince(was: Node | undefined, now: Node, standing: readonly StaleCause[]): StaleCause[] {
  const producer = now.name;
  const executed = now.startedAt !== undefined;
  const seen = was === undefined ? new Map<string, string>() : valuesOf(was);
  for (const cause of standing) {
    if (cause.output === undefined) continue;
    if (cause.before === undefined) seen.delete(cause.output);
    else seen.set(cause.output, cause.before);
  }
  const present = valuesOf(now);
  const names = [...new Set([...seen.keys(), ...present.keys()])];
  if (names.length === 0) return executed || standing.length > 0 ? [{ producer }] : [];
  const masked = new Set([...(was?.masked ?? []), ...(now.masked ?? [])]);
  const open = names.filter(name => !masked.has(name));
  const causes: StaleCause[] = open.flatMap(output => {
    const [old, fresh] = [seen.get(output), present.get(output)];
    if (old === fresh) return [];
    return [
      {
        producer,
        output,
        ...(old === undefined ? {} : { before: old }),
        ...(fresh === undefined ? {} : { after: fresh }),
      },
    ];
  });
  // Masked values cannot be compared: what they were is not stored anywhere.
  const vague = open.length < names.length || standing.some(cause => cause.output === undefined);
  return vague ? [...causes, { producer }] : causes;
}

/**
 * Outputs and variables under their names; a variable yields to an output of the same name. Of a file that a build made counts what it
 * holds, since its path stays.
 */
function valuesOf(node: Node): Map<string, string> {
  const { file } = node.build ?? {};
  const made = file === undefined ? [] : [[file.name, `a file with SHA-256 ${file.content.slice(0, 12)}…`] as const];
  return new Map([...Object.entries(node.variables), ...Object.entries(node.outputs), ...made]);
}

function hasKeys(record: Readonly<Record<string, string>>): boolean {
  for (const _ in record) return true;
  return false;
}

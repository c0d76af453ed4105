// What a node says: the line under its name, its tooltip, and the sentence for a screen reader.

import { durationText } from '../base/duration';
import type { GraphNode, PlanEffect } from './protocol';

export const effectTitles: { readonly [E in PlanEffect]: string } = {
  runs: 'Will run',
  kept: 'Kept as it is',
  blocked: 'Blocked',
  stale: 'Kept, may be stale afterwards',
};

/** Milliseconds that the node took, or has taken until `now`. */
export function nodeDuration(
  node: { readonly startedAt?: number; readonly durationMs?: number },
  now: number,
): number | undefined {
  return node.durationMs ?? (node.startedAt === undefined ? undefined : Math.max(0, now - node.startedAt));
}

/** `Failed · 3.2 s · 2 retries` */
export function statusLine(node: GraphNode, now: number): string {
  const duration = nodeDuration(node, now);
  const retries = node.retries ?? 0;
  return [
    node.statusTitle,
    ...(duration === undefined ? [] : [durationText(duration)]),
    ...(retries === 0 ? [] : [retries === 1 ? '1 retry' : `${retries} retries`]),
  ].join(' · ');
}

export function tooltip(node: GraphNode, now: number): string {
  return [
    node.label,
    statusLine(node, now),
    ...(node.reason === undefined ? [] : [node.reason]),
    ...(node.error === undefined ? [] : [node.error]),
    ...(node.stale ?? []).map(cause => `Stale: ${cause}`),
    ...(node.plan === undefined ? [] : [`${effectTitles[node.plan.effect]}: ${node.plan.reason}`]),
  ].join('\n');
}

/** Name, status, duration, plan, in this order: the first word decides whether one listens on. */
export function spokenLabel(node: GraphNode, now: number): string {
  return [
    node.handler === undefined ? node.label : `Handler ${node.label}`,
    statusLine(node, now).replaceAll(' · ', ', '),
    ...(node.stale === undefined || node.stale.length === 0 ? [] : ['stale']),
    ...(node.plan === undefined ? [] : [`${effectTitles[node.plan.effect]}: ${node.plan.reason}`]),
  ].join(', ');
}

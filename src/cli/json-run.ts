// A run as JSON, as scripts read it (cli.md, "Run").

import type { Json, JsonObject } from '../base/json';
import type { Answer } from '../model/ask';
import { currentAttempt, type Node, type Run } from '../model/run';
import type { RunSource } from '../model/source';
import { isoTime } from './time-text';

/** The deepest nesting of child runs that is followed. */
const deepest = 32;

/** The whole run with its children. Fields may be added here, never renamed. */
export async function runJson(run: Run, source: Pick<RunSource, 'readChild'>, depth = 0): Promise<JsonObject> {
  const attempt = currentAttempt(run);
  const steps: Json[] = [];
  for (const node of run.nodes) steps.push(await nodeJson(node, source, depth));
  const handlers: Record<string, Json> = {};
  for (const [name, node] of Object.entries(run.handlers)) handlers[name] = await nodeJson(node, source, depth);
  return {
    dag: run.dag,
    file: run.file,
    runId: run.runId,
    attempt: attempt?.number ?? 0,
    attempts: run.attempts.length,
    status: run.status,
    trigger: run.trigger,
    labels: run.labels,
    params: run.params,
    ...(run.scheduledAt === undefined ? {} : { scheduledAt: run.scheduledAt }),
    ...(run.error === undefined ? {} : { error: run.error }),
    startedAt: isoTime(run.startedAt),
    ...(run.finishedAt === undefined ? {} : { finishedAt: isoTime(run.finishedAt) }),
    logDir: run.logDir,
    workDir: run.workDir,
    definition: attempt?.definition ?? 'snapshot',
    pending: run.pending,
    ...(run.answered === undefined ? {} : { answered: run.answered }),
    steps,
    handlers,
  };
}

/** Why a step did not run; of one whose files are as it left them, the decision of the build says it. */
function reasonJson({ reason, build }: Node): JsonObject {
  if (reason !== undefined) return { reason: reason.text, reasonCode: reason.code, reasonBy: reason.by ?? [] };
  return build?.decision === 'reuse' ? { reason: build.text } : {};
}

async function nodeJson(node: Node, source: Pick<RunSource, 'readChild'>, depth: number): Promise<JsonObject> {
  const children: Json[] = [];
  const items: Json[] = [];
  if (depth < deepest)
    for (const child of node.children) {
      const run = await source.readChild(child);
      if (run === undefined) continue;
      const list = run.body === undefined ? children : items;
      list.push({
        ...(await runJson(run, source, depth + 1)),
        ...(child.item === undefined ? {} : { item: child.item }),
      });
    }
  return {
    ...(node.id === undefined ? {} : { id: node.id }),
    name: node.name,
    status: node.status,
    ...reasonJson(node),
    ...(node.exitCode === undefined ? {} : { exitCode: node.exitCode }),
    ...(node.error === undefined ? {} : { error: node.error }),
    attempt: node.attempt,
    tries: node.tries,
    retries: node.retries,
    ...(node.startedAt === undefined ? {} : { startedAt: isoTime(node.startedAt) }),
    ...(node.finishedAt === undefined ? {} : { finishedAt: isoTime(node.finishedAt) }),
    ...(node.stdout === undefined ? {} : { stdout: node.stdout }),
    ...(node.stderr === undefined ? {} : { stderr: node.stderr }),
    variables: node.variables,
    outputs: node.outputs,
    ...(node.stale === undefined || node.stale.length === 0
      ? {}
      : { stale: node.stale.map(cause => ({ producer: cause.producer, output: cause.output ?? null })) }),
    ...(node.bypassed === undefined ? {} : { bypassed: node.bypassed }),
    ...(node.build === undefined ? {} : { build: { ...node.build } }),
    ...(node.tolerated === true ? { tolerated: true } : {}),
    ...(node.marked === true ? { marked: true } : {}),
    ...(node.ask === undefined ? {} : { ask: { ...node.ask } }),
    ...(node.answer === undefined ? {} : { answer: answerJson(node.answer) }),
    ...(node.pushbacks === undefined ? {} : { pushbacks: node.pushbacks.map(answerJson) }),
    children,
    ...(items.length === 0 ? {} : { items }),
  };
}

function answerJson({ at, ...answer }: Answer): JsonObject {
  return { ...answer, at: isoTime(at) };
}

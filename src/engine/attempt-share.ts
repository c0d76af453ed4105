// Makes what the parts of an attempt share.

import { join } from 'node:path';
import { mask } from '../base/mask';
import { type Dag, type HandlerName, handlerNodeNames } from '../model/dag';
import type { AttemptStarted, RunEvent } from '../model/event';
import type { AttemptSpec } from './attempt-spec';
import type { RunningAttempt } from './running-attempt';
import { LogNames } from './step-log';

/** The shared part of an attempt; `stop` ends it. */
export function shareAttempt(spec: AttemptSpec, stop: AbortSignal): RunningAttempt {
  const { dag, number, writer, base, log, processes, clock } = spec;
  const { secrets, shell } = base;
  const attempt: RunningAttempt = {
    dag,
    number,
    writer,
    processes,
    clock,
    shell,
    secrets,
    ...(base.dagContainer === undefined ? {} : { dagContainer: base.dagContainer }),
    logNames: new LogNames(dag, writer.place.logDir, number),
    record: join(writer.place.logDir, 'processes.jsonl'),
    stop,
    live: new Set(),
    append: event => {
      const stamped = { ...event, at: clock.now() } as RunEvent;
      writer.append(stamped);
      log.note(stamped);
      spec.notifier?.note(stamped, writer.run());
    },
    hide: text => (secrets.length === 0 ? text : mask(text, secrets)),
    ...(spec.build === undefined ? {} : { build: spec.build }),
    runChildren: (calling, calls, most) => spec.children.calls(calling, calls, most, attempt),
    runItems: (calling, items, most) => spec.children.items(calling, items, most, attempt),
    threads: spec.threads,
    state: spec.state,
  };
  return attempt;
}

/** What a run's journal keeps of a definition: its steps, their dependencies, which of them may be skipped without harm, and its handlers. */
export function outlines(dag: Dag): Pick<AttemptStarted, 'nodes' | 'handlers'> {
  const nodes = dag.steps.map(step => ({
    name: step.name,
    ...(step.id === undefined ? {} : { id: step.id }),
    depends: step.depends,
    ...(step.continueOn.skipped ? { skipAllowed: true } : {}),
  }));
  const all = Object.keys(handlerNodeNames) as readonly HandlerName[];
  const handlers = all.filter(handler => dag.handlers[handler] !== undefined);
  return { nodes, ...(handlers.length === 0 ? {} : { handlers }) };
}

// A run's writer whose events are heard.

import type { Result } from '../base/result';
import type { RunEvent } from '../model/event';
import type { Refusal } from '../model/plan';
import type { Run } from '../model/run';
import type { RunWriter } from '../model/source';

/** Called after each event is in the journal; `run` gives the state then. */
export type Hear = (event: RunEvent, run: () => Run) => void;

/** Creates or opens the run for the engine. */
export type OpenRun = () => Promise<Result<RunWriter, Refusal>>;

/** The same way to open, to a writer that tells of everything appended to it. */
export function observed(open: OpenRun, hear: Hear): OpenRun {
  return async () => {
    const opened = await open();
    return opened.ok ? { ok: true, value: heard(opened.value, hear) } : opened;
  };
}

function heard(writer: RunWriter, hear: Hear): RunWriter {
  const run = (): Run => writer.run();
  return {
    place: writer.place,
    run,
    append: event => {
      writer.append(event);
      hear(event, run);
    },
    keepDefinition: (attempt, text) => writer.keepDefinition(attempt, text),
    openChild: (dag, runId) => writer.openChild(dag, runId),
    childDir: (dag, runId) => writer.childDir(dag, runId),
    flush: () => writer.flush(),
    close: () => writer.close(),
  };
}

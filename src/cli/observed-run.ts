// A run's writer whose events are heard.

import type { RunEvent } from '../model/event';
import type { Run } from '../model/run';
import type { RunWriter } from '../model/source';

/** The same writer; `hear` is called after each event is in the journal. `run` gives the state then. */
export function observed(writer: RunWriter, hear: (event: RunEvent, run: () => Run) => void): RunWriter {
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

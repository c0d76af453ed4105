// restep status: one run, as a tree or as JSON.

import { textFlag } from '../arguments';
import { type Command, failure } from '../command';
import { runJson } from '../json-run';
import { chosenFormat, formatFlag, runIdFlag, tailOf, writeJson } from '../output';
import { loadChildren, treeText } from '../print-tree';
import { readRun } from '../run-choice';
import { painter } from '../screen';
import { openStore } from '../wiring';

export const status: Command = {
  name: 'status',
  usage: 'status [--run-id ID] [--sub-run-id ID] [--format text|json] DAG',
  summary: 'Show a run: its steps, what each did, and why some did not',
  group: 'history',
  about:
    'Shows the latest run of a workflow, or the one that is named. DAG is a file or the name of a workflow that has runs.',
  flags: [
    runIdFlag,
    { name: 'sub-run-id', kind: 'text', value: 'ID', help: 'A child run inside that run' },
    formatFlag('text or json'),
  ],
  examples: ['restep status deploy', 'restep status --format json --run-id 0Vq… deploy.yaml'],
  words: { least: 1, most: 1, name: 'a DAG' },
  run: async (args, around) => {
    const format = chosenFormat(args, ['text', 'json']);
    if (!format.ok) return failure(around, format.error);
    const store = openStore(around);
    try {
      const root = await readRun(store.runs, args.words[0] ?? '', textFlag(args, 'run-id'), around);
      if (!root.ok) return failure(around, root.error);
      const children = await loadChildren(root.value, store.runs);
      const childId = textFlag(args, 'sub-run-id');
      const run = childId === undefined ? root.value : [...children.values()].find(child => child.runId === childId);
      if (run === undefined) return failure(around, `the run has no child run ${childId ?? ''}`);
      if (format.value === 'json') writeJson(around, await runJson(run, store.runs));
      else {
        const { out } = around.screen;
        const tail = (file: string): readonly string[] => tailOf(file, 5);
        out.write(treeText(run, { paint: painter(out), now: around.clock.now(), children, tail }));
      }
      return 0;
    } finally {
      store.dispose();
    }
  },
};

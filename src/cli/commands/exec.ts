// restep exec: runs one command as a workflow of its own, with history, log and retry.

import { resolve } from 'node:path';
import { daguPlaces } from '../../host/places';
import { compileAt } from '../../host/workflow';
import { listFlag, switchFlag, textFlag } from '../arguments';
import { type Command, failure } from '../command';
import { startable } from '../definition';
import { execName, execText } from '../exec-definition';
import { newRunIdFlag, quietFlag, runIdFault, runLabels } from '../start-options';
import { openStore } from '../wiring';
import { startDefinition } from './start';

export const exec: Command = {
  name: 'exec',
  usage: 'exec [flags] -- COMMAND [ARG…]',
  summary: 'Run one command as a workflow of its own',
  group: 'running',
  about: `Runs one program without a shell, as the workflow exec-PROGRAM with the step "main", in the current directory. What it writes is
kept, and it can be retried like any run.`,
  flags: [
    newRunIdFlag,
    { name: 'name', short: 'N', kind: 'text', value: 'NAME', help: 'Name of the workflow' },
    { name: 'env', short: 'E', kind: 'list', value: 'KEY=VALUE', help: 'A variable for the command' },
    { name: 'workdir', short: 'w', kind: 'text', value: 'DIR', help: 'Where it runs; the current directory' },
    { name: 'shell', kind: 'text', value: 'SHELL', help: 'Give the words to this shell as one text' },
    { name: 'labels', kind: 'list', value: 'A,B=C', help: 'Labels of the run' },
    quietFlag,
  ],
  examples: ['restep exec -- make test', 'restep exec --name backup --env MODE=full -- ./backup.sh'],
  words: { least: 0, most: 0, name: 'a COMMAND after --' },
  run: async (args, around) => {
    const [program, ...rest] = args.rest ?? [];
    if (program === undefined || program === '')
      return failure(around, 'a command is required: restep exec -- COMMAND [ARG…]');
    const runId = textFlag(args, 'run-id') ?? '';
    const badId = runId === '' ? undefined : runIdFault(runId);
    if (badId !== undefined) return failure(around, badId);
    const env = listFlag(args, 'env');
    const badPair = env.find(pair => !/^[A-Za-z_][A-Za-z0-9_]*=/.test(pair));
    if (badPair !== undefined) return failure(around, `invalid --env value '${badPair}': it takes KEY=VALUE`);
    const labels = runLabels(listFlag(args, 'labels'));
    if (!labels.ok) return failure(around, labels.error);
    const shell = textFlag(args, 'shell');
    const workingDir = resolve(around.cwd, textFlag(args, 'workdir') ?? '.');
    const argv = [program, ...rest] as const;
    const text = execText({ argv, env, workingDir, ...(shell === undefined ? {} : { shell }) });
    const name = textFlag(args, 'name') ?? execName(argv);
    const compilation = compileAt(text, '', daguPlaces(around), { name });
    // The user has no such text before them: the findings in it would show places that nobody wrote.
    const [refusal] = compilation.refusals;
    if (refusal !== undefined) return failure(around, refusal.message);
    const definition = startable(text, '', compilation, around);
    if (!definition.ok) return failure(around, definition.error);
    const store = openStore(around);
    try {
      const options = {
        ...(runId === '' ? {} : { runId }),
        trigger: 'manual' as const,
        labels: labels.value,
        noReuse: false,
        quiet: switchFlag(args, 'quiet'),
      };
      return await startDefinition(definition.value, { values: [] }, options, store, around);
    } finally {
      store.dispose();
    }
  },
};

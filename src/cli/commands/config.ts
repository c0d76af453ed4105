// restep config: the places that are in use.

import { daguPlaces } from '../../host/places';
import { runsRoot } from '../../store/layout';
import { type Command, failure } from '../command';
import { chosenFormat, formatFlag, writeJson } from '../output';
import { historyHome } from '../wiring';

export const config: Command = {
  name: 'config',
  usage: 'config [--format text|json]',
  summary: 'Print the places that are in use',
  group: 'program',
  anyContext: true,
  about: `Prints where history is kept, where workflows are looked up by name, which base configuration applies, and below which folders
each run has its logs and artifacts (unless its workflow says log_dir or artifacts.dir). They need not exist yet.`,
  flags: [formatFlag('text or json')],
  examples: ['restep config', 'restep config --format json'],
  words: { least: 0, most: 0, name: 'nothing' },
  run: async (args, around) => {
    const format = chosenFormat(args, ['text', 'json']);
    if (!format.ok) return failure(around, format.error);
    const { dagsDir: dags, baseConfig, outside } = daguPlaces(around);
    const history = historyHome(around);
    const { logDir: logs = runsRoot(history), artifactsDir: artifacts = runsRoot(history) } = outside;
    if (format.value === 'json') writeJson(around, { history, dags, baseConfig, logs, artifacts });
    else
      around.screen.out.write(
        `history: ${history}\ndags: ${dags}\nbase config: ${baseConfig}\nlogs: ${logs}\nartifacts: ${artifacts}\n`,
      );
    return 0;
  },
};

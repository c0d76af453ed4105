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
  about: `Prints where history is kept, where workflows are looked up by name, which base configuration applies, and below which folder
each run has its logs (unless its workflow says log_dir). They need not exist yet.`,
  flags: [formatFlag('text or json')],
  examples: ['restep config', 'restep config --format json'],
  words: { least: 0, most: 0, name: 'nothing' },
  run: async (args, around) => {
    const format = chosenFormat(args, ['text', 'json']);
    if (!format.ok) return failure(around, format.error);
    const { dagsDir, baseConfig } = daguPlaces(around);
    const home = historyHome(around);
    const logs = runsRoot(home);
    if (format.value === 'json') writeJson(around, { history: home, dags: dagsDir, baseConfig, logs });
    else around.screen.out.write(`history: ${home}\ndags: ${dagsDir}\nbase config: ${baseConfig}\nlogs: ${logs}\n`);
    return 0;
  },
};

// The commands of Dagu that need its server: known, and refused with what to do instead.

import { type Command, failure } from '../command';

const onward = '"restep start FILE" runs a workflow, and "restep scheduler" goes on with runs that people answered';

export const serverOnly: readonly Command[] = [
  refusing(
    'enqueue',
    'There is no queue here: "restep start FILE" runs a workflow at once, also beside other runs of it',
  ),
  refusing('dequeue', 'There is no queue here: "restep ps" shows the runs that go on, and "restep stop" ends them'),
  refusing('start-all', `There is no server here: ${onward}`),
  refusing('worker', `There are no workers here: ${onward}`),
  refusing(
    'server',
    'There is no web server here: "restep start FILE" runs a workflow, "restep status" and VS Code show it',
  ),
  refusing('coordinator', `There are no workers here: ${onward}`),
];

/** It says the same whatever follows it. */
function refusing(name: string, why: string): Command {
  return {
    name,
    usage: `${name} …`,
    summary: 'Needs a Dagu server',
    group: 'server',
    anyContext: true,
    unread: true,
    about: `${name} needs a Dagu server. ${why}.`,
    flags: [],
    examples: [],
    words: { least: 0, most: Number.POSITIVE_INFINITY, name: 'nothing' },
    run: async (_args, around) => failure(around, `${name} needs a Dagu server. ${why}.`),
  };
}

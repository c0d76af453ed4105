// restep example: a short workflow to begin with.

import type { Command } from '../command';

export const example: Command = {
  name: 'example',
  usage: 'example',
  summary: 'Print a short workflow to begin with',
  group: 'workflows',
  anyContext: true,
  about: 'Prints a short workflow that can be checked, run and changed.',
  flags: [],
  examples: ['restep example > hello.yaml', 'restep start hello.yaml -- NAME=Ann'],
  words: { least: 0, most: 0, name: 'nothing' },
  run: async (_args, around) => {
    around.screen.out.write(text);
    return 0;
  },
};

const text = `# A workflow to begin with. Save it as hello.yaml, then:
#
#   restep validate hello.yaml             says nothing when all is well
#   restep start hello.yaml -- NAME=Ann    runs it
#   restep status hello.yaml               shows the run again
#   restep log hello.yaml greet            shows what a step wrote

description: Greets somebody

params:
  - NAME: world
  - LOUD: "no"

steps:
  # What a step writes can be kept under a name for the steps behind it.
  - id: choose
    run: echo "Hello"
    output: GREETING

  - id: greet
    depends: choose
    run: echo "\${GREETING}, \${params.NAME}."

  # It runs only when its precondition holds; otherwise it is skipped.
  - id: shout
    depends: choose
    preconditions:
      - condition: \${params.LOUD}
        expected: "yes"
    run: echo "\${GREETING}, \${params.NAME}!"

# What runs in the end, whatever happened.
handler_on:
  exit:
    run: echo "That was all."
`;

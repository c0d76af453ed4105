// restep schema: the format for other editors, and as a page for people.

import { formatPage } from '../../spec/format-page';
import { formatSchema } from '../../spec/format-schema';
import { switchFlag } from '../arguments';
import type { Command } from '../command';
import { writeJson } from '../output';

export const schema: Command = {
  name: 'schema',
  usage: 'schema [--markdown]',
  summary: 'Print a JSON Schema of the format, for other editors',
  about: `Prints the format of workflow files as a JSON Schema (draft 7) with descriptions. Editors that know the YAML language server
use it when the first line of a file says: # yaml-language-server: $schema=dagu.schema.json
A schema sees less than "restep validate", which also checks names, dependencies, references and whatever depends on other fields.`,
  flags: [{ name: 'markdown', kind: 'switch', help: 'Print the reference of all fields and actions instead' }],
  examples: ['restep schema > dagu.schema.json', 'restep schema --markdown | less'],
  words: { least: 0, most: 0, name: 'nothing' },
  run: async (args, around) => {
    if (switchFlag(args, 'markdown')) around.screen.out.write(formatPage());
    else writeJson(around, formatSchema());
    return 0;
  },
};

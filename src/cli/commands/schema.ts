// restep schema: the format for other editors, and as a page for people.

import { nearest } from '../../base/nearest';
import { formatPage } from '../../spec/format-page';
import { formatSchema } from '../../spec/format-schema';
import { schemaPart } from '../../spec/schema-part';
import { switchFlag } from '../arguments';
import { type Command, failure } from '../command';
import { writeJson } from '../output';

export const schema: Command = {
  name: 'schema',
  usage: 'schema [--markdown] [dag [PATH]]',
  summary: 'Print a JSON Schema of the format, for other editors',
  group: 'workflows',
  anyContext: true,
  about: `Prints the format of workflow files as a JSON Schema (draft 7) with descriptions. Editors that know the YAML language server
use it when the first line of a file says: # yaml-language-server: $schema=dagu.schema.json
A schema sees less than "restep validate", which also checks names, dependencies, references and whatever depends on other fields.

PATH leads to a part of it, key by key: steps.retry_policy.limit.`,
  flags: [{ name: 'markdown', kind: 'switch', help: 'Print the reference of all fields and actions instead' }],
  examples: [
    'restep schema > dagu.schema.json',
    'restep schema dag steps.retry_policy',
    'restep schema --markdown | less',
  ],
  words: { least: 0, most: 2, name: 'dag' },
  run: async (args, around) => {
    const [what = 'dag', path] = args.words;
    if (what === 'config')
      return failure(around, 'there is no schema of configurations here: "restep schema dag" prints that of workflows');
    if (what !== 'dag') return failure(around, `there is no schema "${what}": dag is the one`);
    if (switchFlag(args, 'markdown')) {
      if (path !== undefined) return failure(around, '--markdown prints the whole reference, without a path');
      around.screen.out.write(formatPage());
      return 0;
    }
    const part = schemaPart(formatSchema(), path === undefined ? [] : path.split('.'));
    if (!part.ok) {
      const { key, below, known } = part.error;
      const close = nearest(key, known);
      const hint = close.length === 0 ? '' : ` (did you mean ${close.join(' or ')}?)`;
      const where = below.length === 0 ? 'a workflow' : below.join('.');
      return failure(around, `there is no key "${key}" in ${where}${hint}`);
    }
    writeJson(around, part.value);
    return 0;
  },
};

// Fields of what a workflow declares: parameters and secrets (dagu-format.md 1.3, 2.8).

import { any, boolean, field, integer, map, table, text, words } from './field';

export const richParamFields = table(
  field('name', text, 'The name of the parameter.'),
  field('type', words('string', 'integer', 'number', 'boolean'), 'Its type.', { default: 'string' }),
  field('default', any, 'The value when none is given.'),
  field('eval', text, 'Text in which commands are substituted.'),
  field('description', text, 'For people.'),
  field('required', boolean, 'A value must be given.', { default: 'false' }),
  field('enum', any, 'The values that are allowed.'),
  field('minimum', any, 'The smallest number.'),
  field('maximum', any, 'The largest number.'),
  field('min_length', integer, 'The fewest characters.'),
  field('max_length', integer, 'The most characters.'),
  field('pattern', text, 'A pattern that the text must contain.'),
);

export const secretFields = table(
  field('name', text, 'The variable that holds the secret.'),
  field('ref', text, "A path in a server's registry."),
  field('provider', text, 'Where it comes from: env, file, …'),
  field('key', text, 'Its name there.'),
  field('options', map, 'Options of the provider.'),
);

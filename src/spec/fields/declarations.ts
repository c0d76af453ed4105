// Fields of what a workflow declares: parameters, secrets, custom actions, schedules (dagu-format.md 1.1, 1.3, 2.8, 3.19).

import { any, boolean, field, integer, map, own, table, text, texts, words } from './field';

export const richParamFields = table(
  field('name', text, 'The name of the parameter, read as `${params.NAME}` and as the variable `$NAME`.', {
    required: true,
  }),
  field('type', words('string', 'integer', 'number', 'boolean'), 'What its values must be; they are converted to it.', {
    default: 'string',
  }),
  field('default', any, 'The value when none is given. It is taken as it is; commands stand in `eval`.'),
  field('eval', text, 'Text whose `$(commands)` are run at the start; the result is the value when none is given.'),
  field('description', text, 'What people read where they enter the value.'),
  field('required', boolean, 'Whether a run cannot start without a value.', { default: 'false' }),
  field('enum', any, 'The values that are allowed, as a list.'),
  field('minimum', any, 'The smallest number that is allowed.'),
  field('maximum', any, 'The largest number that is allowed.'),
  field('min_length', integer, 'The fewest characters that are allowed.'),
  field('max_length', integer, 'The most characters that are allowed.'),
  field('pattern', text, 'A pattern that the text must match somewhere; `^` and `$` bind it to the whole.'),
);

/** `params` as `{schema, values}`. */
export const paramSchemaFields = table(
  field('schema', any, 'A JSON Schema of the parameters: an object, a file or an address.'),
  field('values', map, 'Values in place of the defaults of the schema.'),
);

export const secretFields = table(
  field('name', text, 'The variable that holds the secret; its value is masked in logs.', { required: true }),
  field('ref', text, 'The path of the secret in the registry of a Dagu server. It stands instead of `provider`.'),
  field('provider', text, 'Where the secret comes from. Here only env and file are read.', {
    usual: ['env', 'file', 'vault', 'kubernetes', 'aws', 'gcp', 'azure', 'alibaba'],
  }),
  field('key', text, 'Which secret it is there: the name of a variable for env, a path for file.'),
  field('options', map, 'Further settings of the provider, as texts.'),
);

export const scheduleFields = table(
  field('start', texts, 'Cron expressions that tell when runs start.', { tag: 'server' }),
  field('stop', texts, 'Cron expressions that tell when a run that is still going is stopped.', { tag: 'server' }),
  field('restart', texts, 'Cron expressions that tell when a run is stopped and started again.', { tag: 'server' }),
);

/** One entry of a schedule written as a mapping. */
export const scheduleEntryFields = table(
  field('expression', text, 'A cron expression of five fields: minute, hour, day, month, weekday.', { tag: 'server' }),
  field('at', text, 'The one moment of a start, such as 2030-01-31T10:00:00Z. It stands instead of `expression`.', {
    tag: 'server',
  }),
  field('kind', text, 'What sort of entry it is.', { tag: 'server' }),
  field('profile', text, 'The profile of variables that the run takes.', { tag: 'server' }),
);

/** One entry of `actions`. */
export const customActionFields = table(
  field('description', text, 'What the action does, for people.'),
  field('input_schema', map, 'A JSON Schema of `with`: an object with properties.', { required: true }),
  field('output_schema', map, 'A JSON Schema: stdout must be JSON that matches it, else the step fails.'),
  field(
    'template',
    own('one step'),
    'The step that the action stands for, with run or action. `{{ .input.NAME }}` inserts an input into its texts.',
    { required: true },
  ),
);

/** One entry of `tasks`. */
export const taskFields = table(
  field('name', text, 'The name of the task, unique among the tasks.', { required: true }),
  field('description', text, 'What the agent is to do.', { required: true }),
);

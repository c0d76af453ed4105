// Fields of what a step publishes: declared outputs, structured outputs, streams (dagu-format.md 2.9).

import { any, field, map, object, table, text, words } from './field';
import { decodings } from './usual';

const decode = words(...decodings);

export const declaredOutputFields = table(
  field('name', text, 'The name of the output, read as `${steps.ID.outputs.NAME}`.', { required: true }),
  field('type', text, 'string, or json for a value that must be valid JSON.', {
    default: 'string',
    usual: ['string', 'json'],
  }),
  field('path', text, 'In a build workflow: the file that the step makes. It stands instead of `type`.'),
);

/** One entry of `output` written as a mapping. */
export const sourceFields = table(
  field('value', any, 'The value itself; references in its texts are resolved.'),
  field('from', words('stdout', 'stderr', 'file'), 'Where the value is read from.'),
  field('path', text, "The file, for `from: file`; a relative path starts at the step's working directory."),
  field('decode', decode, 'How the text is read.', { default: 'text' }),
  field('select', text, 'A jq path that picks one value out of decoded JSON or YAML.'),
);

/** `stdout.outputs` */
export const streamOutputFields = table(
  field('field', text, 'The name of the one value that is read.'),
  field('decode', decode, 'How stdout is read.', { default: 'json' }),
  field('select', text, 'A jq path that picks the value out of the decoded text.'),
  field('fields', map, 'Several values by their names; each takes `decode` and `select` of its own.'),
);

/** One entry of `stdout.outputs.fields`. */
export const streamValueFields = table(
  field('value', any, 'The value itself.'),
  field('decode', decode, 'How stdout is read.', { default: 'json' }),
  field('select', text, 'A jq path that picks the value out of the decoded text.'),
);

const artifact = field('artifact', text, "A file among the run's artifacts that keeps the stream.");

export const stdoutFields = table(
  artifact,
  field('outputs', object(streamOutputFields), 'Values that are read from stdout and published as outputs.'),
);

export const stderrFields = table(artifact);

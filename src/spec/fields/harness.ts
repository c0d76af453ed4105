// Fields of a program for harness.run, one entry of `harnesses` (dagu-format.md 3.18).

import { any, field, list, map, table, text, words } from './field';

export const harnessFields = table(
  field('binary', text, 'The program to start.', { required: true }),
  field('prefix_args', list(text), 'Arguments that stand in front of everything.'),
  field(
    'prompt_mode',
    words('arg', 'flag', 'stdin'),
    'Whether the prompt is an argument, the value of a flag, or written to stdin.',
    { default: 'arg' },
  ),
  field('prompt_flag', text, 'The flag that the prompt follows, for prompt_mode: flag.'),
  field(
    'prompt_position',
    words('before_flags', 'after_flags'),
    'Whether the prompt stands before or after the flags.',
    { default: 'before_flags' },
  ),
  field('flag_style', words('gnu_long', 'single_dash'), 'Whether flags begin with two dashes or with one.', {
    default: 'gnu_long',
  }),
  field('option_flags', map, 'The flags for keys of the input whose names differ.'),
  field('description', any, 'A note for people.'),
);

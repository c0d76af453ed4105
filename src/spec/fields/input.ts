// Fields of the input of steps that are no built-in action: `with` beside run, and the older `exec`.

import { any, field, list, own, table, text } from './field';
import { shells } from './usual';

/** `with` beside run. */
export const runInputFields = table(
  field('shell', own('a text or a list'), 'The shell of this step; `-e` is then not added to it.', {
    default: 'that of the workflow',
    usual: shells,
  }),
  field('shell_args', list(text), 'Further arguments of the shell.'),
  field('shell_packages', list(text), 'Packages that nix-shell provides.'),
);

export const execFields = table(
  field('command', text, 'The program to start.', { required: true }),
  field('args', list(any), 'The arguments of the program, each one word.'),
);

// The texts that `--help` and `help` print.

import { padTo, widthOf } from '../base/terminal-text';
import type { Flag } from './arguments';
import { type Command, commandGroups } from './command';

/** Flags that every command understands. */
export const commonFlags: readonly Flag[] = [
  { name: 'help', short: 'h', kind: 'switch', help: 'Show this help' },
  { name: 'no-color', kind: 'switch', help: 'No colours; the variable NO_COLOR does the same' },
];

/** The list of all commands. */
export function overviewText(commands: readonly Command[], version: string): string {
  const columns = Math.max(...commands.map(command => widthOf(command.name)));
  const groups = Object.entries(commandGroups).flatMap(([group, title]) => {
    const rows = commands.filter(one => one.group === group).map(one => [one.name, one.summary] as const);
    return rows.length === 0 ? [] : [`${title}:\n${table(rows, columns)}`];
  });
  const server = commands.filter(command => command.group === 'server').map(command => command.name);
  const absent = server.length === 0 ? '' : `Not here, since they need a Dagu server: ${server.join(', ')}.\n`;
  return `restep ${version}: run Dagu workflows, and retry a single step with a plan that says what will run and why.

Usage: restep COMMAND [flags] …

${groups.join('\n')}
${absent}"restep COMMAND --help" explains a command.

History is kept in $RESTEP_HOME, else in the data folder of your platform; the editor extension uses the same.
A workflow is a file, or the name of a file in the DAGs folder ($DAGU_DAGS_DIR, else $DAGU_HOME/dags).
Exit code 0 means done, 1 means failed, refused or misused; the reason stands on stderr.
`;
}

/** The end of a message about misuse, which is one line without usage text (dagu-format.md 6.1): scripts hold to that. */
export function seeHelp(command: string): string {
  return `; see restep ${command} --help`;
}

/** The help of one command. */
export function commandText(command: Command): string {
  const flags = [...command.flags, ...commonFlags].map(
    flag => [flagForm(flag), flag.help + (flag.kind === 'list' ? ' (may be repeated)' : '')] as const,
  );
  const examples = command.examples.map(example => `  ${example}\n`).join('');
  return `Usage: restep ${command.usage}

${command.about}

Flags:
${table(flags)}${examples === '' ? '' : `\nExamples:\n${examples}`}`;
}

function flagForm(flag: Flag): string {
  const long = [flag.name, ...(flag.aliases ?? [])].map(name => `--${name}`).join(', ');
  return `${flag.short === undefined ? '    ' : `-${flag.short}, `}${long}${flag.value === undefined ? '' : ` ${flag.value}`}`;
}

function table(
  rows: readonly (readonly [string, string])[],
  columns = Math.max(...rows.map(([name]) => widthOf(name))),
): string {
  return rows.map(([name, text]) => `  ${padTo(name, columns)}  ${text}\n`).join('');
}

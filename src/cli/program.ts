// Finds the command that is meant, takes its arguments apart, runs it.

import { nearest } from '../base/nearest';
import { ok, type Result } from '../base/result';
import { localContext, readContexts } from '../store/contexts';
import { type Arguments, parseArguments, switchFlag } from './arguments';
import { type Command, failure, type Surroundings } from './command';
import { commandText, commonFlags, overviewText, seeHelp } from './help';
import { historyHome } from './wiring';

/** Runs the command line and returns its exit code. Mistakes in usage are one line on stderr and exit code 1, as Dagu's. */
export async function runProgram(
  argv: readonly string[],
  commands: readonly Command[],
  version: string,
  around: Surroundings,
): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h') {
    around.screen.out.write(overviewText(commands, version));
    return 0;
  }
  if (name === '--version' || name === '-v') {
    around.screen.out.write(`${version}\n`);
    return 0;
  }
  if (name === 'help') return help(rest, commands, version, around);
  const command = commands.find(candidate => candidate.name === name);
  if (command === undefined) return unknownCommand(name, commands, around);
  const parsed = command.unread === true ? unread(rest) : parseArguments(rest, [...command.flags, ...commonFlags]);
  if (parsed.ok && switchFlag(parsed.value, 'help')) {
    around.screen.out.write(commandText(command));
    return 0;
  }
  const meantFor = elsewhere(command, around);
  if (meantFor !== undefined) return failure(around, meantFor);
  if (!parsed.ok) return failure(around, `${parsed.error}${seeHelp(name)}`);
  const wrong = wrongCount(parsed.value, command);
  return wrong === undefined ? command.run(parsed.value, around) : failure(around, wrong);
}

/** Of words that are not read, the wish for help alone. */
function unread(words: readonly string[]): Result<Arguments, string> {
  const asked = words.some(word => word === '--help' || word === '-h');
  return ok({ flags: new Map(asked ? [['help', ['true']]] : []), words: [] });
}

/** Why it is refused where a server is meant: to do on this machine what was meant for another would be wrong. */
function elsewhere(command: Command, around: Surroundings): string | undefined {
  if (command.anyContext === true) return undefined;
  const contexts = readContexts(historyHome(around));
  if (!contexts.ok) return contexts.error;
  const { current } = contexts.value;
  return current === localContext
    ? undefined
    : `${command.name} works in the local context only, and the context ${current} is in use: restep context use local`;
}

function help(words: readonly string[], commands: readonly Command[], version: string, around: Surroundings): number {
  const name = words.find(word => !word.startsWith('-'));
  const command = commands.find(candidate => candidate.name === name);
  if (name !== undefined && command === undefined) return unknownCommand(name, commands, around);
  around.screen.out.write(command === undefined ? overviewText(commands, version) : commandText(command));
  return 0;
}

function unknownCommand(name: string, commands: readonly Command[], around: Surroundings): number {
  const word = name.startsWith('-') ? 'flag' : 'command';
  const names = ['help', ...commands.map(command => command.name)];
  const close = nearest(name, names, 2);
  const hint = close.length === 0 ? '' : ` (did you mean ${close.join(' or ')}?)`;
  return failure(around, `unknown ${word} "${name}" for "restep"${hint}\nRun "restep --help" for the commands.`);
}

function wrongCount(args: Arguments, command: Command): string | undefined {
  const { least, most, name } = command.words;
  const count = args.words.length;
  const advice = seeHelp(command.name);
  if (count < least) return `${command.name} needs ${name}${advice}`;
  if (count <= most) return undefined;
  const extra = args.words.slice(most).join(' ');
  const takesParams = command.flags.some(flag => flag.name === 'params');
  return takesParams
    ? `unexpected arguments after the workflow: ${extra} (parameters stand after --: -- ${extra})`
    : `unexpected arguments: ${extra}${advice}`;
}

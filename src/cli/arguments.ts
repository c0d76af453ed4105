// The command line taken apart: flags as Dagu's users write them, words, and what follows `--`.

import { nearest } from '../base/nearest';
import { fail, ok, type Result } from '../base/result';

export interface Flag {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string;
  /** Further names for the same flag. */
  readonly aliases?: readonly string[];
  /** switch: given or not; text: the last one counts; list: every one counts. */
  readonly kind: 'switch' | 'text' | 'list';
  /** What stands for its value in a help text. */
  readonly value?: string;
  readonly help: string;
}

export interface Arguments {
  /** Values by the name of the flag, in the order in which they were given; a switch that is on has the value `true`. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** The words before `--` that belong to no flag. */
  readonly words: readonly string[];
  /** The words after `--`, untouched; absent when there is no `--`. */
  readonly rest?: readonly string[];
}

/** Takes words apart. The error is a whole message for the user. Flags may stand anywhere before `--` (dagu-format.md 6.1). */
export function parseArguments(argv: readonly string[], known: readonly Flag[]): Result<Arguments, string> {
  const flags = new Map<string, string[]>();
  const words: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--') return ok({ flags, words, rest: argv.slice(at + 1) });
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    const asked = word.startsWith('--') ? longFlag(word, known) : shortFlags(word, known);
    if (!asked.ok) return asked;
    for (const { flag, value } of asked.value) {
      const given = value ?? (flag.kind === 'switch' ? 'true' : argv[++at]);
      if (given === undefined) return fail(`flag needs an argument: --${flag.name}`);
      if (flag.kind === 'switch' && given !== 'true' && given !== 'false')
        return fail(`invalid value "${given}" for --${flag.name}: it takes true or false`);
      if (flag.kind === 'switch' && given === 'false') flags.delete(flag.name);
      else flags.set(flag.name, [...(flags.get(flag.name) ?? []), given]);
    }
  }
  return ok({ flags, words });
}

/** The value of a text flag: the last one given. */
export function textFlag(args: Arguments, name: string): string | undefined {
  return args.flags.get(name)?.at(-1);
}

/** Every value of a list flag. */
export function listFlag(args: Arguments, name: string): readonly string[] {
  return args.flags.get(name) ?? [];
}

/** Whether a switch is on. */
export function switchFlag(args: Arguments, name: string): boolean {
  return args.flags.has(name);
}

interface Asked {
  readonly flag: Flag;
  readonly value?: string;
}

function longFlag(word: string, known: readonly Flag[]): Result<readonly Asked[], string> {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals === -1 ? undefined : equals);
  const flag = known.find(candidate => candidate.name === name || candidate.aliases?.includes(name));
  if (flag === undefined) return fail(`unknown flag: --${name}${suggestion(name, known)}`);
  return ok([{ flag, ...(equals === -1 ? {} : { value: word.slice(equals + 1) }) }]);
}

/** `-q`, `-qp VALUE`, `-pVALUE`, `-p=VALUE`: a flag that takes a value ends the group. */
function shortFlags(word: string, known: readonly Flag[]): Result<readonly Asked[], string> {
  const asked: Asked[] = [];
  for (let at = 1; at < word.length; at++) {
    const letter = word[at] ?? '';
    const flag = known.find(candidate => candidate.short === letter);
    if (flag === undefined) return fail(`unknown shorthand flag: '${letter}' in ${word}`);
    const tail = word.slice(at + 1);
    if (tail.startsWith('=')) return ok([...asked, { flag, value: tail.slice(1) }]);
    if (flag.kind !== 'switch') return ok([...asked, { flag, ...(tail === '' ? {} : { value: tail }) }]);
    asked.push({ flag });
  }
  return ok(asked);
}

function suggestion(name: string, known: readonly Flag[]): string {
  const names = known.flatMap(flag => [flag.name, ...(flag.aliases ?? [])]);
  const close = nearest(name, names, 1)[0] ?? names.find(candidate => name.length > 2 && candidate.startsWith(name));
  return close === undefined ? '' : ` (did you mean --${close}?)`;
}

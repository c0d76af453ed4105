// How command-line agents are called: the ones that Dagu knows, those of `harnesses`, and the arguments for each (dagu-format.md 3.18).

import { isJsonObject, type Json, type JsonObject } from '../../base/json';

/** A program that takes a prompt. */
export interface Harness {
  readonly binary: string;
  readonly prefix: readonly string[];
  readonly prompt: 'arg' | 'flag' | 'stdin';
  /** Stands in front of the prompt, for `flag`. */
  readonly promptFlag: string;
  readonly promptLast: boolean;
  readonly dashes: '--' | '-';
  readonly optionFlags: Readonly<Record<string, string>>;
  /** Flags that are added unless the step sets them itself. */
  readonly usual: Readonly<Record<string, Json>>;
}

export interface HarnessCall {
  readonly argv: readonly [string, ...string[]];
  readonly stdin?: string;
}

/** Keys of the input that are no flags. */
const ownKeys: ReadonlySet<string> = new Set(['prompt', 'provider', 'stdin', 'fallback']);

const known: ReadonlyMap<string, Harness> = new Map([
  ...['claude', 'copilot', 'pi', 'gemini', 'qwen'].map(name => [name, flagged(name, '-p')] as const),
  ['codex', { ...plain('codex', ['exec']), usual: { 'skip-git-repo-check': true } }],
  ['opencode', plain('opencode', ['run'])],
  ['cursor', { ...flagged('cursor-agent', '-p'), usual: { 'output-format': 'text' } }],
  ['cline', { ...plain('cline'), promptLast: true }],
  ['aider', flagged('aider', '--message')],
  ['goose', { ...flagged('goose', '--text', ['run']), usual: { quiet: true } }],
  ['kiro', plain('kiro-cli', ['chat', '--no-interactive'])],
  ['droid', plain('droid', ['exec'])],
  ['amp', flagged('amp', '-x')],
  ['deepseek', { ...plain('dsh', ['--profile', 'headless']), promptLast: true }],
]);

/** The program of a name: one of the workflow's own goes before a known one. */
export function harnessOf(name: string, own: JsonObject): Harness | undefined {
  const written = Object.hasOwn(own, name) ? own[name] : undefined;
  return isJsonObject(written) ? described(written) : known.get(name);
}

/** Prefix arguments, the prompt, then a flag for every other key of the input in the order of their names. */
export function harnessCall(
  harness: Harness,
  prompt: string,
  stdin: string | undefined,
  input: JsonObject,
): HarnessCall {
  const asked = harness.prompt === 'stdin' ? [] : harness.prompt === 'flag' ? [harness.promptFlag, prompt] : [prompt];
  const flags = flagsOf({ ...withoutGiven(harness.usual, input), ...input }, harness);
  const words = harness.promptLast ? [...flags, ...asked] : [...asked, ...flags];
  const text =
    harness.prompt === 'stdin'
      ? [prompt, stdin ?? '']
          .map(part => part.trimEnd())
          .filter(Boolean)
          .join('\n\n')
      : stdin;
  return { argv: [harness.binary, ...harness.prefix, ...words], ...(text === undefined ? {} : { stdin: text }) };
}

function flagsOf(input: JsonObject, { dashes, optionFlags }: Harness): string[] {
  return Object.keys(input)
    .filter(key => !ownKeys.has(key))
    .sort()
    .flatMap(key => {
      const flag = Object.hasOwn(optionFlags, key) ? (optionFlags[key] ?? '') : `${dashes}${key}`;
      const value = input[key] ?? null;
      return (Array.isArray(value) ? value : [value]).flatMap(item => flagWords(flag, item));
    });
}

function flagWords(flag: string, value: Json): readonly string[] {
  if (value === null || value === false || value === '') return [];
  if (value === true) return [flag];
  return [flag, typeof value === 'string' ? value : JSON.stringify(value)];
}

/** A usual flag gives way to the step's own, also when that is written with underscores. */
function withoutGiven(usual: JsonObject, input: JsonObject): JsonObject {
  const given = new Set(Object.keys(input).map(key => key.replaceAll('_', '-')));
  return Object.fromEntries(Object.entries(usual).filter(([key]) => !given.has(key)));
}

function plain(binary: string, prefix: readonly string[] = []): Harness {
  return { binary, prefix, prompt: 'arg', promptFlag: '', promptLast: false, dashes: '--', optionFlags: {}, usual: {} };
}

function flagged(binary: string, promptFlag: string, prefix: readonly string[] = []): Harness {
  return { ...plain(binary, prefix), prompt: 'flag', promptFlag };
}

function described(written: JsonObject): Harness {
  const { binary, prefix_args: prefix, prompt_mode: mode, prompt_flag: flag, option_flags: flags } = written;
  return {
    ...plain(String(binary ?? ''), Array.isArray(prefix) ? prefix.map(String) : []),
    prompt: mode === 'flag' || mode === 'stdin' ? mode : 'arg',
    promptFlag: String(flag ?? ''),
    promptLast: written.prompt_position === 'after_flags',
    dashes: written.flag_style === 'single_dash' ? '-' : '--',
    optionFlags: isJsonObject(flags)
      ? Object.fromEntries(Object.entries(flags).map(([key, value]) => [key, String(value)]))
      : {},
  };
}

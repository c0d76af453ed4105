// restep context: which server commands are meant for. All of them work on this machine alone, so any other context makes them refuse.

import { nearest } from '../../base/nearest';
import { fail, ok, type Result } from '../../base/result';
import { oneLine, padTo, widthOf } from '../../base/terminal-text';
import {
  type Contexts,
  contextNameFault,
  localContext,
  readContexts,
  serverFault,
  writeContexts,
} from '../../store/contexts';
import { type Arguments, textFlag } from '../arguments';
import { type Command, failure, type Surroundings } from '../command';
import { seeHelp } from '../help';
import { historyHome } from '../wiring';

export const context: Command = {
  name: 'context',
  usage: 'context list | current | add NAME --server URL | use NAME | remove NAME',
  summary: 'Say that commands are meant for a server, and no longer',
  group: 'program',
  anyContext: true,
  about: `A context is a name for a Dagu server; "local" is this machine. Restep works in the local context only: while another one is in
use, the commands that look at runs or make them are refused, so that nothing happens here that was meant for a server.

Names and addresses are kept below the history. API keys are not: no command here would use them.`,
  flags: [
    { name: 'server', kind: 'text', value: 'URL', help: 'add: the address of the server' },
    { name: 'api-key', kind: 'text', value: 'KEY', help: 'add: accepted, and not kept' },
    { name: 'description', kind: 'text', value: 'TEXT', help: 'add: accepted, and not kept' },
  ],
  examples: ['restep context add prod --server https://dagu.example.com', 'restep context use local'],
  words: { least: 1, most: 2, name: 'list, current, add, use or remove' },
  run: async (args, around) => {
    const [what = '', name] = args.words;
    const part = parts.get(what);
    if (part === undefined) {
      const close = nearest(what, parts.keys(), 1);
      const hint = close.length === 0 ? '' : ` (did you mean ${close[0]}?)`;
      return failure(around, `unknown command "${what}" for "restep context"${hint}`);
    }
    const wrong = misuse(what, name, part, args);
    if (wrong !== undefined) return failure(around, wrong);
    const home = historyHome(around);
    const contexts = readContexts(home);
    if (!contexts.ok) return failure(around, contexts.error);
    const changed = part.run(contexts.value, name ?? '', args, around);
    if (!changed.ok) return failure(around, changed.error);
    if (changed.value === undefined) return 0;
    const { after, said } = changed.value;
    const written = writeContexts(home, after);
    if (!written.ok) return failure(around, written.error);
    for (const line of said) around.screen.err.write(`${line}\n`);
    return 0;
  },
};

/** What is kept from now on, and what is said then. */
interface Change {
  readonly after: Contexts;
  readonly said: readonly string[];
}

interface Part {
  readonly named: boolean;
  /** Undefined: nothing changes. */
  run(contexts: Contexts, name: string, args: Arguments, around: Surroundings): Result<Change | undefined, string>;
}

const parts: ReadonlyMap<string, Part> = new Map([
  ['list', { named: false, run: list }],
  ['current', { named: false, run: current }],
  ['add', { named: true, run: add }],
  ['use', { named: true, run: use }],
  ['remove', { named: true, run: remove }],
]);

function misuse(what: string, name: string | undefined, { named }: Part, args: Arguments): string | undefined {
  const form = seeHelp(context.name);
  if (named && name === undefined) return `context ${what} needs a NAME${form}`;
  if (!named && name !== undefined) return `unexpected arguments: ${name}${form}`;
  const flag = context.flags.find(one => args.flags.has(one.name));
  if (flag !== undefined && what !== 'add') return `--${flag.name} goes with "context add" alone${form}`;
  if (what === 'add' && (textFlag(args, 'server') ?? '') === '') return `context add needs --server${form}`;
  return undefined;
}

function list(contexts: Contexts, _name: string, _args: Arguments, { screen }: Surroundings): Result<undefined, never> {
  const all = [{ name: localContext, server: 'this machine' }, ...contexts.added];
  const columns = Math.max(...all.map(({ name }) => widthOf(name)));
  for (const { name, server } of all)
    screen.out.write(`${name === contexts.current ? '*' : ' '} ${padTo(name, columns)}  ${oneLine(server)}\n`);
  return ok(undefined);
}

function current(
  contexts: Contexts,
  _name: string,
  _args: Arguments,
  { screen }: Surroundings,
): Result<undefined, never> {
  screen.out.write(`${contexts.current}\n`);
  return ok(undefined);
}

function add(contexts: Contexts, name: string, args: Arguments): Result<Change, string> {
  const server = textFlag(args, 'server') ?? '';
  const wrong = contextNameFault(name) ?? serverFault(server);
  if (wrong !== undefined) return fail(wrong);
  if (isKnown(contexts, name)) return fail(`there is a context ${name} already: restep context remove ${name}`);
  const dropped = ['api-key', 'description'].filter(flag => args.flags.has(flag)).map(flag => `--${flag}`);
  return ok({
    after: { ...contexts, added: [...contexts.added, { name, server }] },
    said: [
      ...(dropped.length === 0 ? [] : [`Not kept: ${dropped.join(', ')}.`]),
      `Added the context ${name}. Commands are meant for it after: restep context use ${name}`,
    ],
  });
}

function use(contexts: Contexts, name: string): Result<Change, string> {
  if (!isKnown(contexts, name)) return fail(unknown(contexts, name));
  const refused = 'commands that look at runs or make them are refused until: restep context use local';
  const said = name === localContext ? 'In use: local, this machine.' : `In use: ${name}; ${refused}`;
  return ok({ after: { ...contexts, current: name }, said: [said] });
}

function remove(contexts: Contexts, name: string): Result<Change, string> {
  if (name === localContext) return fail('the context local is this machine: it stays');
  if (!isKnown(contexts, name)) return fail(unknown(contexts, name));
  // To fall back to this machine unasked would have commands do here what was meant for the server.
  if (name === contexts.current) return fail(`the context ${name} is in use: first restep context use local`);
  const added = contexts.added.filter(one => one.name !== name);
  return ok({ after: { ...contexts, added }, said: [`Removed the context ${name}.`] });
}

function isKnown(contexts: Contexts, name: string): boolean {
  return name === localContext || contexts.added.some(one => one.name === name);
}

function unknown({ added }: Contexts, name: string): string {
  const [close] = nearest(name, [localContext, ...added.map(one => one.name)], 1);
  return `there is no context "${name}"${close === undefined ? '' : ` (did you mean ${close}?)`}`;
}

// Older steps with `type` and `config`, turned into the action that does the same today (dagu-format.md 1.2).

import type { JsonObject } from '../base/json';
import type { MappingNode } from '../syntax/node';
import { builtInAction, isBuiltIn } from './actions/catalog';
import { checkInput } from './actions/input';
import type { Findings } from './findings';
import type { Fields } from './read';
import type { Execution, StepContext } from './step-context';
import { shorten, toJsonObject } from './values';

export function readTyped(fields: Fields, context: StepContext): Execution | undefined {
  const type = fields.text('type')?.trim() ?? '';
  const command = fields.node('command');
  const range = fields.node('type')?.range;
  if (!isBuiltIn(type)) {
    if (range !== undefined) {
      context.findings.add('action-unknown', `There is no step type "${shorten(type)}"`, range);
    }
    return undefined;
  }
  const config = fields.node('config') ?? fields.node('with');
  const options = config?.kind === 'mapping' ? toJsonObject(config) : {};
  const listed = command?.kind === 'sequence' ? { commands: fields.texts('command') } : {};
  const texts = { command: textOf(fields, 'command'), script: fields.text('script'), ...listed };
  const action = modern(type, options, texts);
  if (config?.kind === 'mapping') {
    const key = fields.node('config') === undefined ? 'with' : 'config';
    checkOptions(type, action.action, config, fields.what(key), context.findings);
  }
  return { action: { name: 'other', ...action }, kind: type };
}

/** The types whose options are checked as the input of the action that does the same: by the literal YAML types, unknown keys aside. */
const checkedTypes: ReadonlySet<string> = new Set(['http', 'jq', 'mail', 'archive', 'template', 'sqlite', 'postgres']);

/** Reports options of a wrong type; what an option is missing may stand in the command or the script. `path` is that of the options. */
export function checkOptions(
  type: string,
  action: string,
  options: MappingNode,
  path: string,
  findings: Findings,
): void {
  const builtIn = checkedTypes.has(type) ? builtInAction(action) : undefined;
  if (builtIn !== undefined) checkInput(options, builtIn.input, builtIn.unknownKeys, { action: type, path, findings });
}

/** `action:` with the word of an older type: what stands in `with` is all there is. */
export function actionOfType(type: string, options: JsonObject): ReturnType<typeof modern> {
  return modern(type, options, { command: undefined, script: undefined });
}

interface Texts {
  readonly command: string | undefined;
  /** The command is a list. */
  readonly commands?: readonly string[];
  readonly script: string | undefined;
}

/** The command and the script of an older step are inputs of the action. */
function modern(
  type: string,
  options: JsonObject,
  { command, commands, script }: Texts,
): { readonly action: string; readonly with: JsonObject } {
  switch (type) {
    case 'jq':
      return { action: 'jq.filter', with: { ...options, ...input('filter', command), ...input('data', script) } };
    case 'http': {
      const [, method, url] = /^(\S+)\s+([\s\S]+)$/.exec(command?.trim() ?? '') ?? [];
      return {
        action: 'http.request',
        with: { ...options, ...input('method', method), ...input('url', url), ...input('body', script) },
      };
    }
    case 'sqlite':
    case 'postgres':
      return { action: `${type}.query`, with: { ...options, ...input('query', command ?? script) } };
    case 'archive':
      return { action: command === undefined ? type : `archive.${command.trim()}`, with: options };
    case 'log':
      return { action: 'log.write', with: { ...options, ...input('message', command ?? script) } };
    case 'mail':
      return { action: 'mail.send', with: options };
    case 'template':
      return { action: 'template.render', with: { ...options, ...input('template', script) } };
    case 'harness':
      return { action: 'harness.run', with: { ...options, ...input('prompt', command), ...input('stdin', script) } };
    case 'git':
      return { action: 'git.checkout', with: options };
    case 'ssh':
      return {
        action: 'ssh.run',
        with: { ...options, ...(commands === undefined ? input('command', command ?? script) : { command: commands }) },
      };
    case 'docker':
    case 'container':
      // In a list of words each is one argument, so that several commands are lines for a shell.
      return {
        action: 'docker.run',
        with: { ...options, ...input('command', command ?? commands?.join('\n') ?? script) },
      };
    default:
      return { action: type, with: { ...options, ...input('command', command), ...input('script', script) } };
  }
}

function input(name: string, text: string | undefined): JsonObject {
  return text === undefined || text === '' ? {} : { [name]: text };
}

function textOf(fields: Fields, name: string): string | undefined {
  const node = fields.node(name);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

// What is inserted for a field besides its name: the usual shape of its value, with stops to fill in (see snippet.ts).

import { neededInputs } from '../../spec/actions/built-in';
import { builtInAction } from '../../spec/actions/catalog';
import type { Field, FieldTable } from '../../spec/fields/field';
import { contentOf } from '../../spec/fields/lookup';
import { rootFields } from '../../spec/fields/root';
import { defaultsFields, stepFields } from '../../spec/fields/step';

export interface Body {
  /** Behind the colon: on its line, or with a line break first and the whole indentation on each line. */
  readonly text: string;
  /** Values are offered at once. */
  readonly again?: true;
}

const policies: Readonly<Record<string, readonly string[]>> = {
  continue_on: ['«failure|skipped»: true'],
  retry_policy: ['limit: «3»', 'interval_sec: «5»'],
  repeat_policy: ['repeat: «until|while»', 'condition: «test -f ready»', 'interval_sec: «10»'],
  env: ['- «NAME»: «value»'],
  preconditions: ['- condition: «test -f ready»'],
};

const inRoot: Readonly<Record<string, readonly string[]>> = {
  ...policies,
  retry_policy: ['limit: «3»', 'interval_sec: «60»'],
  handler_on: ['«failure|success|exit|abort|init|wait»:', '  run: «echo done»'],
  params: ['- name: «NAME»', '  default: «value»'],
  consts: ['- «NAME»: «value»'],
  secrets: ['- name: «TOKEN»', '  provider: «env|file»', '  key: «TOKEN»'],
  actions: [
    '«greet»:',
    '  description: «Greets somebody.»',
    '  input_schema:',
    '    type: object',
    '    properties:',
    '      «name»: {type: string}',
    '  template:',
    '    run: echo "hello {{ .input.«name» }}"',
  ],
  smtp: ['host: «localhost»', 'port: «587»'],
  container: ['image: «alpine:3»'],
};

const inStep: Readonly<Record<string, readonly string[]>> = {
  ...policies,
  parallel: ['items: [«a, b»]', 'max_concurrent: «10»'],
  foreach: ['items: [«a, b»]', 'steps:', '  - id: «each»', '    run: «echo "${foreach.item}"»'],
  outputs: ['- name: «result»'],
  inputs: ['- name: «source»', '  path: «source.txt»'],
  approval: ['prompt: «Go on?»'],
  container: ['image: «alpine:3»'],
};

/** Fields of text for which values are offered though the table of fields names none. */
const chosen: ReadonlySet<string> = new Set(['action', 'schedule', 'dag', 'rewind_to', 'call']);

/** `indent`: of the lines below the key. In brackets everything stays on one line. */
export function bodyOf(field: Field, owner: FieldTable, indent: string, flow: boolean): Body {
  const { shape } = field;
  const shapes = owner === rootFields ? inRoot : owner === stepFields || owner === defaultsFields ? inStep : {};
  const lines = flow || !Object.hasOwn(shapes, field.name) ? undefined : shapes[field.name];
  if (lines !== undefined) return { text: below(lines, indent) };
  if (shape.kind === 'boolean') return { text: ` «${field.default === 'true' ? 'false|true' : 'true|false'}»` };
  if (field.name === 'depends') return { text: ' [«»]', again: true };
  if (shape.kind === 'word' || field.usual !== undefined || chosen.has(field.name)) return { text: ' ', again: true };
  const content = contentOf(owner, field.name);
  if (shape.kind === 'list' && content?.item === undefined) return { text: ' [«»]' };
  if (flow) return { text: shape.kind === 'map' || shape.kind === 'object' ? ' {«»}' : ' ' };
  if (content?.mapping === stepFields) return { text: `\n${indent}run: «echo done»` };
  if (content?.item === stepFields) return { text: below(['- id: «first»', '  run: «echo hello»'], indent) };
  if (shape.kind === 'own' || shape.kind === 'any') return { text: ' ' };
  if (content?.item !== undefined) return { text: `\n${indent}- «»`, again: true };
  if (content?.mapping !== undefined) return mappingBody(content.mapping, indent);
  return { text: shape.kind === 'map' ? `\n${indent}«»` : ' ' };
}

/** `with` for an action: the input that it needs. Undefined: it needs none. */
export function inputLines(action: string): readonly string[] | undefined {
  const found = builtInAction(action);
  if (found === undefined) return undefined;
  const also = Object.hasOwn(alsoNeeded, action) ? (alsoNeeded[action] ?? []) : [];
  const names = [...new Set([...neededInputs(found), ...also])];
  return names.length === 0 ? undefined : names.flatMap(name => inputLine(name, found.input));
}

/** Lines below a key, each with the indentation. */
export function below(lines: readonly string[], indent: string): string {
  return lines.map(line => `\n${indent}${line}`).join('');
}

/** Inputs that an action needs by checks of its own, or that are of no use without. */
const alsoNeeded: Readonly<Record<string, readonly string[]>> = {
  'artifact.write': ['content'],
  'archive.create': ['destination'],
  'archive.extract': ['destination'],
  'chat.completion': ['model', 'prompt'],
  'container.run': ['image', 'command'],
  'data.convert': ['data'],
  'data.pick': ['data'],
  'docker.run': ['image', 'command'],
  'file.write': ['content'],
  'git.worktree.add': ['branch', 'create_branch'],
  'git.worktree.remove': ['branch'],
  'harness.run': ['provider'],
  'jq.filter': ['data'],
  'mail.send': ['to', 'subject', 'message'],
  's3.delete': ['bucket', 'key'],
  's3.download': ['bucket', 'key', 'destination'],
  's3.list': ['bucket'],
  's3.upload': ['bucket', 'key', 'source'],
  'sftp.download': ['host', 'source', 'destination'],
  'sftp.upload': ['host', 'source', 'destination'],
  'ssh.run': ['host', 'command'],
  'state.diff': ['value'],
  'state.set': ['value'],
  'template.render': ['template'],
};

function mappingBody(fields: FieldTable, indent: string): Body {
  const required = [...fields.values()].filter(field => field.required === true);
  if (required.length === 0) return { text: `\n${indent}«»`, again: true };
  return {
    text: below(
      required.flatMap(field => inputLine(field.name, fields)),
      indent,
    ),
  };
}

function inputLine(name: string, fields: FieldTable): readonly string[] {
  const field = fields.get(name);
  if (name === 'values') return ['values:', '  «NAME»: «value»'];
  if (name === 'routes') return ['routes:', '  «"re:.*"»: [«step»]'];
  if (name === 'import') return ['import:', '  input_file: «rows.csv»', '  table: «name»'];
  return [`${name}: ${field === undefined ? '«»' : stopFor(field)}`];
}

function stopFor({ shape, usual, default: standard }: Field): string {
  if (shape.kind === 'boolean') return `«${standard === 'true' ? 'false|true' : 'true|false'}»`;
  if (shape.kind === 'word') return `«${shape.words.join('|')}»`;
  if (shape.kind === 'list') return '[«»]';
  return usual === undefined || usual.length < 2 ? `«${usual?.[0] ?? ''}»` : `«${usual.join('|')}»`;
}

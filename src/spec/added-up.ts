// Fields whose values add up over base configurations: each value is read in the form that it has, and of equal names the document's own counts
// (dagu-format.md 3.20).

import { isJsonObject } from '../base/json';
import type { Binding, Dag, Params } from '../model/dag';
import { isNull, type YamlNode } from '../syntax/node';
import type { Below } from './base-config';
import { readConsts, readEnv, readLabels, readSecrets } from './bindings';
import type { CompileOptions } from './compilation';
import { readParams } from './params';
import type { Fields } from './read';
import { readTexts } from './values';

type AddedUp = Pick<Dag, 'labels' | 'dotenv' | 'consts' | 'env' | 'params' | 'secrets'> & {
  readonly shellArgs: readonly string[];
};

export function readAddedUp(fields: Fields, below: Below, { lookup, file }: CompileOptions): AddedUp {
  const { findings } = fields;
  /** What each value of a field holds, the document's own last. */
  const all = <T>(name: string, read: (node: YamlNode | undefined, name: string) => T): T[] =>
    [...(below.get(name) ?? []), fields.node(name)].map(node => read(node, name));
  const texts = (node: YamlNode | undefined, name: string): readonly string[] =>
    node === undefined || isNull(node) ? [] : readTexts(node, { findings, what: name }).map(one => one.text);
  const labels = (node: YamlNode | undefined, name: string): readonly string[] => readLabels(node, findings, name);
  return {
    labels: [...all('labels', labels), ...all('tags', labels)].flat(),
    dotenv: dotenvOf(fields.node('dotenv'), all('dotenv', texts).flat()),
    consts: all('consts', node => readConsts(node, findings)).reduce(withoutNamesakes),
    env: all('env', (node, name) => readEnv(node, findings, name)).flat(),
    params: all('params', node => readParams(node, findings, lookup, file)).reduce(joined),
    secrets: all('secrets', node => readSecrets(node, findings)).reduce(withoutNamesakes),
    shellArgs: all('shell_args', texts).flat(),
  };
}

/** `.env` always comes first; an empty list with nothing below it switches all of them off. */
function dotenvOf(own: YamlNode | undefined, paths: readonly string[]): readonly string[] {
  if (own?.kind === 'sequence' && paths.length === 0) return [];
  return [...new Set(['.env', ...paths.filter(path => path.trim() !== '')])];
}

function withoutNamesakes<T extends Pick<Binding, 'name'>>(below: readonly T[], own: readonly T[]): readonly T[] {
  return [...below.filter(({ name }) => own.every(other => other.name !== name)), ...own];
}

/** Inherited parameters stay parameters beside a schema that allows no others than its own. */
function joined(below: Params, own: Params): Params {
  const list = withoutNamesakes(below.list, own.list);
  if (own.schema === undefined) return { ...own, list };
  const inherited = Object.fromEntries(below.list.map(({ name }) => [name, true]));
  const properties = isJsonObject(own.schema.properties) ? own.schema.properties : {};
  return { ...own, list, schema: { ...own.schema, properties: { ...inherited, ...properties } } };
}

// Outputs that are taken from what a step printed or wrote: object `output:`, `stdout: {outputs: …}`, `output_schema` (dagu-format.md 2.9).

import { isJsonObject, type Json, type JsonObject } from '../../base/json';
import { schemaFaults } from '../../base/json-schema';
import { fail, ok, type Result } from '../../base/result';
import { expand, expandJson } from './expand';
import { isPath, selectPath } from './json-path';
import { outputText, readJson } from './json-text';
import { policies } from './policies';
import type { Scope } from './scope';

/** Where outputs can come from. The texts are whole, as the step left them. */
export interface OutputSources {
  readonly stdout: string;
  readonly stderr: string;
  /** The text of a file; a relative path starts at the step's working directory. Fails with the reason in words. */
  file(path: string): Result<string, string>;
  /** Reads YAML. Fails with the reason in words. */
  yaml(text: string): Promise<Result<Json, string>>;
  /** The first result of a jq filter; null when there is none. Fails with the reason in words. */
  select(value: Json, filter: string): Promise<Result<Json, string>>;
}

/** Published outputs as `outputText` writes them, or why the step fails. */
export type Outputs = Result<Readonly<Record<string, string>>, string>;

/** What an object `output:` publishes. Each entry is a literal, `{value: …}`, or `{from: stdout|stderr|file, path, decode, select}`. */
export async function structuredOutput(entries: JsonObject, scope: Scope, sources: OutputSources): Promise<Outputs> {
  return collect(Object.entries(entries), async entry => {
    const spec = isJsonObject(entry) && isSpec(entry) ? entry : undefined;
    if (spec === undefined) return ok(expandJson(entry, scope, policies.with));
    if (spec.from === undefined) return ok(expandJson(spec.value ?? null, scope, policies.with));
    return taken(spec, scope, sources);
  });
}

/**
 * What `stdout: {outputs: …}` publishes: one `field`, or `fields` of which each is `{decode, select}`, `{value}` or a literal. What is
 * selected from is JSON unless `decode` says otherwise (dagu-format.md 3.23).
 */
export async function stdoutOutputs(outputs: JsonObject, scope: Scope, sources: OutputSources): Promise<Outputs> {
  const { field, fields, ...spec } = outputs;
  const selected = (entry: JsonObject): JsonObject =>
    entry.select === undefined ? entry : { decode: 'json', ...entry };
  if (typeof field === 'string') return collect([[field, spec]], () => taken(selected(spec), scope, sources));
  return collect(Object.entries(isJsonObject(fields) ? fields : {}), async entry => {
    if (!isJsonObject(entry)) return ok(expandJson(entry, scope, policies.with));
    if (entry.value !== undefined) return ok(expandJson(entry.value, scope, policies.with));
    return taken(selected(entry), scope, sources);
  });
}

/** The values of an `outputs.write`, which are resolved already, as they are stored. */
export function publishedOutputs(values: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, outputText(value)]));
}

/** Why a step's stdout is not what its `output_schema` asks for; undefined when it is. */
export function outputSchemaFault(stdout: string, schema: JsonObject): string | undefined {
  const decoded = decodedJson(stdout);
  if (!decoded.ok) return `output_schema: ${decoded.error}`;
  const faults = schemaFaults(decoded.value, schema).slice(0, 5);
  if (faults.length === 0) return undefined;
  const words = faults.map(({ path, message }) => `${path === '' ? 'the output' : path} ${message}`);
  return `output_schema: the stdout does not match: ${words.join('; ')}.`;
}

const specKeys = new Set(['value', 'from', 'path', 'decode', 'select']);

/** An object that says how a value is found; any other object is a literal. */
function isSpec(entry: JsonObject): boolean {
  const keys = Object.keys(entry);
  return (keys.includes('from') || keys.includes('value')) && keys.every(key => specKeys.has(key));
}

async function collect(
  entries: readonly (readonly [string, Json])[],
  read: (entry: Json) => Promise<Result<Json, string>>,
): Promise<Outputs> {
  const outputs: Record<string, string> = {};
  for (const [name, entry] of entries) {
    const value = await read(entry);
    if (!value.ok) return fail(`The output "${name}" cannot be published: ${value.error}`);
    outputs[name] = outputText(value.value);
  }
  return ok(outputs);
}

/** The value that a spec finds; without `from` it is in the stdout. What `select` does not find is null. */
async function taken(spec: JsonObject, scope: Scope, sources: OutputSources): Promise<Result<Json, string>> {
  const text = source(spec, scope, sources);
  if (!text.ok) return text;
  const decoded = await decode(text.value, spec.decode ?? 'text', sources.yaml);
  if (!decoded.ok || typeof spec.select !== 'string') return decoded;
  if (!isPath(spec.select)) return sources.select(decoded.value, spec.select);
  const found = selectPath(decoded.value, spec.select);
  return found === undefined ? fail(`${spec.select} does not fit the value.`) : ok(found.value);
}

function source(spec: JsonObject, scope: Scope, sources: OutputSources): Result<string, string> {
  switch (spec.from) {
    case 'stderr':
      return ok(sources.stderr);
    case 'file':
      return sources.file(expand(typeof spec.path === 'string' ? spec.path : '', scope, policies.with));
    default:
      return ok(sources.stdout);
  }
}

async function decode(text: string, how: Json, yaml: OutputSources['yaml']): Promise<Result<Json, string>> {
  if (how === 'yaml') return yaml(text);
  return how === 'json' ? decodedJson(text) : ok(text.trim());
}

function decodedJson(text: string): Result<Json, string> {
  const read = readJson(text);
  return read.ok ? read : fail(`The text is not JSON: ${read.error}.`);
}

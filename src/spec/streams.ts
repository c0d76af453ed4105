// What a step does with its streams, the outputs it declares, and the signal that ends it (dagu-format.md 1.2, 2.9).

import type { Fix } from '../base/diagnostic';
import type { OutputDeclaration, StreamTarget } from '../model/dag';
import { entryOf, type MappingEntry, stringOf, type YamlNode } from '../syntax/node';
import { declaredOutputFields } from './fields/outputs';
import { signals } from './fields/usual';
import { nameShapes } from './name-shapes';
import { type Fields, readFields } from './read';
import type { StepContext } from './step-context';
import { checkStreamOutputs } from './structured-output';
import { describe, readText, shorten } from './values';

/** Numbers that mean the same signal on every system (POSIX, kill). */
const signalNumbers: ReadonlyMap<string, string> = new Map([
  ['1', 'SIGHUP'],
  ['2', 'SIGINT'],
  ['3', 'SIGQUIT'],
  ['6', 'SIGABRT'],
  ['9', 'SIGKILL'],
  ['14', 'SIGALRM'],
  ['15', 'SIGTERM'],
]);

export function readSignal(fields: Fields): string | undefined {
  const node = fields.node('signal_on_stop');
  const text = fields.text('signal_on_stop');
  if (node === undefined || text === undefined) return undefined;
  if (signals.includes(text)) return text;
  const meant = signalNumbers.get(text) ?? `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  const fixes = signals.includes(meant)
    ? [{ title: `Write ${meant}`, preferred: true, edits: [{ range: node.range, text: meant }] }]
    : [];
  fields.findings.add(
    'signal',
    `${fields.what('signal_on_stop')}: "${shorten(text)}" is no signal; use a name such as SIGTERM or SIGINT`,
    node.range,
    { fixes },
  );
  return undefined;
}

export function readStream(fields: Fields, name: 'stdout' | 'stderr'): StreamTarget | undefined {
  const node = fields.node(name);
  if (node === undefined) return undefined;
  const path = stringOf(node);
  if (path !== undefined) return path.trim() === '' ? undefined : { path };
  const allowed = name === 'stdout' ? ['artifact', 'outputs'] : ['artifact'];
  const known = node.kind === 'mapping' && node.entries.every(entry => allowed.includes(entry.key.text));
  if (!known || node.entries.length === 0) {
    fields.findings.add(
      'stream-shape',
      `${fields.what(name)} must be a path, or a mapping with ${allowed.join(' or ')}; not ${described(node, allowed)}`,
      node.range,
    );
    return undefined;
  }
  const outputs = entryOf(node, 'outputs')?.value;
  if (outputs !== undefined) checkStreamOutputs(outputs, fields.findings, `${fields.what(name)}.outputs`);
  return artifactOf(node, fields, name);
}

/** What stands there instead: a mapping by the keys that it cannot have. */
function described(node: YamlNode, allowed: readonly string[]): string {
  const foreign = node.kind === 'mapping' ? node.entries.filter(entry => !allowed.includes(entry.key.text)) : [];
  const keys = foreign.map(entry => shorten(entry.key.text)).join(', ');
  return keys === '' ? describe(node) : `a mapping with ${keys}`;
}

function artifactOf(node: YamlNode, fields: Fields, name: string): StreamTarget | undefined {
  const written = entryOf(node, 'artifact')?.value;
  if (written === undefined) return undefined;
  const artifact = readText(written, { findings: fields.findings, what: `${fields.what(name)}.artifact` });
  if (artifact?.split(/[/\\]/).includes('..') === true) {
    fields.findings.add(
      'stream-artifact',
      `${fields.what(name)}.artifact must not lead out of the artifacts with ..`,
      written.range,
    );
  }
  return artifact === undefined ? undefined : { artifact };
}

/** Both streams into one file: only the very same text is refused. */
export function checkSameFile(fields: Fields): void {
  const path = stringOf(fields.node('stdout'));
  const entry = fields.entry('stderr');
  if (path === undefined || path.trim() === '' || entry === undefined || stringOf(entry.value) !== path) return;
  fields.findings.add(
    'stream-same-file',
    `stdout and stderr cannot both go to "${shorten(path)}"; keep stdout and write log_output: merged instead of stderr`,
    entry.value.range,
    { fixes: mergeFixes(fields, entry) },
  );
}

/** Both streams together in the place of stderr; where log_output is written already, its value changes. */
function mergeFixes(fields: Fields, stderr: MappingEntry): readonly Fix[] {
  const written = fields.entry('log_output');
  const range = { start: stderr.key.range.start, end: stderr.value.range.end };
  if (stderr.merged === true || range.end < range.start) return [];
  const title = 'Write log_output: merged instead';
  if (written === undefined) return [{ title, preferred: true, edits: [{ range, text: 'log_output: merged' }] }];
  if (fields.text('log_output')?.toLowerCase() === 'merged') return [];
  return [{ title: 'Change log_output to merged', edits: [{ range: written.value.range, text: 'merged' }] }];
}

export function readDeclaredOutputs(fields: Fields, { findings, type }: StepContext): readonly OutputDeclaration[] {
  const entry = fields.entry('outputs');
  const node = fields.node('outputs');
  if (entry === undefined || node === undefined) return [];
  if (node.kind !== 'sequence' || node.items.length === 0) {
    findings.add(
      'outputs-shape',
      `${fields.what('outputs')} must be a non-empty sequence (a list of outputs)`,
      node.range,
    );
    return [];
  }
  if ((fields.text('id') ?? '').trim() === '')
    findings.add(
      'outputs-id',
      `${fields.what('outputs')}: the step must define id, since references use it`,
      entry.key.range,
    );
  const seen = new Set<string>();
  return node.items.flatMap((item, index) => {
    const what = `${fields.what('outputs')}[${index}]`;
    if (item.kind !== 'mapping') {
      findings.add('outputs-shape', `${what} must be a mapping, not ${describe(item)}`, item.range);
      return [];
    }
    const inner = readFields(item, declaredOutputFields, findings, `${what}.`);
    const name = inner.text('name') ?? '';
    const at = inner.node('name')?.range ?? item.range;
    const isFile = inner.written('path');
    if (name === '') findings.add('outputs-name', `${what}: name is required`, at);
    else if (!nameShapes.word.test(name))
      findings.add(
        'outputs-name',
        `${what}: the name must match letters, digits and underscores, a letter first; not "${shorten(name)}"`,
        at,
      );
    if (seen.has(name) && name !== '')
      findings.add('outputs-duplicate', `${what}: duplicate output name ${shorten(name)}`, at);
    seen.add(name);
    const kind = inner.written('type') ? (inner.text('type') ?? '') : 'string';
    if (isFile && type !== 'build')
      findings.add(
        'outputs-path',
        `${what}.path is only for workflows of type build`,
        inner.entry('path')?.key.range ?? at,
      );
    if (isFile && inner.written('type'))
      findings.add('outputs-type', `${what}: type and path exclude each other`, inner.entry('type')?.key.range ?? at);
    if (kind !== 'string' && kind !== 'json')
      findings.add(
        'outputs-type',
        `${what}: type must be string or json, not "${shorten(kind)}"`,
        inner.node('type')?.range ?? at,
      );
    return isFile ? [] : [{ name, type: kind === 'json' ? 'json' : 'string' } as const];
  });
}

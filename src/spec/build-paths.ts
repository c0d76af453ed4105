// Files that steps of a build workflow read and make (dagu-format.md 3.22).

import { normalize } from 'node:path';
import type { BuildFile, BuildFiles, Step } from '../model/dag';
import { entryOf, stringOf, type YamlNode } from '../syntax/node';
import { buildInputFields } from './fields/policies';
import { nameShapes } from './name-shapes';
import { type Fields, readFields } from './read';
import type { Execution, StepContext } from './step-context';
import { shorten } from './values';

/**
 * The files of a step, as written; undefined when it names none. Checks `inputs` and path outputs: only in a build, unique names, one path
 * output at most, only steps that start programs here.
 */
export function readBuildFiles(
  fields: Fields,
  execution: Execution | undefined,
  context: StepContext,
): BuildFiles | undefined {
  const { findings } = context;
  const inputs = fields.node('inputs');
  const outputs = fields.node('outputs');
  const paths = outputs?.kind === 'sequence' ? outputs.items.filter(item => entryOf(item, 'path') !== undefined) : [];
  const [first, second] = paths;
  const place = fields.entry('inputs')?.key.range ?? first?.range;
  if (place === undefined || (inputs === undefined && first === undefined)) return undefined;
  const read = readInputs(fields);
  if (context.type !== 'build') {
    findings.add(
      'build-type',
      `${fields.path.replace(/\.$/, '')} names files that it reads or makes, which needs type: build`,
      place,
    );
  }
  if (second !== undefined) {
    findings.add(
      'build-outputs',
      `${fields.what('outputs')}: a step can make one file; this is the second`,
      second.range,
    );
  }
  const action = execution?.action;
  if (action !== undefined && action.name !== 'run' && action.name !== 'exec') {
    const name = action.name === 'other' ? action.action : action.name;
    findings.add('build-action', `Only run and exec can read and make files of a build, not ${name}`, place);
  }
  if (fields.node('container') !== undefined) {
    findings.add(
      'build-action',
      'A step in a container cannot read or make files of a build',
      fields.entry('container')?.key.range ?? place,
    );
  }
  const output = first === undefined ? undefined : fileOf(first);
  return { inputs: read, ...(output === undefined ? {} : { output }) };
}

type FileStep = Pick<Step, 'name'> & { readonly build: BuildFiles | undefined };

/** By path: the steps that make the files of a build. A path is compared as it is written, shortened. */
export function fileProducers(steps: readonly FileStep[]): ReadonlyMap<string, string> {
  return new Map(
    steps.flatMap(({ name, build }) =>
      build?.output === undefined ? [] : [[normalize(build.output.path.trim()), name] as const],
    ),
  );
}

/** The steps that make what a step reads: it depends on them by itself. */
export function producersOf({ name, build }: FileStep, producers: ReadonlyMap<string, string>): readonly string[] {
  return (build?.inputs ?? []).flatMap(({ path }) => {
    const producer = producers.get(normalize(path.trim()));
    return producer === undefined || producer === name ? [] : [producer];
  });
}

function readInputs(fields: Fields): readonly BuildFile[] {
  const node = fields.node('inputs');
  if (node?.kind !== 'sequence') return [];
  const { findings } = fields;
  const seen = new Set<string>();
  for (const [index, item] of node.items.entries()) {
    if (item.kind !== 'mapping') continue;
    const what = `${fields.what('inputs')}[${index}]`;
    const inner = readFields(item, buildInputFields, findings, `${what}.`);
    const name = inner.text('name') ?? '';
    const at = inner.node('name')?.range ?? item.range;
    if (!nameShapes.word.test(name)) {
      findings.add(
        'build-input',
        `${what} needs a name of letters, digits and underscores, a letter first; not "${shorten(name)}"`,
        at,
      );
    }
    if (seen.has(name) && name !== '') findings.add('build-input', `${what}: the name ${shorten(name)} is taken`, at);
    seen.add(name);
    if ((stringOf(inner.node('path')) ?? '').trim() === '')
      findings.add('build-input', `${what} needs a path`, item.range);
  }
  return node.items.map(fileOf);
}

function fileOf(node: YamlNode): BuildFile {
  return { name: stringOf(entryOf(node, 'name')?.value) ?? '', path: stringOf(entryOf(node, 'path')?.value) ?? '' };
}

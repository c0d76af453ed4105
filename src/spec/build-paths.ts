// Files that steps of a build workflow read and make (dagu-format.md 3.22).

import { entryOf, stringOf } from '../syntax/node';
import { buildInputFields } from './fields/policies';
import { nameShapes } from './name-shapes';
import { type Fields, readFields } from './read';
import type { Execution, StepContext } from './step-context';
import { shorten } from './values';

/** Checks `inputs` and path outputs: only in a build, unique names, one path output at most, only steps that start programs here. */
export function checkBuildPaths(fields: Fields, execution: Execution | undefined, context: StepContext): void {
  const { findings } = context;
  const inputs = fields.node('inputs');
  const outputs = fields.node('outputs');
  const paths = outputs?.kind === 'sequence' ? outputs.items.filter(item => entryOf(item, 'path') !== undefined) : [];
  const [first, second] = paths;
  const place = fields.entry('inputs')?.key.range ?? first?.range;
  if (place === undefined || (inputs === undefined && first === undefined)) return;
  checkInputs(fields);
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
}

function checkInputs(fields: Fields): void {
  const node = fields.node('inputs');
  if (node?.kind !== 'sequence') return;
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
}

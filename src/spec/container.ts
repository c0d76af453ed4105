// Containers: the name of a running one, or a mapping (dagu-format.md 3.17).

import { readEnv } from './bindings';
import { containerFields, imageFields } from './fields/container';
import { type Fields, readFields } from './read';
import { describe } from './values';

export function checkContainer(fields: Fields): void {
  const node = fields.node('container');
  const { findings } = fields;
  if (node === undefined || (node.kind === 'scalar' && typeof node.value === 'string')) return;
  const what = fields.what('container');
  if (node.kind !== 'mapping') {
    findings.add(
      'type-mapping',
      `${what} must be the name of a container or a mapping, not ${describe(node)}`,
      node.range,
    );
    return;
  }
  const inner = readFields(node, containerFields, findings, `${what}.`);
  readEnv(inner.node('env'), findings, inner.what('env'));
  checkPullPolicy(inner);
  const running = inner.text('exec');
  if (running === undefined && inner.text('image') === undefined) {
    findings.add('container-shape', `${what} needs image, or exec with the name of a running container`, node.range);
  }
  if (running === undefined) return;
  for (const [name, entry] of inner.all()) {
    if (imageFields.has(name)) {
      findings.add(
        'container-shape',
        `${inner.what(name)} is for a new container and cannot stand beside exec`,
        entry.key.range,
      );
    }
  }
}

/** A word, or a boolean. */
function checkPullPolicy(fields: Fields): void {
  const node = fields.node('pull_policy');
  if (node === undefined) return;
  const words = ['always', 'missing', 'never', 'fallback', 'true', 'false'];
  if (node.kind === 'scalar' && words.includes(node.text.trim().toLowerCase())) return;
  const message = `${fields.what('pull_policy')} must be always, missing or never; not ${describe(node)}`;
  fields.findings.add('word-unknown', message, node.range);
}

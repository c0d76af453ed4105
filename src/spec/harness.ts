// Command-line agents: definitions under `harnesses`, and who a step asks (dagu-format.md 3.18).

import { entryOf, isNull, stringOf } from '../syntax/node';
import { harnessFields } from './fields/harness';
import { type Fields, readFields } from './read';
import { describe, shorten } from './values';

const builtIn: ReadonlySet<string> = new Set(
  'claude codex copilot opencode pi gemini qwen cursor cline aider goose kiro droid amp deepseek'.split(' '),
);

/** Who can be asked in a workflow, and whether steps need not say it. */
export interface Harnesses {
  readonly names: ReadonlySet<string>;
  readonly hasDefault: boolean;
}

export function readHarnesses(fields: Fields): Harnesses {
  const node = fields.node('harnesses');
  const names = new Set(builtIn);
  if (node?.kind === 'mapping') {
    for (const { key, value } of node.entries) {
      // Nothing written takes back a definition of the base configuration.
      if (isNull(value)) continue;
      names.add(key.text);
      const what = `harnesses.${key.text}`;
      if (value.kind !== 'mapping') {
        const message = `${what} must be a mapping with binary: the program to start; not ${describe(value)}`;
        fields.findings.add('type-mapping', message, value.range);
        continue;
      }
      const inner = readFields(value, harnessFields, fields.findings, `${what}.`);
      if ((inner.text('binary') ?? '').trim() === '') {
        fields.findings.add('harness-binary', `${what} needs binary: the program to start`, key.range);
      }
      if (inner.text('prompt_mode') === 'flag' && inner.text('prompt_flag') === undefined) {
        fields.findings.add('harness-binary', `${what} needs prompt_flag beside prompt_mode: flag`, key.range);
      }
    }
  }
  return { names, hasDefault: stringOf(entryOf(fields.node('harness'), 'provider')?.value) !== undefined };
}

/** Checks that a `harness.run` step asks somebody who exists. */
export function checkHarness(fields: Fields, { names, hasDefault }: Harnesses): void {
  const { findings } = fields;
  const at = fields.node('action')?.range;
  const provider = entryOf(fields.node('with'), 'provider')?.value;
  if (at === undefined) return;
  if (provider === undefined) {
    if (!hasDefault)
      findings.add('harness-provider', 'harness.run needs with.provider, or a harness for the whole workflow', at);
    return;
  }
  const name = stringOf(provider)?.trim();
  if (name === undefined || name.includes('${')) return;
  if (!names.has(name)) {
    findings.add(
      'harness-provider',
      `There is no harness "${shorten(name)}"; define it under harnesses, or use ${[...builtIn].slice(0, 4).join(', ')}, …`,
      provider.range,
    );
  }
}

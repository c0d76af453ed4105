// continue_on, retry_policy and repeat_policy (dagu-format.md 1.2, 3.4–3.6).

import type { Fix } from '../base/diagnostic';
import type { Condition, ContinueOn, NumberText, RepeatPolicy, RetryPolicy } from '../model/dag';
import { insertAfter } from '../syntax/edits';
import { isNull, kindOf, type MappingNode, type YamlNode } from '../syntax/node';
import { isInherited } from './base-config';
import { modernName } from './fields/migration';
import { continueOnFields, repeatFields, retryFields } from './fields/policies';
import type { Findings } from './findings';
import { type Fields, readFields } from './read';
import { describe, shorten } from './values';

export const noContinue: ContinueOn = { failure: false, skipped: false, exitCodes: [], output: [], markSuccess: false };

export function readContinueOn(node: YamlNode | undefined, findings: Findings, what: string): ContinueOn {
  if (node === undefined || isNull(node)) return noContinue;
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    const word = node.value.trim().toLowerCase();
    if (word === 'failed') return { ...noContinue, failure: true };
    if (word === 'skipped') return { ...noContinue, skipped: true };
    const fixes =
      word === 'failure'
        ? [{ title: 'Write failed', preferred: true, edits: [{ range: node.range, text: 'failed' }] }]
        : [];
    findings.add(
      'continue-on',
      `${what} must be failed or skipped, or a mapping; not "${shorten(node.value)}"`,
      node.range,
      { fixes },
    );
    return noContinue;
  }
  if (node.kind !== 'mapping') {
    findings.add('continue-on', `${what} must be failed or skipped, or a mapping; not ${describe(node)}`, node.range);
    return noContinue;
  }
  const fields = readFields(node, continueOnFields, findings, `${what}.`);
  return {
    failure: fields.boolean('failure') === true || fields.boolean('failed') === true,
    skipped: fields.boolean('skipped') ?? false,
    exitCodes: codesOrOne(fields, 'exit_code'),
    output: outputs(fields),
    markSuccess: fields.boolean('mark_success') ?? false,
  };
}

function codesOrOne(fields: Fields, name: string): readonly number[] {
  const node = fields.node(name);
  if (node === undefined) return [];
  return (node.kind === 'sequence' ? node.items : [node]).flatMap(item => {
    const value = item.kind === 'scalar' ? item.value : undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return [Math.trunc(value)];
    if (typeof value === 'string' && /^[-+]?\d+$/.test(value.trim())) return [Number(value)];
    fields.findings.add(
      'type-integer',
      `${fields.what(name)} must be a number or a list of numbers, not ${describe(item)}`,
      item.range,
    );
    return [];
  });
}

function outputs(fields: Fields): readonly string[] {
  const node = fields.node('output');
  if (node === undefined) return [];
  return (node.kind === 'sequence' ? node.items : [node]).flatMap(item => {
    if (item.kind === 'scalar' && typeof item.value === 'string') return item.value === '' ? [] : [item.value];
    fields.findings.add(
      'type-texts',
      `${fields.what('output')} must be a text or a list of texts, not ${describe(item)}`,
      item.range,
    );
    return [];
  });
}

/** Lists of exit codes in policies: Dagu takes no single number there. */
function codeList(fields: Fields): readonly number[] {
  const node = fields.node('exit_code');
  if (node?.kind === 'scalar' && typeof node.value === 'number') {
    return [];
  }
  return node?.kind === 'sequence'
    ? node.items.flatMap(item =>
        item.kind === 'scalar' && typeof item.value === 'number' ? [Math.trunc(item.value)] : [],
      )
    : [];
}

export function readRetryPolicy(node: YamlNode | undefined, findings: Findings, what: string): RetryPolicy | undefined {
  if (node === undefined || node.kind !== 'mapping') return undefined;
  const fields = readFields(node, retryFields, findings, `${what}.`);
  const limit = numberOrText(fields, 'limit', () => true);
  const intervalSec = numberOrText(fields, 'interval_sec', () => true);
  if (fields.node('limit') === undefined) findings.add('retry-required', `${what} needs limit`, node.range);
  if (fields.node('interval_sec') === undefined)
    findings.add('retry-required', `${what} needs interval_sec`, node.range, { fixes: intervalFixes(fields, node) });
  return {
    limit: limit ?? 0,
    intervalSec: intervalSec ?? 0,
    exitCodes: codeList(fields),
    factor: readBackoff(fields, 'retry'),
    maxIntervalSec: fields.integer('max_interval_sec') ?? 0,
  };
}

/** Older files leave the interval out where tries follow each other at once. */
function intervalFixes(fields: Fields, node: MappingNode): readonly Fix[] {
  const limit = fields.entry('limit');
  const renamed = node.entries.some(entry => modernName(entry.key.text) === 'interval_sec');
  if (
    limit === undefined ||
    limit.merged === true ||
    renamed ||
    fields.written('interval_sec') ||
    isInherited(node.range)
  )
    return [];
  const edits = [insertAfter(fields.findings.text, node, limit, 'interval_sec', '0')];
  return [{ title: 'Add interval_sec: 0 (no pause, as before)', preferred: true, edits }];
}

/** A whole number, or text that `fits` and becomes one when it is used. */
function numberOrText(fields: Fields, name: string, fits: (text: string) => boolean): NumberText | undefined {
  const node = fields.node(name);
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') {
    if (
      typeof node.value === 'number' &&
      Number.isInteger(node.value) &&
      !/[.eE]/.test(node.text.replace(/^0x.*/i, ''))
    )
      return node.value;
    if (typeof node.value === 'string' && fits(node.value)) return node.value;
  }
  fields.findings.add(
    'type-integer',
    `${fields.what(name)} must be a whole number, or text that becomes one; not ${describe(node)}`,
    node.range,
  );
  return undefined;
}

/** The factor: true is 2, false and nothing is 1. Dagu refuses a whole number in a retry policy by accident; it is taken here with a warning. */
export function readBackoff(fields: Fields, policy: 'retry' | 'repeat'): number {
  const node = fields.node('backoff');
  if (node === undefined) return 1;
  if (node.kind === 'scalar') {
    if (node.value === true) return 2;
    if (node.value === false) return 1;
    if (typeof node.value === 'number' && Number.isFinite(node.value)) {
      if (policy === 'retry' && kindOf(node) === 'integer' && node.value > 1) {
        const fraction = `${node.value}.0`;
        fields.findings.add(
          'retry-backoff',
          `${fields.what('backoff')}: Dagu refuses a whole number here; write ${fraction}`,
          node.range,
          {
            fixes: [{ title: `Write ${fraction}`, preferred: true, edits: [{ range: node.range, text: fraction }] }],
          },
        );
        return node.value;
      }
      if (node.value > 1 || (policy === 'repeat' && node.value === 0)) return Math.max(1, node.value);
    }
  }
  fields.findings.add(
    'retry-backoff',
    `${fields.what('backoff')} must be true, or a number above 1; not ${describe(node)}`,
    node.range,
  );
  return 1;
}

export function readRepeatPolicy(
  node: YamlNode | undefined,
  findings: Findings,
  what: string,
): RepeatPolicy | undefined {
  if (node === undefined || node.kind !== 'mapping') return undefined;
  const fields = readFields(node, repeatFields, findings, `${what}.`);
  const dynamic = (text: string): boolean => /^[-+]?\d+$/.test(text) || /[$`]/.test(text);
  const mode = fields.node('repeat');
  const word = mode?.kind === 'scalar' ? mode.value : undefined;
  if (mode !== undefined && word !== 'while' && word !== 'until' && typeof word !== 'boolean') {
    findings.add(
      'repeat-mode',
      `${what}.repeat must be while, until, true or false; not ${describe(mode)}`,
      mode.range,
    );
  }
  const exitCodes = codeList(fields);
  const text = fields.text('condition');
  const expected = fields.text('expected');
  const condition: Condition | undefined =
    text === undefined || text === ''
      ? undefined
      : {
          text,
          kind: expected === undefined || expected === '' ? 'command' : 'match',
          negate: false,
          range: fields.node('condition')?.range ?? node.range,
          ...(expected === undefined || expected === '' ? {} : { expected }),
        };
  if ((word === 'while' || word === 'until') && condition === undefined && exitCodes.length === 0) {
    findings.add('repeat-test', `${what}.repeat: ${word} needs condition or exit_code`, mode?.range ?? node.range);
  }
  const limit = numberOrText(fields, 'limit', dynamic);
  const intervalSec = numberOrText(fields, 'interval_sec', dynamic) ?? 0;
  const factor = readBackoff(fields, 'repeat');
  const inferred =
    condition !== undefined
      ? condition.kind === 'match'
        ? 'until'
        : 'while'
      : exitCodes.length > 0
        ? 'while'
        : undefined;
  const chosen =
    word === 'while' || word === 'until'
      ? word
      : word === true
        ? inferred === undefined
          ? 'forever'
          : 'while'
        : word === false
          ? undefined
          : inferred;
  if (chosen === undefined) return undefined;
  return {
    mode: chosen,
    ...(condition === undefined ? {} : { condition }),
    exitCodes,
    intervalSec,
    ...(limit === undefined ? {} : { limit }),
    factor,
    maxIntervalSec: fields.integer('max_interval_sec') ?? 0,
  };
}

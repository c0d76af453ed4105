// When a scheduler starts, stops and restarts a workflow: checked, though only a Dagu server acts on it (dagu-format.md 1.1).

import { entryOf, isNull, type MappingNode, stringOf, type YamlNode } from '../syntax/node';
import { cronFault, misleadingStep } from './cron';
import type { Findings } from './findings';
import type { Fields } from './read';
import { describe, shorten } from './values';

export function checkSchedule(fields: Fields): void {
  const { findings } = fields;
  const node = fields.node('schedule');
  if (node !== undefined) checkNode(node, findings);
  const window = fields.node('catchup_window');
  const text = fields.text('catchup_window')?.trim();
  if (window !== undefined && text !== undefined && !isWindow(text)) {
    findings.add(
      'duration',
      `catchup_window must be a length of time above 0 such as 12h or 2d12h, not "${shorten(text)}"`,
      window.range,
    );
  }
}

function checkNode(node: YamlNode, findings: Findings): void {
  if (node.kind === 'mapping') {
    for (const { key, value } of node.entries) {
      if (!['start', 'stop', 'restart'].includes(key.text)) {
        findings.add(
          'key-unknown',
          `There is an unknown field "${shorten(key.text)}" in schedule; there are start, stop and restart`,
          key.range,
        );
      } else if (!isNull(value)) checkEntries(value, findings, `schedule.${key.text}`, key.text === 'start');
    }
    return;
  }
  checkEntries(node, findings, 'schedule', true);
}

function checkEntries(node: YamlNode, findings: Findings, what: string, isStart: boolean): void {
  if (node.kind === 'sequence') {
    for (const [index, item] of node.items.entries()) checkEntry(item, findings, `${what}[${index}]`, isStart);
  } else if (stringOf(node) !== '') checkEntry(node, findings, what, isStart);
}

function checkEntry(node: YamlNode, findings: Findings, what: string, isStart: boolean): void {
  if (node.kind === 'mapping') {
    checkObject(node, findings, what, isStart);
    return;
  }
  const text = stringOf(node);
  if (text === undefined) {
    findings.add(
      'schedule-shape',
      `${what} must be a cron expression, a list or a mapping, not ${describe(node)}`,
      node.range,
    );
  } else checkExpression(text, node, findings, what);
}

function checkExpression(text: string, node: YamlNode, findings: Findings, what: string): void {
  const fault = cronFault(text);
  if (fault !== undefined) findings.add('schedule-cron', `${what}: "${shorten(text)}" ${fault}`, node.range);
  const misleading = fault === undefined ? misleadingStep(text) : undefined;
  if (misleading !== undefined) findings.warn('schedule-step', `${what}: ${misleading}`, node.range);
}

/** `{expression, kind, profile}`, or `{at}` under start. */
function checkObject(node: MappingNode, findings: Findings, what: string, isStart: boolean): void {
  const known = ['expression', 'at', 'kind', 'profile'];
  for (const { key } of node.entries) {
    if (!known.includes(key.text)) {
      findings.add(
        'key-unknown',
        `There is an unknown field "${shorten(key.text)}" in ${what}; there are ${known.join(', ')}`,
        key.range,
      );
    }
  }
  const at = entryOf(node, 'at');
  const expression = entryOf(node, 'expression');
  if ((at === undefined) === (expression === undefined)) {
    findings.add('schedule-shape', `${what} needs either expression or at`, node.range);
  }
  const text = stringOf(expression?.value);
  if (expression !== undefined && text === undefined) {
    findings.add(
      'type-text',
      `${what}.expression must be text, not ${describe(expression.value)}`,
      expression.value.range,
    );
  } else if (expression !== undefined && text !== undefined)
    checkExpression(text, expression.value, findings, `${what}.expression`);
  if (at === undefined) return;
  if (!isStart) findings.add('schedule-shape', `${what}.at is only for start`, at.key.range);
  const moment = stringOf(at.value) ?? '';
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:00)?(Z|[+-]\d\d:\d\d)$/.test(moment) || Number.isNaN(Date.parse(moment))) {
    findings.add(
      'schedule-at',
      `${what}.at must be a time in whole minutes such as 2030-01-31T10:00:00Z, not ${describe(at.value)}`,
      at.value.range,
    );
  }
}

/** Go durations and days in front. */
function isWindow(text: string): boolean {
  return /^(?=.)(\d+d)?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))*$/.test(text) && /[1-9]/.test(text);
}

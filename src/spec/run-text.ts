// Shell text of a step: one line, several lines, or a list of texts (dagu-format.md 3.10).

import type { MappingNode, YamlNode } from '../syntax/node';
import type { Execution, StepContext } from './step-context';
import { describe, printedText, scalarText } from './values';

export function blankRun({ findings }: StepContext, range: MappingNode['range']): undefined {
  findings.add('run-empty', 'run must not be empty', range);
  return undefined;
}

export interface ShellChoice {
  readonly shell?: readonly string[];
  readonly shellPackages?: readonly string[];
  readonly interpreter?: string;
}

export function runOf(value: YamlNode, context: StepContext, what: string, choice: ShellChoice): Execution | undefined {
  const { findings } = context;
  if (value.kind === 'scalar') {
    if (typeof value.value !== 'string') {
      findings.add('run-shape', `${what} must be a text or a list of texts, not ${describe(value)}`, value.range);
      return undefined;
    }
    if (value.value.trim() === '') return blankRun(context, value.range);
    const lines = value.value.trim().includes('\n');
    return {
      action: {
        name: 'run',
        form: lines ? 'script' : 'command',
        texts: [lines ? value.value : value.value.trim()],
        ...choice,
      },
      kind: lines ? 'script' : 'cmd',
    };
  }
  if (value.kind === 'mapping') {
    findings.add('run-shape', `${what} must be a text or a list of texts, not a mapping`, value.range);
    return undefined;
  }
  if (value.items.length === 0) return blankRun(context, value.range);
  const texts = value.items.flatMap((item, index) => {
    if (item.kind !== 'scalar' || scalarText(item).trim() === '')
      findings.warn(
        'run-shape',
        `${what}[${index}] should be a text that is not blank, not ${describe(item)}`,
        item.range,
      );
    return [printedText(item)];
  });
  return { action: { name: 'run', form: 'list', texts, ...choice }, kind: 'cmd' };
}

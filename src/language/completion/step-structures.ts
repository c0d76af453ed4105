// Whole steps to begin with.

import { paragraph, said } from '../prose';
import type { Completion } from './completion';
import { below } from './structures';

interface StepStructure {
  readonly label: string;
  readonly meaning: string;
  readonly lines: readonly string[];
}

export const stepStructures: readonly StepStructure[] = [
  {
    label: 'step that runs a command',
    meaning: 'One line for the shell.',
    lines: ['id: «name»', 'run: «echo hello»'],
  },
  {
    label: 'step that runs a script',
    meaning: 'Several lines that the shell reads as a script.',
    lines: ['id: «name»', 'run: |', '  «set -eu»', '  «echo hello»'],
  },
  {
    label: 'step that performs an action',
    meaning: 'A built-in action, or one of this file.',
    lines: ['id: «name»', 'action: «log.write»', 'with:', '  «message»: «hello»'],
  },
  {
    label: 'step that calls a workflow',
    meaning: 'Another workflow, as a run of its own.',
    lines: ['id: «name»', 'action: dag.run', 'with:', '  dag: «other»', '  params:', '    «NAME»: «value»'],
  },
  {
    label: 'step that calls a workflow for each item',
    meaning: 'Another workflow, once for each item and several at a time.',
    lines: [
      'id: «name»',
      'action: dag.run',
      'with:',
      '  dag: «other»',
      '  params:',
      '    «NAME»: ${ITEM}',
      'parallel:',
      '  items: [«a, b»]',
      '  max_concurrent: «10»',
    ],
  },
  {
    label: 'step that loops over items',
    meaning: 'Steps that run once for each item inside this run.',
    lines: [
      'id: «name»',
      'foreach:',
      '  items: [«a, b»]',
      '  steps:',
      '    - id: «each»',
      '      run: «echo "${foreach.item}"»',
    ],
  },
  {
    label: 'step that chooses a way',
    meaning: 'A router: by a value, some steps run and others are skipped.',
    lines: [
      'id: «name»',
      'action: router.route',
      'with:',
      '  value: «${params.MODE}»',
      '  routes:',
      '    «fast»: [«step»]',
      '    "re:.*": [«other»]',
    ],
  },
  {
    label: 'step that asks a person',
    meaning: 'The run waits until somebody answers.',
    lines: ['id: «name»', 'action: human.task', 'with:', '  prompt: «Go on?»'],
  },
];

/** `lead`: what stands in front, such as a dash; `indent`: of the further lines. */
export function stepCompletions(range: Completion['range'], lead: string, indent: string): readonly Completion[] {
  return stepStructures.map(({ label, meaning, lines: [first = '', ...more] }) => ({
    label,
    kind: 'structure',
    documentation: [paragraph(...said(meaning))],
    range,
    text: `${lead}${first}${below(more, indent)}`,
    snippet: true,
  }));
}

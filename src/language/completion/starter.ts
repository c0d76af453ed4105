// A first workflow in a file in which there is nothing yet.

import { paragraph } from '../prose';
import type { Completion } from './completion';
import { snippetOf } from './snippet';

const lines = [
  'description: «What it is for»',
  'params:',
  '  - name: «NAME»',
  '    default: «world»',
  'steps:',
  '  - id: «first»',
  '    run: echo "hello ${params.«NAME»}"',
  '  - id: «second»',
  '    depends: «first»',
  '    run: «echo done»',
  '',
];

/** Only where the file holds nothing but remarks and, at most, the beginning of a word. */
export function starterAt(text: string, offset: number): readonly Completion[] {
  const word = /^(?:[ \t\r]*(?:#[^\n]*)?\n)*([\w-]*)\s*$/.exec(text)?.[1];
  if (word === undefined || /#[^\n]*$/.test(text.slice(0, offset))) return [];
  // Where nothing is typed yet, the cursor may be on any line.
  const end = word === '' ? offset : text.trimEnd().length;
  if (offset !== end) return [];
  return [
    {
      label: 'workflow',
      kind: 'structure',
      detail: 'Dagu',
      documentation: [paragraph('A workflow with a parameter and two steps, one after the other.')],
      range: { start: end - word.length, end },
      text: snippetOf(lines.join('\n')),
      snippet: true,
      filter: 'workflow dagu steps',
    },
  ];
}

import { strict as assert } from 'node:assert';
import { LineMap } from '../../src/base/text';
import { type DocumentSymbol, documentSymbols } from '../../src/language/document-symbols';
import { readWorkflow } from '../../src/language/workflow-reader';

/** One line for each symbol: its lines, its name and what it does. */
function outline(text: string): readonly string[] {
  const lines = new LineMap(text);
  const show = ({ name, kind, detail, whole, children }: DocumentSymbol, depth: number): readonly string[] => [
    `${'  '.repeat(depth)}${lines.position(whole.start).line + 1}-${lines.position(whole.end).line + 1} ${kind} ${name}${detail === '' ? '' : `: ${detail}`}`,
    ...children.flatMap(child => show(child, depth + 1)),
  ];
  return documentSymbols(readWorkflow(text)).flatMap(symbol => show(symbol, 0));
}

describe('document symbols', () => {
  it('are what a file declares, its handlers and its steps, with what they do', () => {
    const text = `description: x
params: A=1 B
consts: [C: 1]
handler_on:
  exit:
    run: bye
env:
  - E: 1
  - F=2
steps:
  # first
  - id: a
    run: |
      echo a
      echo b

  - name: the second
    id: b
    action: dag.run
    with: {dag: kid}
  - echo c
  - {call: kid}
actions:
  notify: {template: {run: x}}
secrets:
  - {name: S, provider: env, key: S}
`;
    assert.deepEqual(outline(text), [
      '2-2 field params',
      '  2-2 param A',
      '  2-2 param 2',
      '3-3 field consts',
      '  3-3 const C',
      '4-6 field handler_on',
      '  5-6 handler exit: bye',
      '7-9 field env',
      '  8-8 env E',
      '  9-9 env F',
      '10-22 field steps',
      '  12-15 step a: echo a',
      '  17-20 step the second: dag.run kid',
      '  21-21 step echo c',
      '  22-22 step step',
      '23-24 field actions',
      '  24-24 action notify',
      '25-26 field secrets',
      '  26-26 secret S',
    ]);
  });

  it('nest groups and the steps of a foreach', () => {
    const text = `type: chain
steps:
  - - id: a
      run: x
    - id: b
      run: x
  - id: c
    foreach:
      items: [1]
      steps:
        - id: d
          run: x
`;
    assert.deepEqual(outline(text), [
      '2-12 field steps',
      '  3-6 group [a, b]',
      '    3-4 step a: x',
      '    5-6 step b: x',
      '  7-12 step c: foreach',
      '    11-12 step d: x',
    ]);
  });

  it('have their documents around them where there are several', () => {
    assert.deepEqual(outline('steps:\n  one: {run: x}\n---\nname: kid\nsteps: [{id: a, run: x}]\n'), [
      '1-2 document document 1',
      '  1-2 field steps',
      '    2-2 step one: x',
      '4-5 document kid',
      '  5-5 field steps',
      '    5-5 step a: x',
    ]);
  });

  it('have a name, and their name inside, whatever is half written', () => {
    const check = ({ name, whole, selection, children }: DocumentSymbol): void => {
      assert.notEqual(name, '');
      assert.ok(whole.start <= selection.start && selection.end <= whole.end, name);
      for (const child of children) check(child);
    };
    const texts = [
      'steps:\n  - run: ""\n  - \n  - id:\n  - []\n  - [',
      'base: &b {id: a, run: x}\nsteps:\n  - <<: *b\n  - *b\nenv: *b\n---\n<<: {name: x}\n',
      'params:\nenv:\nhandler_on: {exit: }\nsteps: {a: , b: x}\n',
    ];
    for (const text of texts) for (const symbol of documentSymbols(readWorkflow(text))) check(symbol);
  });
});

// New names: the marks are around what the new name replaces; `!` instead of them is why it is refused.

import { strict as assert } from 'node:assert';
import { applyEdits } from '../../src/base/text';
import { renameAt, renameStart } from '../../src/language/rename';
import { readWorkflow } from '../../src/language/workflow-reader';
import { withoutPlaces } from '../support/marked-places';
import { withCursor } from '../support/marked-yaml';

function renamed(marked: string, name: string): string {
  const { text, offset } = withCursor(marked);
  const result = renameAt(readWorkflow(text), offset, name);
  return result.ok ? applyEdits(text, result.value) : `! ${result.error}`;
}

interface Row {
  readonly title: string;
  /** With the cursor. */
  readonly text: string;
  readonly name: string;
  readonly expected: string;
}

const changes: readonly Row[] = [
  {
    title: 'keep quotes, comments and layout',
    text: 'steps:\n- {id: "a" , run: x}   # a\n- id:   b\n  depends: [ \'a<|>\',"a" ] # a\n  run: >\n    echo ${a.stdout}\n\n    a\n',
    name: 'first',
    expected:
      'steps:\n- {id: "first" , run: x}   # a\n- id:   b\n  depends: [ \'first\',"first" ] # a\n  run: >\n    echo ${first.stdout}\n\n    a\n',
  },
  {
    title: 'put quotes where the name needs them, and only around whole values',
    text: 'steps:\n  - name: a<|>\n    run: x\n  - depends: [a, "a", \'a\']\n    run: x\n',
    name: `it's "a", b`,
    expected:
      'steps:\n  - name: "it\'s \\"a\\", b"\n    run: x\n  - depends: ["it\'s \\"a\\", b", "it\'s \\"a\\", b", \'it\'\'s "a", b\']\n    run: x\n',
  },
  {
    title: 'quote what YAML would read as something else',
    text: 'steps:\n  - name: a<|>\n    run: x\n  - depends: [a]\n    run: x\n',
    name: '12',
    expected: 'steps:\n  - name: "12"\n    run: x\n  - depends: ["12"]\n    run: x\n',
  },
  {
    title: 'reach behind escapes',
    text: `${String.raw`params: "A=\"x\" B<|>=\"y\""`}\nsteps:\n  - run: "echo \\"$B\\""\n`,
    name: 'C',
    expected: `${String.raw`params: "A=\"x\" C=\"y\""`}\nsteps:\n  - run: "echo \\"$C\\""\n`,
  },
  {
    title: 'reach into the calls of other documents',
    text: 'steps:\n  - call: kid\n    params: {A: 1}\n---\nname: kid\nparams: A<|>=1\nsteps:\n  - run: echo $A\n',
    name: 'B',
    expected: 'steps:\n  - call: kid\n    params: {B: 1}\n---\nname: kid\nparams: B=1\nsteps:\n  - run: echo $B\n',
  },
  {
    title: 'to the same name are none',
    text: 'steps:\n  - id: a<|>\n    run: x\n',
    name: 'a',
    expected: 'steps:\n  - id: a\n    run: x\n',
  },
];

const step = 'steps:\n  - id: a<|>\n    run: x\n  - id: b\n    depends: a\n    run: echo ${steps.a.outputs.x}\n';

const refusals: readonly Row[] = [
  {
    title: 'where there is no name',
    text: 'steps:\n  - id: a\n    run: x<|>\n',
    name: 'b',
    expected: 'There is no name',
  },
  { title: 'for blank names', text: step, name: ' ', expected: 'must not be empty' },
  { title: 'for names with blanks around them', text: step, name: ' c', expected: 'neither begin nor end with blanks' },
  { title: 'for ids of a wrong shape', text: step, name: 'c-d', expected: 'letters, digits and underscores' },
  { title: 'for long ids', text: step, name: 'c'.repeat(41), expected: 'at most 40 characters' },
  { title: 'for reserved ids', text: step, name: 'Env', expected: 'reserved word' },
  { title: 'for ids that another step has', text: step, name: 'b', expected: 'already a step called b' },
  {
    title: 'for ids that are the name of another step',
    text: 'steps:\n  - id: a<|>\n    run: x\n  - name: b\n    run: x\n',
    name: 'b',
    expected: 'already a step called b',
  },
  {
    title: 'for ids that a step inside would hide',
    text: 'steps:\n  - id: a<|>\n    outputs: [{name: x}]\n    run: x\n  - depends: a\n    foreach:\n      items: [1]\n      steps:\n        - id: b\n          run: echo ${a.stdout}\n',
    name: 'b',
    expected: 'In line 10, b would not mean this step',
  },
  {
    title: 'for names that something means already',
    text: 'env: {A<|>: 1}\nsteps:\n  - run: echo $A $HOME\n',
    name: 'HOME',
    expected: 'Line 3 says HOME already',
  },
  {
    title: 'for variables that a parameter would be hidden by',
    text: 'params: B=1\nenv: {A<|>: 1}\nsteps:\n  - run: echo $A $B\n',
    name: 'B',
    expected: 'In line 4, B would not mean this variable',
  },
  {
    title: 'for parameters that the shell has set itself',
    text: 'params: A<|>=1\nsteps:\n  - run: |\n      B=2\n      echo $A $B\n',
    name: 'B',
    expected: 'In line 5, B would not mean this parameter',
  },
  {
    title: 'for variables of the run',
    text: 'env: {A<|>: 1}\nsteps: [{run: x}]',
    name: 'DAG_NAME',
    expected: 'Every run sets',
  },
  {
    title: 'for constants that YAML reads as something else',
    text: 'consts: [A<|>: 1]\nsteps: [{run: x}]',
    name: 'null',
    expected: 'as text',
  },
  {
    title: 'for constants that exist',
    text: 'consts: [A<|>: 1, B: 2]\nsteps: [{run: x}]',
    name: 'B',
    expected: 'already a constant called B',
  },
  {
    title: 'for positional parameters',
    text: 'params: x\nsteps: [{run: "echo $1<|>"}]',
    name: 'A',
    expected: 'write NAME=',
  },
  {
    title: 'for names written with escapes',
    text: 'env: ["\\x41<|>=1"]\nsteps: [{run: "echo $A"}]',
    name: 'B',
    expected: 'Line 1 writes A with escapes',
  },
  {
    title: 'for custom actions that Dagu has itself',
    text: 'actions: {a<|>: {template: {run: x}}}\nsteps: [{action: a}]',
    name: 'jq.filter',
    expected: 'an action of Dagu itself',
  },
  {
    title: 'for long names of documents',
    text: 'steps: [{call: a<|>}]\n---\nname: a\nsteps: [{run: x}]',
    name: 'b'.repeat(41),
    expected: 'at most 40 characters',
  },
  {
    title: 'for items that foreach has itself',
    text: 'steps: [{foreach: {items: [1], as: a<|>, steps: [{run: x}]}}]',
    name: 'key',
    expected: 'has a meaning of its own',
  },
];

describe('new names', () => {
  for (const { title, text, name, expected } of changes) {
    it(title, () => assert.equal(renamed(text, name), expected));
  }

  for (const { title, text, name, expected } of refusals) {
    it(`are refused ${title}`, () => {
      const answer = renamed(text, name);
      assert.ok(answer.startsWith('! ') && answer.includes(expected), answer);
    });
  }

  it('are asked for at the name itself', () => {
    const { text, places } = withoutPlaces(
      'steps:\n  - id: a\n    run: x\n  - depends: a\n    run: echo ${‹a›.stdout}\n',
    );
    const [place] = places;
    const found = renameStart(readWorkflow(text), place?.end ?? 0);
    assert.deepEqual(found.ok && found.value.range, place);
  });
});

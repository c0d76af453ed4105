import { strict as assert } from 'node:assert';
import { foldsOf } from '../../src/language/folding';
import { selectionsAt } from '../../src/language/selection';
import { readWorkflow } from '../../src/language/workflow-reader';
import { withCursor } from '../support/marked-yaml';

/** `first-last` of each fold, counted from 1. */
function folds(text: string): readonly string[] {
  return foldsOf(readWorkflow(text)).map(
    ({ start, end, kind }) => `${start + 1}-${end + 1}${kind === undefined ? '' : ` ${kind}`}`,
  );
}

describe('folding', () => {
  it('folds each step as a whole, and what is in it, without the comment above the next', () => {
    const text = `steps:
  # one
  # and only
  - id: a
    run: |
      echo a

      echo b
    env:
      - A: 1

    # two
  - run: |
      echo b
    id: b
  -
    id: c
    depends: [a,
      b]
`;
    assert.deepEqual(folds(text), ['1-19', '2-3 comment', '4-10', '5-8', '9-10', '13-15', '16-19', '18-19']);
  });

  it('folds documents where there are several', () => {
    assert.deepEqual(folds('steps:\n  - run: x\n---\nname: kid\nsteps:\n  - run: x\n'), ['1-2', '4-6', '5-6']);
  });

  it('folds regions, one in another', () => {
    assert.deepEqual(folds('# region a\nsteps:\n  # region b\n  - run: x\n  # endregion\n# endregion\n'), [
      '1-6 region',
      '2-4',
      '3-5 region',
    ]);
  });

  it('folds what an alias repeats only where it is written', () => {
    assert.deepEqual(folds('env: &e\n  A: 1\nsteps:\n  - env: *e\n    run: x\n'), ['1-2', '3-5', '4-5']);
  });
});

describe('growing selections', () => {
  it('go from the value over its field and its step to everything', () => {
    const { text, offset } = withCursor('env: {}\nsteps:\n  - id: a\n    run: "echo <|>a"\n');
    assert.deepEqual(
      selectionsAt(readWorkflow(text), offset).map(({ start, end }) => text.slice(start, end).trimEnd()),
      [
        'echo a',
        '"echo a"',
        'run: "echo a"',
        'id: a\n    run: "echo a"',
        '- id: a\n    run: "echo a"',
        'steps:\n  - id: a\n    run: "echo a"',
        text.trimEnd(),
      ],
    );
  });
});

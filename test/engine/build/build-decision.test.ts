// Whether a step of a build has to run.

import { strict as assert } from 'node:assert';
import { decideBuild, decisionText } from '../../../src/engine/build/build-decision';

const manifest = { recipe: 'r', inputs: { a: '1' }, output: 'o', producer: 'flow:r1' };
const found = { recipe: 'r', inputs: { a: '1' }, output: 'o' };

describe('the decision of a build', () => {
  const rows: readonly (readonly [string, Parameters<typeof decideBuild>, string])[] = [
    ['a file that was never made', [undefined, found], 'execute manifest_missing'],
    ['another way to make it', [manifest, { ...found, recipe: 'q' }], 'execute recipe_changed'],
    ['an input that holds something else', [manifest, { ...found, inputs: { a: '2' } }], 'execute input_changed'],
    ['an input more', [manifest, { ...found, inputs: { a: '1', b: '1' } }], 'execute input_changed'],
    ['an input less', [manifest, { ...found, inputs: {} }], 'execute input_changed'],
    ['a file that is gone', [manifest, { recipe: 'r', inputs: { a: '1' } }], 'execute output_missing'],
    ['a file that somebody changed', [manifest, { ...found, output: 'p' }], 'execute output_changed'],
    ['everything as it was', [manifest, found], 'reuse matched'],
  ];
  for (const [what, args, expected] of rows) {
    it(`is ${expected.replace(' ', ', ')} for ${what}`, () => {
      const { decision, reason } = decideBuild(...args);
      assert.equal(`${decision} ${reason}`, expected);
    });
  }

  it('names the run that made what is used again', () => {
    assert.match(decisionText(decideBuild(manifest, found)), /^build: reuse \(matched\) - .*; producer: flow:r1$/);
  });
});

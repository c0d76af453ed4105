import { strict as assert } from 'node:assert';
import { type JqStage, jqStages } from '../../../src/engine/values/jq-stages';

describe('the stages of a jq filter', () => {
  const cases: readonly (readonly [filter: string, stages: string])[] = [
    ['.', '<.>'],
    ['.a, error("x"), .b', '(.a; < error("x")>; .b)'],
    ['.a | .b', '.a > .b'],
    ['.a.b[0]["c d"]', '.a > .b > .[0] > .["c d"]'],
    ['.list[].k | length', '.list > .[] > .k > < length>'],
    ['.a[.k]', '<.a[.k]>'],
    ['.a?.b', '<.a?.b>'],
    ['[.a | .b, .c]', '<[.a | .b, .c]>'],
    ['{a: .x, if: 2} | .a', '<{a: .x, if: 2} > > .a'],
    ['if .a then .b | .c else 1, 2 end, 3', '(<if .a then .b | .c else 1, 2 end>; < 3>)'],
    ['"a|b,\\(.c | "x,\\(.d)")" | .e', '<"a|b,\\(.c | "x,\\(.d)")" > > .e'],
    ['.a # one, two | three\n| .b', '<.a # one, two | three\n> > .b'],
    ['.a | . as $x | $x, 1 | .b', '.a > < . as $x | $x, 1 | .b>'],
    ['def f: .a | .b; f, 1', '<def f: .a | .b; f, 1>'],
    ['reduce .[] as $x (0; . + $x), 1 | . + 1', '(<reduce .[] as $x (0; . + $x)>; < 1 >) > < . + 1>'],
    ['label $out | 1, break $out', '<label $out | 1, break $out>'],
    ['.a |= . + 1 | .b', '<.a |= . + 1 > > .b'],
    ['.a[', '<.a[>'],
    ['"open | .a', '<"open | .a>'],
    ['.end | .if', '.end > .if'],
  ];
  for (const [filter, stages] of cases) {
    it(`of ${JSON.stringify(filter)}`, () => assert.equal(shown(jqStages(filter)), stages));
  }
});

function shown(stage: JqStage): string {
  switch (stage.kind) {
    case 'pipe':
      return `${shown(stage.from)} > ${shown(stage.into)}`;
    case 'comma':
      return `(${stage.items.map(shown).join('; ')})`;
    case 'step':
      return stage.text;
    case 'rest':
      return `<${stage.text}>`;
  }
}

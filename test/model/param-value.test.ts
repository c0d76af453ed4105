// One value against its declaration.

import { strict as assert } from 'node:assert';
import type { Param } from '../../src/model/dag';
import { checkedValue } from '../../src/model/param-value';

describe('checkedValue', () => {
  const table: readonly (readonly [Partial<Param>, string, string | undefined])[] = [
    [{}, ' as it is ', ' as it is '],
    [{ type: 'integer' }, '007', '7'],
    [{ type: 'integer' }, ' -0 ', '0'],
    [{ type: 'integer' }, '+3', '3'],
    [{ type: 'integer' }, '9223372036854775807', '9223372036854775807'],
    [{ type: 'integer' }, '9223372036854775808', undefined],
    [{ type: 'integer' }, '1e1', undefined],
    [{ type: 'integer' }, '', undefined],
    [{ type: 'number' }, '.5', '0.5'],
    [{ type: 'number' }, '1.50', '1.5'],
    [{ type: 'number' }, '-1.5e-7', '-0.00000015'],
    [{ type: 'number' }, '1.5e22', '15000000000000000000000'],
    [{ type: 'number' }, '1e999', undefined],
    [{ type: 'number' }, '0x10', undefined],
    [{ type: 'boolean' }, ' True ', 'true'],
    [{ type: 'boolean' }, '1', undefined],
    [{ type: 'json' }, ' {"a": 1} ', '{"a": 1}'],
    [{ type: 'json' }, '{a', undefined],
    [{ enum: ['a', 'b'] }, 'b', 'b'],
    [{ enum: ['a', 'b'] }, 'B', undefined],
    [{ type: 'integer', enum: ['1', '2'] }, '02', '2'],
    [{ type: 'number', minimum: 0.5, maximum: 1 }, '0.4', undefined],
    [{ minLength: 4, maxLength: 4 }, 'äöüß', 'äöüß'],
    [{ maxLength: 2 }, 'abc', undefined],
    [{ pattern: 'b+' }, 'abbc', 'abbc'],
    [{ pattern: '^b' }, 'ab', undefined],
    [{ pattern: '(' }, 'ab', undefined],
  ];
  for (const [parts, text, expected] of table) {
    it(`reads ${JSON.stringify(text)} as ${JSON.stringify(parts)}`, () => {
      const result = checkedValue({ name: 'x', type: 'string', required: false, ...parts }, text);
      assert.equal(result.ok ? result.value : undefined, expected);
    });
  }
});

import { strict as assert } from 'node:assert';
import type { DataValue } from '../../src/base/json';
import { readYamlValue } from '../../src/syntax/yaml-value';
import { writeYaml } from '../../src/syntax/yaml-writer';

describe('writeYaml', () => {
  it('indents maps by four, lists by their dash, and sorts keys with their numbers', () => {
    const value = { b: [{ k: { deep: 1n } }, [1n, [2n]], {}, []], a10: 1n, a9: { x: 'y' }, _: null };
    const text = [
      '_: null',
      'a9:',
      '    x: "y"',
      'a10: 1',
      'b:',
      '    - k:',
      '        deep: 1',
      '    - - 1',
      '      - - 2',
      '    - {}',
      '    - []',
      '',
    ].join('\n');
    assert.equal(writeYaml(value), text);
    assert.deepEqual(readYamlValue(text), { ok: true, value });
  });

  const scalars: readonly (readonly [DataValue, string])[] = [
    ['plain text', 'plain text'],
    ['7', '"7"'],
    ['', '""'],
    ['yes', '"yes"'],
    ['1e3', '"1e3"'],
    ['2024-01-02', '"2024-01-02"'],
    ['12:30', '"12:30"'],
    ['x: y', "'x: y'"],
    ['# no', "'# no'"],
    ["- it's", "'- it''s'"],
    ["it's", "it's"],
    [' lead', "' lead'"],
    ['end:', "'end:'"],
    ['a#b:c', 'a#b:c'],
    ['tab\tin', '"tab\\tin"'],
    ['bell\x07 é', '"bell\\a é"'],
    ['two\nlines\n', '|\n    two\n    lines'],
    ['two\nlines', '|-\n    two\n    lines'],
    ['end\n\n', '|+\n    end\n'],
    ['  in\nout', '|4-\n      in\n    out'],
    ['blank \nend', '"blank \\nend"'],
    [1.5, '1.5'],
    [1234567, '1.234567e+06'],
    [1234567n, '1234567'],
    [0.00001, '1e-05'],
    [Number.NEGATIVE_INFINITY, '-.inf'],
    [null, 'null'],
    [true, 'true'],
  ];
  for (const [value, text] of scalars) {
    it(`writes ${typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)} as ${JSON.stringify(text)}`, () => {
      assert.equal(writeYaml(value), `${text}\n`);
      assert.deepEqual(readYamlValue(`${text}\n`), { ok: true, value });
    });
  }

  it('writes texts of several lines below keys and dashes, and never as keys', () => {
    const value = { t: 'a\nb\n', l: ['c\nd', 'e'], 'x\ny': 1n };
    const text = 'l:\n    - |-\n      c\n      d\n    - e\nt: |\n    a\n    b\n"x\\ny": 1\n';
    assert.equal(writeYaml(value), text);
    assert.deepEqual(readYamlValue(text), { ok: true, value });
  });
});

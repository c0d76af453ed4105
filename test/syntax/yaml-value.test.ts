import { strict as assert } from 'node:assert';
import { readYamlValue } from '../../src/syntax/yaml-value';

describe('readYamlValue', () => {
  const value = (text: string): unknown => {
    const read = readYamlValue(text);
    assert.ok(read.ok, read.ok ? '' : read.error);
    return read.value;
  };

  it('tells integers from fractions and keeps all digits of the former', () => {
    assert.deepEqual(value('[1, -2, 1.5, 2.0, 0x1F, 1_000, 9007199254740993, 1e3, 08]'), [
      1n,
      -2n,
      1.5,
      2,
      31n,
      1000n,
      9007199254740993n,
      1000,
      8,
    ]);
  });

  it('takes yes and no for text, dates for moments, and what is quoted for text', () => {
    assert.deepEqual(value('[yes, true, ~, "7", 2024-01-02, 2024-1-2T3:4:5.500+02:00, "2024-01-02", 2024-02-30]'), [
      'yes',
      true,
      null,
      '7',
      '2024-01-02T00:00:00Z',
      '2024-01-02T03:04:05.5+02:00',
      '2024-01-02',
      '2024-02-30',
    ]);
  });

  it('follows aliases and merge keys, and reads the first document alone', () => {
    assert.deepEqual(value('base: &b {x: 1}\nuse: {<<: *b, y: 2}\n---\nother: 1\n'), {
      base: { x: 1n },
      use: { x: 1n, y: 2n },
    });
    assert.equal(value(''), null);
  });

  it('says on which line a text is no YAML', () => {
    const read = readYamlValue('a: 1\nb: [1\n');
    assert.match(read.ok ? '' : read.error, /^line [23]: .*not valid YAML/);
    const twice = readYamlValue('a: 1\na: 2\n');
    assert.match(twice.ok ? '' : twice.error, /^line 2: .*"a" is already defined/);
  });
});

// Expectations about texts.

import { strict as assert } from 'node:assert';
import { matchesExpected, outputContains } from '../../../src/engine/values/regex';

describe('matchesExpected', () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    ['fast', 'fast', true],
    ['fast', 'fas', false],
    ['fast', 're:as', true],
    ['fast', 're:^as', false],
    ['monday\ntuesday\n', 'tuesday', true],
    ['monday\r\ntuesday\r\n', 'monday', true],
    ['monday\ntuesday\n', 're:^tue', true],
    ['a\nb', 're:a\\nb', false],
    ['a\nb', 'a\nb', true],
    ['', '', true],
  ];
  for (const [text, expected, met] of table) {
    it(`${met ? 'meets' : 'does not meet'} ${JSON.stringify(expected)} with ${JSON.stringify(text)}`, () => {
      assert.deepEqual(matchesExpected(text, expected), { ok: true, value: met });
    });
  }
  it('says what is wrong with a pattern', () => {
    const result = matchesExpected('x', 're:(');
    assert(!result.ok);
    assert.match(result.error, /"\(" is not a valid pattern/);
  });
});

describe('outputContains', () => {
  it('finds a text inside a line, or a match', () => {
    assert.deepEqual(outputContains('one\nerror: two\n', 'error'), { ok: true, value: true });
    assert.deepEqual(outputContains('one\nerror: two\n', 're:^two'), { ok: true, value: false });
    assert.equal(outputContains('x', 're:[').ok, false);
  });
});

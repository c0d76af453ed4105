// Which patterns Go accepts, and what they match.

import { strict as assert } from 'node:assert';
import { compileGoPattern } from '../../src/base/go-pattern';

function matches(pattern: string, text: string): boolean {
  const compiled = compileGoPattern(pattern);
  assert(compiled.ok, compiled.ok ? '' : `${pattern}: ${compiled.error}`);
  return compiled.value.test(text);
}

describe('compileGoPattern', () => {
  const table: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['as', ['fast', 'as'], ['AS', 'f']],
    ['^as', ['ask'], ['fast', 'x\nask']],
    ['^[A-Z]{2}$', ['ZZ'], ['abc', 'Z', 'ZZZ', 'ZZ\n']],
    ['(?i)error: ÄB', ['ERROR: äb', 'an Error: äB'], ['eror: äb']],
    ['(?m)^b$', ['a\nb\nc'], ['ab']],
    ['a.c', ['abc', 'a😀c'], ['a\nc', 'ac']],
    ['(?s)a.c', ['a\nc'], []],
    ['(?P<n>a)(?<m>b)(?:c)', ['abc'], ['acb']],
    ['a(?i:B)c', ['abc', 'aBc'], ['ABc']],
    ['a(?i)b|c', ['aB', 'C'], ['Ab']],
    ['\\Aab\\z', ['ab'], ['xab', 'ab\n']],
    ['x*y+z?', ['y', 'xxyyz'], ['x']],
    ['^(a|bc){2,3}$', ['abc', 'aaa', 'bcbcbc'], ['a', 'aaaa']],
    ['^a{2,}$', ['aa', 'aaaaa'], ['a']],
    ['a{,2}', ['a{,2}'], ['aa']],
    ['[]a]+|[^]a]', [']', 'b'], ['']],
    ['^[a\\-z]$', ['a', '-', 'z'], ['b']],
    ['^[\\d_-]+$', ['1_-2'], ['a']],
    ['^[[:alpha:][:^print:]]$', ['a', '\u0001'], ['1']],
    ['\\bword\\b', ['a word.'], ['swords']],
    ['\\Bx', ['ax'], ['x']],
    ['^\\s$', [' ', '\t'], ['\v']],
    ['^\\pL\\p{Greek}\\PN\\p{^Lu}$', ['äαxx'], ['1αxx', 'äα1x', 'äαxX']],
    ['^\\x41\\x{1F600}\\101\\a\\.\\_$', ['A😀A\u0007._'], ['A']],
    ['\\Qa.b*\\E+', ['a.b**'], ['aXb']],
    ['^$', [''], ['a']],
    ['', ['', 'anything'], []],
    ['a||b', ['zzz'], []],
    ['}]', ['}]'], []],
    ['^*a', ['a', 'ba'], ['b']],
    ['.+?x', ['abx'], ['x']],
    ['(|a)*b', ['b', 'aab'], ['a']],
  ];
  for (const [pattern, yes, no] of table) {
    it(`matches ${pattern} as Go does`, () => {
      for (const text of yes) assert.equal(matches(pattern, text), true, JSON.stringify(text));
      for (const text of no) assert.equal(matches(pattern, text), false, JSON.stringify(text));
    });
  }

  const refused = [
    '(',
    ')',
    'a)',
    '[',
    '[a',
    '[z-a]',
    '[[:nope:]]',
    '*a',
    '+',
    'a|*',
    'a**',
    'a*+',
    'a{2}{3}',
    'a{3,2}',
    'a{1001}',
    '(?=a)',
    '(?!a)',
    '(?<=a)',
    '(?z)',
    '\\1',
    '(a)\\2',
    '\\y',
    '\\Z',
    '\\ä',
    'a\\',
    '\\pQ',
    '\\p{Nope}',
    '\\x{110000}',
    '(a{100}){11}',
    '[\\b]',
  ];
  for (const pattern of refused) {
    it(`refuses ${pattern}`, () => assert.equal(compileGoPattern(pattern).ok, false));
  }

  it('finds the leftmost match and its groups, the preferred ways first', () => {
    const found = (pattern: string, text: string, from = 0): readonly (string | undefined)[] | undefined => {
      const compiled = compileGoPattern(pattern);
      assert.ok(compiled.ok);
      const captures = compiled.value.find(text, from, () => undefined);
      return captures?.map(place =>
        place === undefined ? undefined : `${place.start}:${text.slice(place.start, place.end)}`,
      );
    };
    assert.deepEqual(found('b+', 'abbbc'), ['1:bbb']);
    assert.deepEqual(found('b+?', 'abbbc'), ['1:b']);
    assert.deepEqual(found('(?U)b+', 'abbbc'), ['1:b']);
    assert.deepEqual(found('(?U)b+?', 'abbbc'), ['1:bbb']);
    assert.deepEqual(found('a|ab', 'xab'), ['1:a']);
    assert.deepEqual(found('ab|a', 'xab'), ['1:ab']);
    assert.deepEqual(found('(a|ab)(c|bcd)(d*)', 'abcd'), ['0:abcd', '0:a', '1:bcd', '4:']);
    assert.deepEqual(found('(a)|(b)', 'b'), ['0:b', undefined, '0:b']);
    assert.deepEqual(found('(a(b)?)+', 'aba'), ['0:aba', '2:a', '1:b']);
    assert.deepEqual(found('(?:x)(y{1,2}?)', 'xyy'), ['0:xy', '1:y']);
    assert.deepEqual(found('a*', 'baac', 1), ['1:aa']);
    assert.deepEqual(found('^a', 'aa', 1), undefined);
    assert.deepEqual(found('\\b', 'ab cd', 1), ['2:']);
    assert.deepEqual(found('😀+', 'a😀😀'), ['1:😀😀']);
    assert.deepEqual(found('(x*)*', 'y'), ['0:', '0:']);
    const named = compileGoPattern('(?P<year>\\d+)-(\\d+)-(?<day>\\d+)');
    assert.deepEqual(named.ok && named.value.groups, ['year', undefined, 'day']);
  });

  it('takes linear time where backtracking would take forever', () => {
    const text = 'a'.repeat(5000);
    assert.equal(matches('(a+)+$b', text), false);
    assert.equal(matches('^(a|aa|a*)*b', text), false);
    assert.equal(matches('.*.*.*.*x', text), false);
  });
});

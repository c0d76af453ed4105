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

  it('takes linear time where backtracking would take forever', () => {
    const text = 'a'.repeat(5000);
    assert.equal(matches('(a+)+$b', text), false);
    assert.equal(matches('^(a|aa|a*)*b', text), false);
    assert.equal(matches('.*.*.*.*x', text), false);
  });
});

// How a parameter text falls into words.

import { strict as assert } from 'node:assert';
import { argumentWord, nameOfWord, paramWords } from '../../src/model/param-words';

function named(text: string): string[] {
  return paramWords(text).map((word, index) => `${nameOfWord(word, index)}=${word.value}`);
}

describe('paramWords', () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    [
      `A=1 B="x y" plain C='q r' D=\`date\` "two words" E=a=b G=""`,
      ['A=1', 'B=x y', '3=plain', "C='q", "5=r'", 'D=`date`', '7=two words', 'E=a=b', 'G='],
    ],
    ['B=two words', ['B=two', '2=words']],
    ['D=`date +%F` x', ['D=`date +%F`', '2=x']],
    ['F= x', ['1=F=', '2=x']],
    ['A="say \\"hi\\"" B=1', ['A=say "hi"', 'B=1']],
    ['"a=b c"', ['1=a=b c']],
    ['A=x"y z"', ['A=x', '2=y z']],
    ['  \n ', []],
  ];
  for (const [text, expected] of table) {
    it(`splits ${JSON.stringify(text)}`, () => assert.deepEqual(named(text), expected));
  }

  it('says where each word stands', () => {
    const text = ' A="x y" b';
    assert.deepEqual(
      paramWords(text).map(word => text.slice(word.range.start, word.range.end)),
      ['A="x y"', 'b'],
    );
  });
});

describe('argumentWord', () => {
  it('takes the value of an argument as it is', () => {
    assert.deepEqual(argumentWord('D="k" `x`'), { name: 'D', value: '"k" `x`', range: { start: 0, end: 9 } });
    assert.deepEqual(argumentWord('B='), { name: 'B', value: '', range: { start: 0, end: 2 } });
  });

  it('is positional without a name', () => {
    assert.equal(argumentWord('two words').name, undefined);
    assert.equal(argumentWord('=x').name, undefined);
  });
});

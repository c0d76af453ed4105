// How secrets are hidden in texts and streams.

import { strict as assert } from 'node:assert';
import { mask, StreamMask } from '../../src/base/mask';

describe('mask', () => {
  const table: readonly (readonly [string, readonly string[], string])[] = [
    ['tok=s3cr3t-abc ftok=file-value\n hdr', ['s3cr3t-abc', 'file-value\n'], 'tok=******* ftok=******* hdr'],
    ['only file-value here', ['file-value\r\n'], 'only ******* here'],
    ['abcdef abc', ['abc', 'abcdef'], '******* *******'],
    ['xabcdefx', ['abcd', 'cdef'], 'x*******x'],
    ['aaa', ['aa'], '*******'],
    ['abab', ['ab'], '**************'],
    ['nothing', ['', '\n', 'zzz'], 'nothing'],
    ['a$&b', ['$&'], 'a*******b'],
  ];
  for (const [text, secrets, expected] of table) {
    it(`hides ${JSON.stringify(secrets)} in ${JSON.stringify(text)}`, () =>
      assert.equal(mask(text, secrets), expected));
  }
});

function streamed(chunks: readonly string[], secrets: readonly string[]): string {
  const stream = new StreamMask(secrets);
  const parts = chunks.map(chunk => stream.push(Buffer.from(chunk, 'latin1')));
  return Buffer.concat([...parts, stream.end()]).toString('latin1');
}

describe('StreamMask', () => {
  it('writes at once what cannot be the beginning of a secret', () => {
    const stream = new StreamMask(['secret']);
    assert.equal(Buffer.from(stream.push(Buffer.from('hello se'))).toString(), 'hello ');
    assert.equal(Buffer.from(stream.push(Buffer.from('cond'))).toString(), 'second');
    assert.equal(Buffer.from(stream.push(Buffer.from('sec'))).toString(), '');
    assert.equal(Buffer.from(stream.end()).toString(), 'sec');
  });

  it('keeps bytes that are not text', () => {
    const stream = new StreamMask(['käse']);
    const bytes = Buffer.from([0xff, 0x00, 0x6b, 0xc3, 0xa4, 0x73, 0x65, 0xfe]);
    assert.deepEqual(
      Buffer.concat([stream.push(bytes.subarray(0, 4)), stream.push(bytes.subarray(4)), stream.end()]),
      Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from('*******'), Buffer.from([0xfe])]),
    );
  });

  it('hides the same as mask does, however the bytes are cut', () => {
    const secrets = ['aab', 'aa', 'abaa', 'baab\n', 'b\n\n'];
    // Every text of ten letters from a small alphabet, cut at two places that move through it.
    for (let number = 0; number < 3 ** 10; number += 61) {
      const text = [...number.toString(3).padStart(10, '0')].map(digit => 'ab\n'[Number(digit)]).join('');
      const first = number % 10;
      const second = first + (number % (11 - first));
      const chunks = [text.slice(0, first), text.slice(first, second), text.slice(second)];
      assert.equal(streamed(chunks, secrets), mask(text, secrets), JSON.stringify(chunks));
      assert.equal(streamed([...text], secrets), mask(text, secrets), JSON.stringify(text));
    }
  });

  it('does not collect an endless overlapping secret', () => {
    const stream = new StreamMask(['aa']);
    assert.equal(Buffer.from(stream.push(Buffer.from('aaaa'))).toString(), '*******');
    for (let round = 0; round < 100; round++) assert.equal(stream.push(Buffer.from('aaaa')).length, 0);
    assert.equal(Buffer.from(stream.push(Buffer.from('b'))).toString(), 'b');
    assert.equal(stream.end().length, 0);
  });
});

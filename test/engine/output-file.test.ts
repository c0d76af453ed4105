import { strict as assert } from 'node:assert';
import { readOutputFile } from '../../src/engine/output-file';

const declared = [
  { name: 'x', type: 'string' },
  { name: 'j', type: 'json' },
] as const;

/** What the bytes of an output file come to: the outputs, or the message. */
function read(text: string, names: readonly string[] = ['x'], most = 1000): unknown {
  const result = readOutputFile(
    Buffer.from(text, 'latin1'),
    declared.filter(output => names.includes(output.name)),
    most,
  );
  return result.ok ? result.value : result.error;
}

describe('the outputs that a step writes', () => {
  it('split at the first equals sign and are not trimmed', () => {
    assert.deepEqual(read('x=a=b  c  \n'), { x: 'a=b  c  ' });
    assert.deepEqual(read('x='), { x: '' });
    assert.deepEqual(read('x=1\r\n'), { x: '1' });
  });

  it('may have several lines between delimiters', () => {
    assert.deepEqual(read('x<<EOT\nl1\n\n l2=3\nEOT\n'), { x: 'l1\n\n l2=3' });
    assert.deepEqual(read('x<<EOT\nEOT\n'), { x: '' });
    assert.match(String(read('x<<E\nabc\n')), /not closed/);
    assert.match(String(read('x<<1\nabc\n1\n')), /bad delimiter/);
  });

  it('are JSON where JSON is declared, and stay as they were written', () => {
    assert.deepEqual(read('j={"k": [1, 2]}\n', ['j']), { j: '{"k": [1, 2]}' });
    assert.match(String(read('j={a\n', ['j'])), /"j" is not valid JSON/);
  });

  it('are exactly those that were declared', () => {
    assert.match(String(read('')), /"x" was not emitted/);
    assert.match(String(read('x=1\ny=2\n')), /undeclared step output "y"/);
    assert.match(String(read('x = 1\n')), /undeclared step output "x "/);
    assert.match(String(read('x=1\nx=1\n')), /duplicate step output "x"/);
  });

  it('are refused when a line is none, is empty, is no UTF-8, or all are too much', () => {
    assert.match(String(read('hello\n')), /Line 1/);
    assert.match(String(read('x=1\n\n')), /Line 2.*empty/);
    assert.match(String(read('x=\xff\n')), /UTF-8/);
    assert.deepEqual(read('x=1234567', ['x'], 9), { x: '1234567' });
    assert.match(String(read('x=12345678', ['x'], 9)), /9 bytes/);
  });
});

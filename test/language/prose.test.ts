// Markdown from plain pieces: nothing from a file can be more than text in it.

import { strict as assert } from 'node:assert';
import { block, bullets, markdown, paragraph, plainText, said } from '../../src/language/prose';

/** What a reader of Markdown makes of character references. */
function read(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

describe('Prose', () => {
  it('becomes Markdown with code, bold words and lists', () => {
    const prose = [
      paragraph({ strong: 'limit' }, ' of retry_policy'),
      paragraph(...said('Write `2.0`, not `2`.')),
      bullets([['Default: ', { code: '0' }], ['Required']]),
      block('echo one\necho two'),
    ];
    assert.equal(
      markdown(prose),
      '**limit** of retry&#95;policy\n\nWrite `2.0`, not `2`.\n\n- Default: `0`\n- Required\n\n```\necho one\necho two\n```',
    );
    assert.equal(
      plainText(prose),
      'limit of retry_policy\nWrite 2.0, not 2.\n- Default: 0\n- Required\necho one\necho two',
    );
  });

  it('lets no text act, whatever it holds', () => {
    for (const hostile of [
      '[click](command:workbench.action.terminal.new)',
      '![x](https://example.org/x.png)',
      '<img src=x onerror=alert(1)>',
      '&lt;b&gt; &#60;',
      '**bold** _it_ ~~gone~~ `code`',
      '# heading',
      '- item',
      '1. item',
      '| a | b |',
      'https://example.org www.example.org me@example.org',
      '$(zap)',
      '> quote',
      '\\[x\\]',
    ]) {
      const shown = markdown([paragraph(hostile)]);
      assert.doesNotMatch(shown, /[[\]<>`*_~|\\]|:\/\/|www\.|@|^\s*(#|[-+] |\d+\.)|\$\(|&(?!#\d+;)/, shown);
      assert.equal(read(shown), hostile);
    }
  });

  it('keeps lines together and takes away what deceives the eye', () => {
    assert.equal(markdown([paragraph('a\n\n# b')]).includes('\n'), false);
    assert.equal(read(markdown([paragraph('a\u202eb')])), 'a\ufffdb');
    assert.equal(markdown([paragraph('    code?')]), 'code?');
    assert.ok(markdown([paragraph('x'.repeat(100_000))]).length < 1000);
  });

  it('puts code between as many backticks as it needs', () => {
    assert.equal(markdown([paragraph({ code: 'a`b' })]), '``a`b``');
    assert.equal(markdown([paragraph({ code: '`' })]), '`` ` ``');
    assert.equal(markdown([paragraph({ code: '' }, 'x')]), 'x');
    assert.equal(markdown([block('```\nout\n```')]), '````\n```\nout\n```\n````');
  });
});

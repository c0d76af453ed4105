// The format, sentence by sentence: verdicts and diagnostics of the workflows under test/fixtures/format.

import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../src/spec/compile';
import { repository } from '../support/cli-run';
import { drawn, type Example, sentencesOf, verdictOf } from '../support/sentences';

const folder = join(repository, 'test', 'fixtures', 'format');

describe('the format, sentence by sentence', () => {
  for (const name of readdirSync(folder).filter(file => /^\d.*\.md$/.test(file))) {
    const file = join(folder, name);
    const markdown = readFileSync(file, 'utf8');
    describe(name.replace(/\.md$/, ''), () => {
      const redrawn: { readonly example: Example; readonly text: string }[] = [];
      for (const { title, examples } of sentencesOf(markdown)) {
        it(title, () => {
          const answers = examples.map(example => {
            const base = example.base === undefined ? {} : { base: { file: '/dagu/base.yaml', text: example.base } };
            const compilation = compile(example.text, {
              file: '/flow.yaml',
              lookup: { read: () => undefined },
              ...base,
            });
            redrawn.push({ example, text: drawn(example, compilation) });
            return { example, compilation, text: drawn(example, compilation) };
          });
          const told = (verdict: string, text: string): string => `${verdict}\n${text}`;
          assert.deepEqual(
            answers.map(({ compilation, text }) => told(verdictOf(compilation), text)),
            answers.map(({ example, text }) =>
              told(example.verdict, process.env.UPDATE === '1' ? text : example.marked),
            ),
          );
        });
      }
      after(() => {
        if (process.env.UPDATE !== '1') return;
        const pieces = [...redrawn].sort((a, b) => b.example.start - a.example.start);
        const text = pieces.reduce(
          (whole, { example, text: piece }) => whole.slice(0, example.start) + piece + whole.slice(example.end),
          markdown,
        );
        writeFileSync(file, text);
      });
    });
  }
});

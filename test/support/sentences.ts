// Files of rules with small workflows below them, each with its verdict and its diagnostics drawn into the YAML (test/fixtures/format/README.md).

import { LineMap } from '../../src/base/text';
import type { Compilation } from '../../src/spec/compilation';
import { withoutMarks } from './marked-yaml';

export interface Sentence {
  readonly title: string;
  readonly examples: readonly Example[];
}

export interface Example {
  readonly verdict: string;
  /** As written, with its marks. */
  readonly marked: string;
  readonly text: string;
  readonly base?: string;
  /** Places of the paragraph in the file. */
  readonly start: number;
  readonly end: number;
}

/** The rules of a file, each with its workflows. */
export function sentencesOf(markdown: string): readonly Sentence[] {
  return [...markdown.matchAll(/^## (.+)\n((?:(?!## ).*\n?)*)/gm)].map(match => ({
    title: match[1] ?? '',
    examples: examplesOf(match[2] ?? '', match.index + match[0].length - (match[2] ?? '').length),
  }));
}

function examplesOf(body: string, offset: number): readonly Example[] {
  const examples: Example[] = [];
  let base: string | undefined;
  for (const block of body.matchAll(/^(```yaml ([a-z-]+)\n)([\s\S]*?)^```$/gm)) {
    const [, opening = '', verdict = '', content = ''] = block;
    if (verdict === 'base') {
      base = content;
      continue;
    }
    const start = offset + block.index + opening.length;
    for (const paragraph of content.matchAll(/(?:.+\n)+/g)) {
      const marked = paragraph[0];
      const { text } = withoutMarks(marked);
      const from = start + paragraph.index;
      examples.push({
        verdict,
        marked,
        text: withSteps(text),
        start: from,
        end: from + marked.length,
        ...(base === undefined ? {} : { base }),
      });
    }
  }
  return examples;
}

/** A paragraph that is only about fields of the workflow need not write steps. */
function withSteps(text: string): string {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  return /^(\s*steps:|Steps:|- |just|null|---|%)/m.test(whole) ? whole : `${whole}steps: [{run: x}]\n`;
}

export function verdictOf({ valid, dag }: Compilation): string {
  if (valid) return dag === undefined ? 'only-validate' : 'loads';
  return dag === undefined ? 'refused' : 'only-start';
}

/** The paragraph with a line of carets below every error and warning. */
export function drawn(example: Example, { diagnostics }: Compilation): string {
  const map = new LineMap(example.text);
  const lines = withoutMarks(example.marked).text.replace(/\n$/, '').split('\n');
  const weighty = diagnostics.filter(found => found.severity !== 'info');
  const marks = weighty.map(({ range, code, message }) => {
    const { line, character } = map.position(range.start);
    const last = Math.min(range.end, map.offset({ line, character: Number.POSITIVE_INFINITY }));
    const carets = '^'.repeat(Math.max(1, last - range.start));
    return { line: Math.min(line, lines.length - 1), text: `${gap(character)}${carets} ${code}: ${message}` };
  });
  return lines
    .flatMap((line, index) => [line, ...marks.filter(mark => mark.line === index).map(mark => mark.text)])
    .map(line => `${line}\n`)
    .join('');
}

function gap(columns: number): string {
  return columns === 0 ? '' : `#${' '.repeat(columns - 1)}`;
}

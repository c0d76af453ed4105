// Variables of the environment as programs other than shells like sh read them, told from how such reads are always written.

import type { VariableRead } from './shell-variables';

/** In scripts of Python, JavaScript, Ruby and Perl: `os.environ["X"]`, `process.env.X`, `ENV["X"]`, `$ENV{X}`, and the like. */
export function programReads(text: string): readonly VariableRead[] {
  return /environ|getenv|env|ENV/.test(text) ? readsOf(text, shapes) : [];
}

/** `$env:X` and `${env:X}`. */
export function powershellReads(text: string): readonly VariableRead[] {
  return readsOf(text, [/\$\{?env:([A-Za-z_]\w*)/gi]);
}

const shapes: readonly RegExp[] = [
  /\bos\.environ(?:\.get\(\s*|\.pop\(\s*|\[\s*)["']([A-Za-z_]\w*)(?=["'])/g,
  /\bos\.getenv\(\s*["']([A-Za-z_]\w*)(?=["'])/g,
  /\bprocess\.env(?:\.|\[\s*["'])([A-Za-z_]\w*)/g,
  /\bDeno\.env\.get\(\s*["']([A-Za-z_]\w*)(?=["'])/g,
  /(?<![\w$])ENV(?:\.fetch\(\s*|\[\s*)["']([A-Za-z_]\w*)(?=["'])/g,
  /\$ENV\{\s*["']?([A-Za-z_]\w*)(?=["']?\s*\})/g,
];

function readsOf(text: string, patterns: readonly RegExp[]): readonly VariableRead[] {
  return patterns.flatMap(pattern =>
    [...text.matchAll(pattern)].map(({ 0: whole, 1: name = '', index }) => {
      const end = index + whole.length;
      return { name, range: { start: end - name.length, end } };
    }),
  );
}

// Texts cut into tokens as VS Code does it: with its own grammars, and those that the manifest adds to YAML.

import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { type IGrammar, INITIAL, parseRawGrammar, Registry } from 'vscode-textmate';

export interface Token {
  readonly text: string;
  /** Both count from 0. */
  readonly line: number;
  readonly start: number;
  readonly scopes: readonly string[];
}

interface Contribution {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo?: readonly string[];
}

const root = resolve(__dirname, '../../..');

/** The grammar of YAML; `isOurs`: with what the extension adds. */
export async function yamlGrammar(isOurs: boolean): Promise<IGrammar> {
  const own = contributionsOf(root).filter(({ injectTo }) => injectTo?.includes('source.yaml') === true);
  const files = new Map<string, string>();
  for (const folder of [root, ...builtInExtensions()]) {
    for (const { scopeName, path } of contributionsOf(folder)) files.set(scopeName, join(folder, path));
  }
  const program = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await loadWASM({ data: program });
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: async scope => {
      const file = files.get(scope);
      return file === undefined ? null : parseRawGrammar(readFileSync(file, 'utf8'), file);
    },
    getInjections: scope => (isOurs && scope === 'source.yaml' ? own.map(({ scopeName }) => scopeName) : []),
  });
  const grammar = await registry.loadGrammar('source.yaml');
  assert.ok(grammar !== null);
  return grammar;
}

/** The tokens of a text that are not blank. */
export function tokensOf(grammar: IGrammar, text: string): readonly Token[] {
  let state = INITIAL;
  return text.split('\n').flatMap((content, line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(content, state);
    state = ruleStack;
    return tokens.flatMap(({ startIndex, endIndex, scopes }) => {
      const found = content.slice(startIndex, endIndex);
      return found.trim() === '' ? [] : [{ text: found, line, start: startIndex, scopes }];
    });
  });
}

function contributionsOf(folder: string): readonly Contribution[] {
  const manifest: { readonly contributes?: { readonly grammars?: readonly Contribution[] } } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  return manifest.contributes?.grammars ?? [];
}

/** The folders of the languages that VS Code brings, as far as the grammars speak of them. */
function builtInExtensions(): readonly string[] {
  const cache = join(root, '.vscode-test');
  const server = readdirSync(cache).find(name => name.startsWith('code-server-'));
  assert.ok(server, 'there is no VS Code in .vscode-test; node scripts/test.mjs install brings one');
  const extensions = join(cache, server, 'node_modules', 'code-server', 'lib', 'vscode', 'extensions');
  return ['yaml', 'shellscript', 'python', 'javascript', 'ruby', 'perl', 'powershell'].map(name =>
    join(extensions, name),
  );
}

// The rooms and their arrows, as rules that are checked: layers, cycles, banned names, file sizes.

import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const source = join(root, 'src');

/** Which rooms a room may import besides itself. A file directly in src is a room of its own name. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  base: [],
  model: ['base'],
  syntax: ['base'],
  spec: ['base', 'model', 'syntax'],
  engine: ['base', 'model'],
  store: ['base', 'model'],
  dagu: ['base', 'model'],
  language: ['base', 'model', 'syntax', 'spec'],
  webview: ['base', 'model'],
  host: ['base', 'model', 'syntax', 'spec', 'engine', 'store'],
  ui: ['host', 'base', 'model', 'syntax', 'spec', 'engine', 'store', 'dagu', 'language', 'webview'],
  extension: ['host', 'base', 'model', 'syntax', 'spec', 'engine', 'store', 'dagu', 'language', 'webview', 'ui'],
  cli: ['host', 'base', 'model', 'syntax', 'spec', 'engine', 'store', 'dagu'],
  spawner: ['base', 'engine'],
};

const vscodeRooms = new Set(['ui', 'extension']);
const mostLines = 300;
const bannedNames = /(^|-)(utils?|helpers?|common|managers?|services?|index|misc|shared|types)(-|\.|$)/;

interface SourceFile {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function filesOf(directory: string): SourceFile[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => {
      const path = join(entry.parentPath, entry.name);
      const text = readFileSync(path, 'utf8');
      const imports = [...text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g)].map(match => match[1] ?? '');
      const place = relative(source, path).split(/[\\/]/);
      return { path, room: basename(place[0] ?? '', '.ts'), text, imports };
    });
}

const files = filesOf(source);
const byPath = new Map(files.map(file => [file.path, file]));

function target(file: SourceFile, specifier: string): SourceFile | undefined {
  return specifier.startsWith('.') ? byPath.get(`${resolve(dirname(file.path), specifier)}.ts`) : undefined;
}

function faults(check: (file: SourceFile) => readonly string[]): string[] {
  return files.flatMap(file => check(file).map(fault => `${relative(root, file.path)}: ${fault}`));
}

describe('architecture', () => {
  it('knows every room', () => {
    assert.deepEqual(
      [...new Set(files.map(file => file.room))].filter(room => allowed[room] === undefined),
      [],
    );
  });

  it('imports only along the arrows', () => {
    const wrong = faults(file =>
      file.imports.flatMap(specifier => {
        if (!specifier.startsWith('.')) return [];
        const found = target(file, specifier);
        if (found === undefined) return [`imports ${specifier}, which is no source file`];
        const fine = found.room === file.room || allowed[file.room]?.includes(found.room);
        return fine ? [] : [`${file.room} may not import ${found.room}`];
      }),
    );
    assert.deepEqual(wrong, []);
  });

  it("imports 'vscode' only in ui and the entry", () => {
    assert.deepEqual(
      faults(file => (file.imports.includes('vscode') && !vscodeRooms.has(file.room) ? ['imports vscode'] : [])),
      [],
    );
  });

  it('imports the YAML library only in syntax', () => {
    assert.deepEqual(
      faults(file => (file.imports.includes('yaml') && file.room !== 'syntax' ? ['imports yaml'] : [])),
      [],
    );
  });

  it('has no import cycles, type imports included', () => {
    const done = new Set<SourceFile>();
    const cycles: string[] = [];
    const visit = (file: SourceFile, path: readonly SourceFile[]): void => {
      if (path.includes(file)) {
        cycles.push([...path.slice(path.indexOf(file)), file].map(step => relative(source, step.path)).join(' → '));
        return;
      }
      if (done.has(file)) return;
      for (const specifier of file.imports) {
        const next = target(file, specifier);
        if (next !== undefined) visit(next, [...path, file]);
      }
      done.add(file);
    };
    for (const file of files) visit(file, []);
    assert.deepEqual(cycles, []);
  });

  it('keeps files below 300 lines', () => {
    assert.deepEqual(
      faults(file => {
        const lines = file.text.split('\n').length;
        return lines > mostLines ? [`has ${lines} lines`] : [];
      }),
      [],
    );
  });

  it('names files by a noun in kebab-case and none by a catch-all', () => {
    assert.deepEqual(
      faults(file => {
        const name = basename(file.path, '.ts').replace(/\.d$/, '');
        return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && !bannedNames.test(name) ? [] : [`is a name to avoid`];
      }),
      [],
    );
  });

  it('has no default exports, no barrels, no any, no enums and no unfinished marks', () => {
    const banned: readonly (readonly [RegExp, string])[] = [
      [/^export default/m, 'default export'],
      [/^export \* from|^export \{[^}]*\} from/m, 'barrel'],
      [/(:\s*|<|\bas\s+)any\b/, 'any'],
      [/^(export )?(const )?enum /m, 'enum'],
      [/\b(TODO|FIXME|XXX|HACK)\b/, 'unfinished mark'],
      [/@ts-(ignore|nocheck|expect-error)|biome-ignore/, 'silenced check'],
      [/catch\s*(\([^)]*\))?\s*\{\s*\}/, 'swallowed error'],
    ];
    assert.deepEqual(
      faults(file => banned.flatMap(([pattern, fault]) => (pattern.test(file.text) ? [fault] : []))),
      [],
    );
  });

  it('starts every file with a sentence about what lives in it', () => {
    assert.deepEqual(
      faults(file => (/^(#!.*\n)?\/\/ \S/.test(file.text) ? [] : ['has no opening sentence'])),
      [],
    );
  });
});

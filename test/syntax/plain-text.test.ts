// Where the quick reader of plain texts answers, the library would have answered the same.

import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseWithLibrary } from '../../src/syntax/document';
import { readPlain } from '../../src/syntax/plain-text';
import { readCases } from '../cases/recording';
import { damaged, seeded } from '../support/mutation';

const recorded = readCases().flatMap(({ files }) =>
  Object.entries(files ?? {}).filter(([file]) => file.endsWith('.yaml')),
);
const samples = readdirSync('samples', { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.yaml'));
const texts = [
  ...recorded.map(([, text]) => text),
  ...samples.map(file => readFileSync(join('samples', file), 'utf8')),
];

/** Whether the text is plain; then both ways to read it must agree. */
function isReadAlike(text: string): boolean {
  const plain = readPlain(text, 7);
  if (plain === undefined) return false;
  const range = { start: plain.start, end: 7 + text.length };
  const stream = { documents: [{ root: plain.root, range, faults: [] }] };
  assert.deepEqual(stream, parseWithLibrary(text, 7), JSON.stringify(text));
  return true;
}

describe('a plain text', () => {
  it('is read as the library reads it, whatever was recorded', () => {
    const count = texts.filter(isReadAlike).length;
    assert.ok(count > texts.length / 2, `only ${count} of ${texts.length} texts are plain`);
  });

  it('is read as the library reads it, whatever the damage', () => {
    const random = seeded(20);
    const rounds = Number(process.env.RESTEP_DAMAGE ?? 1);
    let count = 0;
    for (let round = 0; round < rounds; round++)
      for (const text of texts) if (isReadAlike(damaged(text, texts, random))) count++;
    assert.ok(count > (rounds * texts.length) / 10, `only ${count} damaged texts are plain`);
  });

  it('may have very many keys', () => {
    const keys = Array.from({ length: 80_000 }, (_, at) => `K${at}`);
    const plain = readPlain(
      `env:\n${keys.map(key => `  ${key}: v\n`).join('')}more: {${keys.map(key => `${key}: v`).join(', ')}}\n`,
      0,
    );
    const counts =
      plain?.root.kind === 'mapping'
        ? plain.root.entries.map(({ value }) => (value.kind === 'mapping' ? value.entries.length : 0))
        : [];
    assert.deepEqual(counts, [80_000, 80_000]);
  });
});

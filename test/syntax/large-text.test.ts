// Large texts are parsed in parts: nobody may be able to tell.

import { strict as assert } from 'node:assert';
import { parseStream } from '../../src/syntax/document';
import { parseText } from '../../src/syntax/large-text';
import { readCases } from '../cases/recording';

const deep = (levels: number): string => Array.from({ length: levels }, (_, at) => `${' '.repeat(at)}a:`).join('\n');

const list = Array.from({ length: 25 }, (_, at) => `  - id: s${at} # remark\n    run: |\n      echo ${at}\n\n`).join(
  '',
);

const texts = [
  `a: 1\nsteps:\n${list}`,
  `a: 1\nsteps:\n${list}# end\nb: 2\n`,
  `# head\n\nsteps: # behind\n  # first\n${list}\n\nlast: [x, y]\n`,
  `steps:\n${list.replaceAll(/^ {2}/gm, '')}`,
  `steps:\n${list}`.replaceAll('\n', '\r\n'),
  `steps:\n${list}\na: 1\na: 2\n`,
  `steps:\n${list}  - id: "not closed\n`,
  `steps:\n${list} - out of line\n`,
  `x: &x\n  - 1\nsteps:\n${list}y: *x\n`,
  `steps:\n${list}---\nname: other\nsteps:\n${list}`,
  `steps:\n${list}<<: {a: 1}\n`,
  `steps:\n${list}  - {id: a, id: b}\n`,
  `steps:\n${list}  - run: |+\n      kept\n\n\n`,
  `steps:\n${list}${deep(199)}\n`,
  `steps:\n${list}${deep(201)}\n`,
];

describe('a large text', () => {
  it('reads in parts as it does in one', () => {
    for (const text of texts) assert.deepEqual(parseText(text, 0), parseStream(text), JSON.stringify(text.slice(-60)));
  });

  it('reads in parts as it does in one, whatever was recorded', () => {
    for (const { name, files } of readCases())
      for (const [file, text] of Object.entries(files ?? {}))
        if (file.endsWith('.yaml')) assert.deepEqual(parseText(text, 0), parseStream(text), `${name} ${file}`);
  });
});

// Every recorded case, played with the built command line: what Dagu does, ours does, except where a table says why not.
// Mocha's -g plays only the cases whose names fit it; CASES=retry/,cli/dry only those whose names begin so.

import { strict as assert } from 'node:assert';
import { limit } from '../../src/base/limit';
import { nodeWithSqlite } from '../support/newer-node';
import { differences } from './differences';
import { pending } from './pending';
import { playCase } from './player';
import { type RecordedCase, readCases } from './recording';

/** Cases that are played at the same time. */
const atOnce = 2;

/** Lines of faults that are shown for one case. */
const mostLines = 20;

describe('recordings of a real Dagu', () => {
  const wanted = (process.env.CASES ?? '').split(',');
  const flag = process.argv.findIndex(word => word === '-g' || word === '--grep');
  const fits = new RegExp(flag === -1 ? '' : (process.argv[flag + 1] ?? ''));
  const cases = readCases().filter(
    ({ name }) => fits.test(name) && wanted.some(beginning => name.startsWith(beginning)),
  );
  const faults = new Map<string, readonly string[]>();

  before(async function () {
    this.timeout(1_200_000);
    const slot = limit(atOnce);
    await Promise.all(
      cases.map(one =>
        slot(async () => {
          if (!playable(one)) return;
          const node = needsSqlite(one) ? nodeWithSqlite : undefined;
          faults.set(
            one.name,
            await playCase(one, differences[one.name] ?? [], node).catch((error: unknown) => [
              `not played: ${String(error)}`,
            ]),
          );
        }),
      ),
    );
  });

  for (const one of cases) {
    const reason = pending[one.name];
    if (!playable(one)) it.skip(`${one.name} needs a Node.js with SQLite, which the tests in a real VS Code install`);
    else if (reason === undefined)
      it(`${one.name}: ${one.about}`, () => {
        const found = faults.get(one.name) ?? ['not played'];
        assert.ok(found.length === 0, `\n${found.slice(0, mostLines).join('\n')}`);
      });
    else
      it(`${one.name} is still pending: ${reason}`, () =>
        assert.notEqual(faults.get(one.name)?.length, 0, 'it passes now: take it off the list in pending.ts'));
  }

  it('knows why each case differs that says so, and lists no case that is gone', () => {
    const names = new Set(readCases().map(one => one.name));
    const unexplained = readCases().filter(
      one => one.about.startsWith('differs') && differences[one.name] === undefined,
    );
    assert.deepEqual(
      unexplained.map(one => one.name),
      [],
    );
    assert.deepEqual(
      [...Object.keys(differences), ...Object.keys(pending)].filter(name => !names.has(name)),
      [],
    );
  });
});

function needsSqlite({ files }: RecordedCase): boolean {
  return Object.values(files).some(text => /\baction: sqlite\./.test(text));
}

function playable(one: RecordedCase): boolean {
  return nodeWithSqlite !== undefined || !needsSqlite(one);
}

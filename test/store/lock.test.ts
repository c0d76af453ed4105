// The lock of a run, fought over by real processes.

import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockOwner, ownerText, takeLock } from '../../src/store/lock';
import { program } from './store-place';

describe('the lock of a run', () => {
  let folder: string;
  let lock: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'restep-lock-'));
    lock = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const holder = `say(load('store/lock').takeLock(args[0], 'VS Code', 7).ok); stay();`;

  it('is held by one, who is named to the others', () => {
    const first = takeLock(lock, 'VS Code', 5000);
    assert(first.ok);
    const second = takeLock(lock, 'command line', 6000);
    assert(!second.ok);
    assert.deepEqual([second.error.pid, second.error.what, second.error.since], [process.pid, 'VS Code', 5000]);
    assert.equal(ownerText(second.error), `VS Code (process ${process.pid}, since 1970-01-01T00:00:05.000Z)`);
    first.value.dispose();
    assert.equal(lockOwner(lock), undefined);
    const third = takeLock(lock, 'command line', 6000);
    assert(third.ok);
    third.value.dispose();
    assert.deepEqual(readdirSync(lock), []);
  });

  it('keeps another process out while its owner lives, and lets it in when the owner was killed', async () => {
    const other = program(holder, lock);
    assert.equal(await other.line(), 'true');
    const refused = takeLock(lock, 'test', 0);
    assert(!refused.ok && refused.error.what === 'VS Code');
    assert.equal(lockOwner(lock)?.pid, refused.error.pid);
    await other.kill();
    assert.equal(lockOwner(lock), undefined);
    const taken = takeLock(lock, 'test', 0);
    assert(taken.ok);
    assert.equal(readdirSync(lock).length, 1);
    taken.value.dispose();
  });

  it('is taken over by exactly one of many that find a dead owner', async () => {
    const dead = program(holder, lock);
    await dead.line();
    await dead.kill();
    const start = Date.now() + 400;
    const racers = Array.from({ length: 6 }, () =>
      program(
        `const { takeLock } = load('store/lock');
         while (Date.now() < Number(args[1]));
         say(takeLock(args[0], 'racer', 0).ok); stay();`,
        lock,
        String(start),
      ),
    );
    const results = await Promise.all(racers.map(racer => racer.line()));
    assert.equal(results.filter(result => result === 'true').length, 1);
    await Promise.all(racers.map(racer => racer.kill()));
  });

  it('is never held by two at once, however often it changes hands', async () => {
    const body = `
      const fs = require('node:fs');
      const { takeLock } = load('store/lock');
      let won = 0;
      for (let round = 0; round < 300; round++) {
        const lock = takeLock(args[0], 'racer', 0);
        if (!lock.ok) continue;
        fs.writeFileSync(args[1], String(process.pid), { flag: 'wx' });
        fs.rmSync(args[1]);
        lock.value.dispose();
        won++;
      }
      say(won);`;
    const racers = Array.from({ length: 3 }, () => program(body, lock, join(folder, 'inside')));
    const wins = await Promise.all(racers.map(async racer => [Number(await racer.line()), await racer.ended]));
    assert.deepEqual(
      wins.map(([, code]) => code),
      [0, 0, 0],
    );
    assert(wins.reduce((sum, [won = 0]) => sum + (won ?? 0), 0) > 0);
  });

  it('counts an owner on another machine as alive', () => {
    mkdirSync(lock);
    const owner = { pid: 1, identity: 'x', host: `not-${hostname()}`, what: 'VS Code', since: 0 };
    writeFileSync(join(lock, '4'), JSON.stringify(owner));
    const refused = takeLock(lock, 'test', 0);
    assert(!refused.ok);
    assert.match(ownerText(refused.error), / on not-/);
  });

  it('is free when the number of its owner belongs to another process now', () => {
    mkdirSync(lock);
    const owner = { pid: process.pid, identity: '1-00000000', host: hostname(), what: 'VS Code', since: 0 };
    writeFileSync(join(lock, '4'), JSON.stringify(owner));
    const taken = takeLock(lock, 'test', 0);
    assert(taken.ok);
    taken.value.dispose();
  });

  it('waits for an owner that is still writing its name, but not for one that died over it', () => {
    mkdirSync(lock);
    writeFileSync(join(lock, '1'), '');
    assert(!takeLock(lock, 'test', 0).ok);
    utimesSync(join(lock, '1'), 1000, 1000);
    assert(takeLock(lock, 'test', 0).ok);
  });

  it('is for the user alone', () => {
    takeLock(lock, 'test', 0);
    assert.deepEqual([statSync(lock).mode & 0o777, statSync(join(lock, '1')).mode & 0o777], [0o700, 0o600]);
  });

  it('does not bring a removed run back', () => {
    assert.throws(() => takeLock(join(folder, 'gone/lock'), 'test', 0), { code: 'ENOENT' });
    assert.deepEqual(readdirSync(folder), []);
  });
});

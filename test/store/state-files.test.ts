// Values that outlive runs, on a real disk and between real processes.

import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok } from '../../src/base/result';
import type { StateDecision, StateEntry } from '../../src/model/state';
import { lockDir, stateDir, stateFileName } from '../../src/store/layout';
import { takeLock } from '../../src/store/lock';
import { stateFiles } from '../../src/store/state-files';
import { program } from './store-place';

describe('values that outlive runs', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'restep-state-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const space = { scope: 'dag', namespace: 'flow' };
  const never = new AbortController().signal;
  const entry = (key: string, version: number): StateEntry => {
    const at = '2026-01-01T00:00:00Z';
    return { key, version, hash: 'h', createdAt: at, updatedAt: at, value: { n: version } };
  };
  const raise =
    (key: string): StateDecision =>
    before =>
      ok(entry(key, (before?.version ?? 0) + 1));

  it('are found again, listed by key and forgotten', async () => {
    const state = stateFiles(home, { what: 'test' });
    assert.deepEqual(await state.read(space, 'k'), ok(undefined));
    assert.deepEqual(await state.list(space), ok([]));
    await state.change(space, 'b', raise('b'), never);
    await state.change(space, 'a/x', raise('a/x'), never);
    const changed = await state.change(space, 'b', raise('b'), never);
    assert.deepEqual(changed, ok({ before: entry('b', 1), after: entry('b', 2) }));
    const other = stateFiles(home, { what: 'other' });
    assert.deepEqual(await other.list(space), ok([entry('a/x', 1), entry('b', 2)]));
    assert.deepEqual(
      await other.change(space, 'b', () => ok(undefined), never),
      ok({ before: entry('b', 2), after: undefined }),
    );
    assert.deepEqual(await state.read(space, 'b'), ok(undefined));
    assert.deepEqual(await state.change(space, 'a/x', () => fail('no'), never), fail('no'));
    assert.deepEqual(await state.read(space, 'a/x'), ok(entry('a/x', 1)));
  });

  it('stay in their space and below their folder, whatever they are called', async () => {
    const state = stateFiles(home, { what: 'test' });
    const hostile = ['../../x', '/etc/passwd', 'a\0b', 'CON', 'A', 'a', 'é'.repeat(300), '..', 'k.json', 'lock'];
    for (const key of hostile) await state.change({ scope: 'custom', namespace: key }, key, raise(key), never);
    for (const key of hostile)
      assert.deepEqual(await state.list({ scope: 'custom', namespace: key }), ok([entry(key, 1)]));
    assert.deepEqual(readdirSync(home), ['state']);
    assert.deepEqual(readdirSync(join(home, 'state')), [stateFileName('custom')]);
    const dir = stateDir(home, { scope: 'custom', namespace: 'A' });
    assert.deepEqual(
      [statSync(dir).mode & 0o777, statSync(join(dir, `${stateFileName('A')}.json`)).mode & 0o777],
      [0o700, 0o600],
    );
  });

  it('lose no change of two processes', async () => {
    const body = `
      const { stateFiles } = load('store/state-files');
      const state = stateFiles(args[0], { what: 'racer' });
      const space = { scope: 'dag', namespace: 'flow' };
      const raise = before => ({ ok: true, value: { key: 'n', version: (before?.version ?? 0) + 1, value: 1 } });
      (async () => {
        for (let round = 0; round < 25; round++) {
          const changed = await state.change(space, 'n', raise, new AbortController().signal);
          if (!changed.ok) throw new Error(changed.error);
        }
        say('done');
      })();`;
    const racers = Array.from({ length: 2 }, () => program(body, home));
    assert.deepEqual(
      await Promise.all(racers.map(racer => racer.line())),
      ['done', 'done'].map(word => JSON.stringify(word)),
    );
    const found = await stateFiles(home, { what: 'test' }).read(space, 'n');
    assert.ok(found.ok);
    assert.equal(found.value?.version, 50);
  });

  it('wait for who changes them, and stop waiting when told to', async () => {
    const state = stateFiles(home, { what: 'test' });
    const dir = stateDir(home, space);
    mkdirSync(dir, { recursive: true });
    const held = takeLock(lockDir(dir), 'somebody', 0);
    assert.ok(held.ok);
    const stop = new AbortController();
    const given = state.change(space, 'a', raise('a'), stop.signal);
    const waited = state.change(space, 'b', raise('b'), never);
    stop.abort();
    assert.deepEqual(await given, fail('the change was ended before its turn came'));
    held.value.dispose();
    assert.ok((await waited).ok);
  });

  it('say which file was damaged instead of starting over', async () => {
    const state = stateFiles(home, { what: 'test' });
    await state.change(space, 'k', raise('k'), never);
    const file = join(stateDir(home, space), `${stateFileName('k')}.json`);
    writeFileSync(file, '{"key":');
    for (const found of [
      await state.read(space, 'k'),
      await state.list(space),
      await state.change(space, 'k', raise('k'), never),
    ])
      assert.deepEqual(found, fail(`the file ${file} was damaged; remove it`));
  });
});

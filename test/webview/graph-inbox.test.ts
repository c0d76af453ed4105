// Messages that come faster than they can be drawn.

import { strict as assert } from 'node:assert';
import { Inbox } from '../../src/webview/inbox';

function inbox(cost = 0) {
  const received: unknown[] = [];
  const waits: number[] = [];
  let time = 0;
  let pending: (() => void) | undefined;
  const box = new Inbox({
    receive: message => {
      received.push(message);
      time += cost;
    },
    now: () => time,
    later: (act, ms) => {
      waits.push(ms);
      pending = act;
    },
  });
  const run = (): void => {
    const act = pending;
    pending = undefined;
    act?.();
  };
  return { box, received, waits, run };
}

const snapshot = (now: number): object => ({ type: 'snapshot', now });
const select = { type: 'select', step: 'a' };

describe('inbox of the page', () => {
  it('drops snapshots that a newer one overtook, and nothing else', () => {
    const { box, received, run } = inbox();
    for (const message of [snapshot(1), select, snapshot(2), snapshot(3), null]) box.take(message);
    run();
    assert.deepEqual(received, [select, snapshot(3), null]);
  });

  it('receives the first at once and rests after work for as long as it took', () => {
    const { box, received, waits, run } = inbox(80);
    box.take(snapshot(1));
    run();
    box.take(snapshot(2));
    box.take(snapshot(3));
    run();
    assert.deepEqual(waits, [0, 80]);
    assert.deepEqual(received, [snapshot(1), snapshot(3)]);
  });

  it('goes on after a message that could not be received', () => {
    const calls: unknown[] = [];
    const acts: (() => void)[] = [];
    const box = new Inbox({
      receive: message => {
        calls.push(message);
        if (calls.length === 1) throw new Error('oops');
      },
      now: () => 0,
      later: act => acts.push(act),
    });
    box.take(1);
    assert.throws(() => acts[0]?.(), /oops/);
    box.take(2);
    acts[1]?.();
    assert.deepEqual(calls, [1, 2]);
  });
});

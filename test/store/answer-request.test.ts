// Handing an answer to the process that drives a run.

import { strict as assert } from 'node:assert';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/base/json';
import { requestAnswer, takeVerdict, watchAnswerRequests, withdrawRequest } from '../../src/store/answer-request';

describe('a request to take an answer', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'restep-answer-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('reaches the owner who watches, and its verdict comes back once', async () => {
    const heard: JsonObject[] = [];
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>(resolve => {
      arrive = resolve;
    });
    const watching = watchAnswerRequests(dir, 10, request => {
      heard.push(request);
      arrive();
      return { ok: true };
    });
    const id = requestAnswer(dir, { step: 'ask' }, 11);
    await arrived;
    assert.deepEqual(heard, [{ step: 'ask' }]);
    assert.deepEqual([takeVerdict(dir, id), takeVerdict(dir, id)], [{ ok: true }, undefined]);
    assert.deepEqual(readdirSync(dir), []);
    watching.dispose();
  });

  it('is heard by an owner who begins to watch after it was laid down, unless it was meant for an earlier attempt', () => {
    requestAnswer(dir, { step: 'old' }, 9);
    requestAnswer(dir, { step: 'new' }, 11);
    const heard: JsonObject[] = [];
    watchAnswerRequests(dir, 10, request => {
      heard.push(request);
      return null;
    }).dispose();
    assert.deepEqual(heard, [{ step: 'new' }]);
    assert.ok(!readdirSync(dir).some(name => name.startsWith('answer-')));
  });

  it('can be taken back as long as nobody took it, and what is unreadable is passed over', () => {
    const id = requestAnswer(dir, { step: 'ask' }, 11);
    assert.ok(withdrawRequest(dir, id));
    assert.ok(!withdrawRequest(dir, id));
    writeFileSync(join(dir, 'answer-0.json'), '{"at":');
    watchAnswerRequests(dir, 0, () => assert.fail('there is no request')).dispose();
  });
});

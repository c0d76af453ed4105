// Asking another process to stop a run.

import { strict as assert } from 'node:assert';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  clearStopRequest,
  readStopRequest,
  requestStop,
  type StopRequest,
  stopRequestFile,
  watchStopRequest,
} from '../../src/store/stop-request';

describe('a request to stop a run', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'restep-stop-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('is read as it was written, until it is taken away', () => {
    assert.equal(readStopRequest(dir), undefined);
    requestStop(dir, { at: 5, by: 'a test' });
    requestStop(dir, { at: 6, by: 'a test' });
    assert.deepEqual(readStopRequest(dir), { at: 6, by: 'a test' });
    clearStopRequest(dir);
    assert.equal(readStopRequest(dir), undefined);
  });

  it('counts even when its text is unreadable', () => {
    writeFileSync(join(dir, stopRequestFile), '{"at":');
    assert.equal(readStopRequest(dir)?.by, 'someone');
  });

  it('reaches the owner who watches, once, and is taken away', async () => {
    const heard: StopRequest[] = [];
    const arrived = new Promise<void>(resolve => {
      watchStopRequest(dir, 10, request => {
        heard.push(request);
        resolve();
      });
    });
    requestStop(dir, { at: 11, by: 'a test' });
    await arrived;
    assert.deepEqual(heard, [{ at: 11, by: 'a test' }]);
    assert.ok(!existsSync(join(dir, stopRequestFile)));
  });

  it('is heard by an owner who begins to watch after it was written', () => {
    requestStop(dir, { at: 20, by: 'a test' });
    let heard = 0;
    watchStopRequest(dir, 10, () => heard++).dispose();
    assert.equal(heard, 1);
  });

  it('of an earlier attempt is taken away unheard', () => {
    requestStop(dir, { at: 9, by: 'a test' });
    const watching = watchStopRequest(dir, 10, () => assert.fail('it was meant for an earlier attempt'));
    assert.ok(!existsSync(join(dir, stopRequestFile)));
    watching.dispose();
  });
});

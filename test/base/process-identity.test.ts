// Processes told apart from others of the same number.

import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { identityOf, identityOfNew, isSameProcess, startTime } from '../../src/base/process-identity';

describe('the identity of a process', () => {
  it('stays the same while the process lives', () => {
    const identity = identityOf(process.pid);
    assert(identity !== undefined);
    assert.equal(identityOf(process.pid), identity);
    assert(isSameProcess(process.pid, identity));
    assert(!isSameProcess(process.pid, `1${identity}`));
  });

  it('is known right after the start, and gone with the process', async () => {
    const child = spawn('sleep', ['60']);
    const { pid } = child;
    assert(pid !== undefined);
    const identity = identityOfNew(pid, Date.now());
    assert.notEqual(identity, identityOf(process.pid));
    assert(isSameProcess(pid, identity));
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    assert.equal(identityOf(pid), undefined);
    assert(!isSameProcess(pid, identity));
  });

  it('may be the time of the start, as the tools of the system tell it', () => {
    const started = startTime(process.pid);
    assert(started !== undefined && Math.abs(started - (Date.now() - process.uptime() * 1000)) < 2500);
    assert(isSameProcess(process.pid, `@${started + 1000}`));
    assert(!isSameProcess(process.pid, `@${started - 60_000}`));
    assert(!isSameProcess(4_000_000_000, `@${started}`));
  });
});

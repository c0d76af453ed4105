// The log of a run itself.

import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunLog } from '../../src/engine/run-log';

describe('the log of a run', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'restep-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has a line with its time for everything that was said', () => {
    const path = join(folder, 'run.log');
    const log = new RunLog(path);
    log.say(0, 'one');
    log.say(1000, 'two');
    log.flush();
    assert.equal(readFileSync(path, 'utf8'), '1970-01-01T00:00:00.000Z one\n1970-01-01T00:00:01.000Z two\n');
  });

  it('gives lines up when its folder is gone, and ends nothing', () => {
    const log = new RunLog(join(folder, 'run.log'));
    rmSync(folder, { recursive: true });
    log.say(0, 'one');
    assert.doesNotThrow(() => log.flush());
  });
});

// Folders with what is missing above them, and places where none can be.

import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../src/base/folder';

describe('makeFolder', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'restep-folder-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('makes a folder with what is missing above it, with one mode, and again without harm', () => {
    const path = join(home, 'a', 'b');
    for (let count = 0; count < 2; count++) makeFolder(path, 0o700);
    for (const made of [path, join(home, 'a')]) assert.equal(statSync(made).mode & 0o777, 0o700);
    makeFolder('/');
  });

  it('throws what the system says where a file stands in the way', () => {
    writeFileSync(join(home, 'file'), '');
    assert.throws(() => makeFolder(join(home, 'file')), { code: 'EEXIST' });
    assert.throws(() => makeFolder(join(home, 'file', 'below')), { code: 'ENOTDIR' });
  });

  it('ends where no folder can be, which Node by itself does not', function () {
    if (process.platform !== 'linux') this.skip();
    assert.throws(() => makeFolder('/proc/none/below/it'), { code: 'ENOENT', syscall: 'mkdir' });
  });
});

// A Node that comes with SQLite: the one that runs the tests, or the one that the tests in a real VS Code have installed.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './cli-run';

/** Its path; undefined when there is none at hand. */
export const nodeWithSqlite = process.getBuiltinModule('node:sqlite') === undefined ? installed() : process.execPath;

function installed(): string | undefined {
  const cache = join(repository, '.vscode-test');
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const program = join(
    'node_modules',
    `node-${platform}-${process.arch}`,
    'bin',
    platform === 'win' ? 'node.exe' : 'node',
  );
  const folders = existsSync(cache) ? readdirSync(cache) : [];
  return folders.map(folder => join(cache, folder, program)).find(existsSync);
}

// Which Node comes with SQLite.

import { isBuiltin } from 'node:module';

/** In words what an action needs and the Node that runs this lacks; undefined: nothing. */
export function missingForAction(action: string): string | undefined {
  const needed = action === 'sqlite.query' || action === 'sqlite.import';
  if (!needed || isBuiltin('node:sqlite') || sqliteFlags(process.versions.node).length > 0) return undefined;
  return `Node.js 22.13 or later, which comes with SQLite; here Restep runs with Node.js ${process.versions.node}`;
}

/** What to start Node with for SQLite: before 22.13, it has SQLite only when it is asked for. */
export function sqliteFlags(version: string): readonly string[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 22 && minor >= 5 && minor < 13 ? ['--experimental-sqlite'] : [];
}

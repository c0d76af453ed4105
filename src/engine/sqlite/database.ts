// SQLite as Node has it: what of it is used here, and how a database is opened.

export interface Statement {
  all(...values: readonly unknown[]): readonly unknown[];
  iterate(...values: readonly unknown[]): IterableIterator<unknown>;
  run(...values: readonly unknown[]): { readonly changes: number | bigint };
  setReadBigInts(on: boolean): void;
  /** Since Node 22.16. */
  columns?(): readonly { readonly name: string }[];
  /** Since Node 22.16. */
  setReturnArrays?(on: boolean): void;
}

export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** What a `dsn` says. */
export interface DatabasePlace {
  /** Absolute, or `:memory:`. */
  readonly path: string;
  readonly readOnly: boolean;
  /** The file must be there already. */
  readonly mustExist: boolean;
  /** E.g. `foreign_keys(1)`. */
  readonly pragmas: readonly string[];
}

interface Module {
  readonly DatabaseSync: new (path: string, options: { readonly readOnly: boolean }) => Database;
}

/** Milliseconds that a statement waits for another program to let go of the file. */
const patienceMs = 5000;

/** Undefined when this Node has no SQLite. */
export function openDatabase({ path, readOnly, pragmas }: DatabasePlace): Database | undefined {
  const module = process.getBuiltinModule('node:sqlite') as Module | undefined;
  if (module === undefined) return undefined;
  const database = new module.DatabaseSync(path, { readOnly });
  database.exec(`PRAGMA busy_timeout = ${patienceMs}`);
  for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`);
  return database;
}

// What can be asked of the thread that reads, picks and writes data, and what it answers.

import type { Json } from '../../base/json';
import type { TextInput } from './text-input';

export type DataFormat = 'json' | 'yaml' | 'csv' | 'tsv' | 'text';

/** A text in a format, or a value that was written in a workflow. */
export type DataSource =
  | { readonly kind: 'input'; readonly from: DataFormat; readonly input: TextInput; readonly table: TableOptions }
  | { readonly kind: 'value'; readonly value: Json };

/** How tables are read and written (dagu-format.md 3.18). */
export interface TableOptions {
  /** The first row that is read names the columns. */
  readonly hasHeader: boolean;
  /** A row with the names of the columns is written. */
  readonly headers: boolean;
  /** Between cells; the usual one of the format when absent. */
  readonly delimiter?: string;
  /** Names and order of the columns; empty: as found. */
  readonly columns: readonly string[];
}

/** Tables as they are when nothing is said about them. */
export const plainTable: TableOptions = { hasHeader: true, headers: true, columns: [] };

/** `raw`: a text as it is, anything else short. */
export type DataTarget = DataFormat | 'raw';

export interface DataRequest {
  readonly source: DataSource;
  /** A path to what is wanted of it; the whole without. */
  readonly select?: string;
  readonly to: DataTarget;
  readonly table: TableOptions;
}

/** `filter`: `select` is more than a path, and jq is to be asked with this JSON. `whole`: numbers without a fraction are integers in it. */
export type DataAnswer =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'filter'; readonly json: string; readonly whole: boolean }
  | { readonly kind: 'refused'; readonly error: string };

// A finding about a text: what, where, how bad, and how to mend it.

import type { TextEdit, TextRange } from './text';

export type Severity = 'error' | 'warning' | 'info';

export interface RelatedPlace {
  readonly message: string;
  readonly range: TextRange;
  /** Absolute path, when the place is in another file. */
  readonly file?: string;
}

/** A change that mends a diagnostic, offered as a quick fix. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The one obvious fix: what "Fix all in file" applies. */
  readonly preferred?: boolean;
}

export interface Diagnostic {
  /** Stable, kebab-case, documented: `unknown-key`, `depends-unknown`, … */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: TextRange;
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
  /** How an editor may draw it besides its severity. */
  readonly tag?: 'unnecessary' | 'deprecated';
}

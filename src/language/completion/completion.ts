// What a completion is: plain data over offsets.

import type { TextEdit, TextRange } from '../../base/text';
import type { Prose } from '../prose';

export type CompletionKind =
  | 'field'
  | 'structure'
  | 'value'
  | 'step'
  | 'action'
  | 'workflow'
  | 'variable'
  | 'constant'
  | 'output';

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A few words behind the label. */
  readonly detail?: string;
  readonly documentation?: Prose;
  /** What is replaced: on one line, with the cursor in it. */
  readonly range: TextRange;
  /** What is inserted. Further lines carry their whole indentation. */
  readonly text: string;
  /** `text` has stops such as `$1` in it. */
  readonly snippet?: true;
  /** What typed letters are compared with. Absent: the label. */
  readonly filter?: string;
  /** Another edit, elsewhere, that belongs to it. */
  readonly edits?: readonly TextEdit[];
  readonly deprecated?: true;
  /** Once inserted, values can be chosen from at once. */
  readonly again?: true;
}

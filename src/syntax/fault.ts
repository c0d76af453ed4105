// What can be wrong with a text as YAML.

import type { TextRange } from '../base/text';

export interface SyntaxFault {
  readonly code: 'yaml-syntax' | 'yaml-duplicate-key' | 'yaml-alias' | 'yaml-too-large' | 'yaml-key';
  /** What, and how to mend it. */
  readonly message: string;
  readonly range: TextRange;
  /** For duplicate keys: the first one. */
  readonly first?: TextRange;
}

// Collects what is wrong with a file, and which of Dagu's commands refuse it because of that.

import type { Diagnostic, Fix, RelatedPlace, Severity } from '../base/diagnostic';
import type { TextRange } from '../base/text';

/** Which commands refuse the file: `validate`, `start`, both, or none (a warning or a remark). */
export type Blocks = 'both' | 'validate' | 'start' | 'none';

export interface Finding extends Diagnostic {
  readonly blocks: Blocks;
}

interface More {
  readonly blocks?: Blocks;
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly RelatedPlace[];
  readonly tag?: 'unnecessary' | 'deprecated';
}

/** At most this many of those that refuse the file are kept, and of the others: a hostile file must not flood an editor. */
const most = 250;

export class Findings {
  readonly #list: Finding[] = [];
  readonly #seen = new Set<string>();
  #blocking = 0;
  /** The text that the findings are about, for fixes that keep its layout. */
  readonly text: string;
  #mild = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** An error that both commands refuse, unless said otherwise. The same finding at the same place is kept once. */
  add(code: string, message: string, range: TextRange, more: More = {}): void {
    const key = `${code} ${range.start} ${range.end} ${message}`;
    if (this.#seen.has(key)) return;
    const finding: Finding = { code, message, range, severity: 'error', blocks: 'both', ...more };
    // Remarks about what comes from the base configuration belong there; here they would have no place.
    if (finding.blocks === 'none' && range.start === range.end) return;
    // Warnings must not crowd out the error that decides the verdict.
    if ((finding.blocks === 'none' ? ++this.#mild : ++this.#blocking) > most) return;
    this.#seen.add(key);
    this.#list.push(finding);
  }

  /** Whether further errors would be dropped: then nobody needs to look for what may have been meant. */
  get manyErrors(): boolean {
    return this.#blocking >= most;
  }

  /** The same of remarks. */
  get manyRemarks(): boolean {
    return this.#mild >= most;
  }

  /** How many findings refuse the file so far: tells whether something that was just read is sound. */
  get blocking(): number {
    return this.#blocking;
  }

  /** A remark that no command minds. */
  warn(code: string, message: string, range: TextRange, more: More = {}): void {
    this.add(code, message, range, { severity: 'warning', blocks: 'none', ...more });
  }

  inform(code: string, message: string, range: TextRange, more: More = {}): void {
    this.add(code, message, range, { severity: 'info', blocks: 'none', ...more });
  }

  get all(): readonly Finding[] {
    return [...this.#list].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  }
}

// The keys of a mapping that is being read.

import type { TextRange } from '../base/text';
import type { MappingEntry } from './node';

/**
 * Finds keys among the entries so far, of which there are more each time. Most mappings are small: those are searched, as a map for each
 * would cost more.
 */
export class KeysSoFar {
  readonly #entries: readonly MappingEntry[];
  #ranges: Map<string, TextRange> | undefined;
  /** How many entries the map has. */
  #known = 0;

  constructor(entries: readonly MappingEntry[]) {
    this.#entries = entries;
  }

  /** Where a key stands; undefined when there is none with this text. */
  get(text: string): TextRange | undefined {
    if (this.#entries.length <= fewKeys) return this.#entries.find(({ key }) => key.text === text)?.key.range;
    this.#ranges ??= new Map();
    for (; this.#known < this.#entries.length; this.#known++) {
      const key = this.#entries[this.#known]?.key;
      if (key !== undefined) this.#ranges.set(key.text, key.range);
    }
    return this.#ranges.get(text);
  }
}

const fewKeys = 16;

// Things of a workflow file that have a name: where they get it, and where they are called by it.

import type { TextRange } from '../base/text';
import type { Named } from './named';

export type ThingKind =
  | 'step'
  | 'const'
  | 'param'
  | 'env'
  | 'secret'
  /** What `output: NAME` captures, and inputs of approvals. */
  | 'variable'
  | 'output'
  /** A file that a step of a build reads. */
  | 'input'
  /** What `as` of a foreach names. */
  | 'item'
  | 'action'
  | 'document';

export interface Thing {
  readonly kind: ThingKind;
  readonly name: string;
  /** The places of its name; several where the file gives it again. */
  readonly definitions: readonly DefiningPlace[];
  readonly references: readonly TextRange[];
  /** The names among which it must be the only one of its kind. */
  readonly space: Names;
}

export interface DefiningPlace extends TextRange {
  /** All of what defines the thing, its name included. */
  readonly whole: TextRange;
}

/** Things that are defined side by side, by their names. */
export type Names = ReadonlyMap<string, Thing>;

export const noNames: Names = new Map();

interface OpenThing extends Thing {
  readonly definitions: DefiningPlace[];
  readonly references: TextRange[];
}

export interface FoundThing {
  readonly thing: Thing;
  /** The place of its name. */
  readonly range: TextRange;
}

/** Collects things. A place belongs to one thing: to what claims it first. */
export class Things {
  readonly #open = new Map<Thing, OpenThing>();
  readonly #byStart = new Map<number, FoundThing>();

  all(): readonly Thing[] {
    return [...this.#open.values()];
  }

  /** Every place of every thing, in the order of the file. */
  places(): readonly FoundThing[] {
    return [...this.#byStart.values()].sort((a, b) => a.range.start - b.range.start);
  }

  /** What stands at an offset, or ends there. */
  at(offset: number): FoundThing | undefined {
    let touched: FoundThing | undefined;
    for (const place of this.#byStart.values()) {
      const { start, end } = place.range;
      if (start <= offset && offset < end) return place;
      if (offset === end) touched = place;
    }
    return touched;
  }

  /** Defines names side by side; the same name again is the same thing. `wholes`: what defines them, by the same index. */
  define(kind: ThingKind, named: readonly Named[], wholes: readonly TextRange[] = []): Names {
    const space = new Map<string, Thing>();
    for (const [index, { name, range }] of named.entries()) {
      // What an alias repeats is defined where it is written.
      const known = this.#byStart.get(range.start)?.thing ?? space.get(name);
      const thing = known ?? this.#create(kind, name, space);
      space.set(name, thing);
      this.#claim(thing, range)?.definitions.push({
        start: range.start,
        end: range.end,
        whole: wholes[index] ?? range,
      });
    }
    return space;
  }

  refer(thing: Thing | undefined, range: TextRange): void {
    if (thing !== undefined) this.#claim(thing, range)?.references.push(range);
  }

  #create(kind: ThingKind, name: string, space: Names): Thing {
    const thing: OpenThing = { kind, name, space, definitions: [], references: [] };
    this.#open.set(thing, thing);
    return thing;
  }

  /** Undefined: the place belongs to something already. */
  #claim(thing: Thing, range: TextRange): OpenThing | undefined {
    if (this.#byStart.has(range.start)) return undefined;
    this.#byStart.set(range.start, { thing, range });
    return this.#open.get(thing);
  }
}

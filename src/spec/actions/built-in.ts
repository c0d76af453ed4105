// What a built-in action is: the input it takes and what is checked when a file is loaded (dagu-format.md 3.18).

import type { FieldTable } from '../fields/field';
import type { Input } from './input';

export interface BuiltIn {
  /** As in `action:`, e.g. `file.write`. */
  readonly name: string;
  /** Dagu's executor type: `type:` of a legacy step, and the beginning of automatic names. */
  readonly kind: string;
  /** One or two sentences for people. */
  readonly meaning: string;
  readonly input: FieldTable;
  /** `ignore`: keys of no field pass unnoticed. */
  readonly unknownKeys: 'refuse' | 'ignore';
  /** Fields that must be there, also when there is no `with` at all. */
  readonly required: readonly string[];
  /** Fields that must be there as soon as `with` holds anything: Dagu does not look at an empty one. */
  readonly requiredIfAny: readonly string[];
  /** Fields that Dagu takes out of `with` before it looks whether anything is left. */
  readonly apart: readonly string[];
  /** What `with` holds becomes fields of the step, among which nothing written counts as absent. */
  readonly asFields?: true;
  /** Checks beyond presence and types. */
  readonly check?: (input: Input) => void;
}

type More = Partial<Omit<BuiltIn, 'name' | 'meaning' | 'input'>>;

/** One line of a table of actions. The kind is the part of the name before the first dot unless said otherwise. */
export function builtIn(name: string, meaning: string, input: FieldTable, more: More = {}): BuiltIn {
  return {
    name,
    kind: name.replace(/\..*$/, ''),
    meaning,
    input,
    unknownKeys: 'refuse',
    required: [],
    requiredIfAny: [],
    apart: [],
    ...more,
  };
}

/** The names of the inputs without which the action does not load. */
export function neededInputs({ required, requiredIfAny }: BuiltIn): readonly string[] {
  return [...new Set([...required, ...requiredIfAny])];
}

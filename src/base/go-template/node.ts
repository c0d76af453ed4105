// What a parsed template is made of. Every part knows where it stands in the text.

import type { GoValue } from './value';

interface Placed {
  readonly at: number;
}

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly kind: 'action'; readonly pipe: Pipe } & Placed)
  | ControlNode
  | ({ readonly kind: 'break' | 'continue' } & Placed)
  | ({ readonly kind: 'template'; readonly name: string; readonly pipe?: Pipe } & Placed);

export interface ControlNode extends Placed {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: Pipe;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

/** Commands of which each gets the value of the one before as its last argument. */
export interface Pipe extends Placed {
  /** Variables that get the value: `$x`; a range may have two. */
  readonly variables: readonly string[];
  /** `=` instead of `:=`: the variables exist already. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export interface Command extends Placed {
  readonly first: Operand;
  readonly args: readonly Operand[];
}

export type Operand =
  | ({ readonly kind: 'literal'; readonly value: GoValue } & Placed)
  | ({ readonly kind: 'dot' | 'nil' } & Placed)
  | ({ readonly kind: 'field'; readonly names: readonly string[] } & Placed)
  | ({ readonly kind: 'variable'; readonly name: string; readonly names: readonly string[] } & Placed)
  | ({ readonly kind: 'function'; readonly name: string } & Placed)
  | ({ readonly kind: 'pipe'; readonly pipe: Pipe } & Placed)
  | ({ readonly kind: 'chain'; readonly of: Operand; readonly names: readonly string[] } & Placed);

/** The trees of a template and of all that it defines, by name. */
export type Definitions = ReadonlyMap<string, readonly TemplateNode[]>;

// What a reader of shell texts keeps in mind: the command that it is in, and what stands open around it.

export interface SimpleCommand {
  /** No word but assignments was read yet. */
  begins: boolean;
  kind: CommandKind;
  /** Variables that have their value when the command ends. */
  pending: string[];
  /** The next word is a file. */
  redirects: boolean;
}

/**
 * `loop`: the next word is set; `read`: all words are; `declare`: names may be given values, and hide what they meant before;
 * `export`: the same, but a bare name still means what it meant.
 */
export type CommandKind = 'other' | 'loop' | 'read' | 'declare' | 'export' | 'printf';

export interface Frame {
  readonly kind: 'double' | 'paren' | 'backtick' | 'brace' | 'arithmetic';
  /** Open parentheses inside arithmetic. */
  depth: number;
  /** The command around. */
  readonly command: SimpleCommand;
}

/** Words that a command begins with and that say how its names count; behind `again` another command begins. */
export const keywords: ReadonlyMap<string, CommandKind | 'again'> = new Map([
  ...['if', 'then', 'elif', 'else', 'while', 'until', 'do', '{', '}', '!', 'time'].map(
    word => [word, 'again'] as const,
  ),
  ...['for', 'select'].map(word => [word, 'loop'] as const),
  ...['read', 'mapfile', 'readarray', 'getopts'].map(word => [word, 'read'] as const),
  ...['local', 'declare', 'typeset'].map(word => [word, 'declare'] as const),
  ...['export', 'readonly', 'unset'].map(word => [word, 'export'] as const),
  ['printf', 'printf'] as const,
]);

export function startOfCommand(): SimpleCommand {
  return { begins: true, kind: 'other', pending: [], redirects: false };
}

// A text of SQL as its statements, each with the places for values in it.

export interface SqlStatement {
  readonly sql: string;
  /** How many `?` it has. */
  readonly places: number;
  /** Its `:name`, `@name` and `$name`, with their first character. */
  readonly names: readonly string[];
}

const tokenShape =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$)|[:@$][A-Za-z_]\w*|\?\d*|[A-Za-z_]\w*|\s+|[\s\S]/g;

/** Every statement that is more than blanks and comments. */
export function statementsOf(text: string): readonly SqlStatement[] {
  const statements: SqlStatement[] = [];
  let tokens: string[] = [];
  const end = (): void => {
    const words = tokens.filter(token => !/^(\s|--|\/\*)/.test(token));
    if (words.length > 0) {
      const names = words.filter(word => /^[:@$]\w/.test(word));
      const places = words.filter(word => word.startsWith('?')).length;
      statements.push({ sql: tokens.join('').trim(), places, names: [...new Set(names)] });
    }
    tokens = [];
  };
  for (const [token] of text.matchAll(tokenShape)) {
    if (token === ';' && !isInTrigger(tokens)) end();
    else tokens.push(token);
  }
  end();
  return statements;
}

/** The statements between BEGIN and END of a trigger belong to it; CASE has an END of its own. */
function isInTrigger(tokens: readonly string[]): boolean {
  const words = tokens.filter(token => /^\w/.test(token)).map(token => token.toUpperCase());
  if (words[0] !== 'CREATE' || !words.slice(1, 3).includes('TRIGGER')) return false;
  const from = words.indexOf('BEGIN');
  if (from === -1) return false;
  const inner = words.slice(from);
  const opened = inner.filter(word => word === 'BEGIN' || word === 'CASE').length;
  return opened > inner.filter(word => word === 'END').length;
}

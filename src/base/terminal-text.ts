// Text that is safe to show in a terminal, and how many columns it takes.

/**
 * A name or message as one line: control characters become visible pictures (␛, ␊), and characters that reorder or hide text become �, so
 * that no workflow can move the cursor, retitle the window or pretend to be our own output.
 */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, picture).replace(deceptive, '\ufffd');
}

/** The first line of a message that may have more, such as the end of what a command wrote. */
export function firstLine(text: string): string {
  return oneLine(text.split(/\r?\n/, 1)[0] ?? '');
}

/** Several lines: line ends and tabs stay, everything else as in `oneLine`. */
export function manyLines(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, picture)
    .replace(deceptive, '\ufffd');
}

/** Output of a step for a terminal: colours (SGR sequences) stay when `colors` is on, every other sequence is shown as text. */
export function outputText(text: string, colors: boolean): string {
  const pieces = text.split(/(\u001b\[[0-9;:]*m)/);
  return pieces.map((piece, index) => (index % 2 === 0 ? manyLines(piece) : colors ? piece : '')).join('');
}

/** Columns that the text takes in a terminal: wide characters (CJK, emoji) count two, combining ones none. SGR sequences count none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text.replace(/\u001b\[[0-9;:]*m/g, ''))) width += clusterWidth(segment);
  return width;
}

/** The text in at most `columns` columns, with … where something was cut off. For text without SGR sequences. */
export function clip(text: string, columns: number): string {
  // Measuring a whole line of a hostile file would take seconds: what lies far behind the edge is cut off unseen.
  const near = text.slice(0, columns * 16 + 64);
  if (near.length === text.length && widthOf(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of graphemes.segment(near)) {
    const next = clusterWidth(segment);
    if (width + next > columns - 1) break;
    kept += segment;
    width += next;
  }
  return columns > 0 ? `${kept}…` : '';
}

/** The text with blanks behind it up to `columns` columns. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

// C1 controls, marks that change the direction of text, invisible separators, the byte order mark, lone surrogates.
const deceptive =
  /[\u0080-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function picture(control: string): string {
  const code = control.charCodeAt(0);
  return code === 0x7f ? '␡' : String.fromCharCode(0x2400 + code);
}

function clusterWidth(cluster: string): number {
  const code = cluster.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
  if (code < 0x300) return 1;
  if (/^\p{Mark}/u.test(cluster)) return 0;
  return isWide(code) || /\ufe0f|^\p{Emoji_Presentation}/u.test(cluster) ? 2 : 1;
}

/** East Asian Wide and Fullwidth, as blocks (Unicode TR11). */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xa960 && code <= 0xa97f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x17000 && code <= 0x18dff) ||
    (code >= 0x1b000 && code <= 0x1b2ff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

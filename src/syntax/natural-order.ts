// The order of keys in written YAML: numbers inside a text count as numbers, letters come behind other characters.

/** For sorting. */
export function byNaturalOrder(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((character, index) => character !== right[index]);
  const [one, other] = [left[at], right[at]];
  if (one === undefined || other === undefined) return left.length - right.length;
  const letters = [isLetter(one), isLetter(other)];
  if (letters[0] && letters[1]) return byCode(one, other);
  const behindDigit = isDigit(left[at - 1]);
  if (letters[0] || letters[1]) return letters[0] === behindDigit ? -1 : 1;
  const numbers = [numberAround(left, at), numberAround(right, at)] as const;
  return byNumber(...numbers) || numbers[0].length - numbers[1].length || byCode(one, other);
}

/** The digits at a place and around it. */
function numberAround(text: readonly string[], at: number): string {
  let from = at;
  while (isDigit(text[from - 1])) from--;
  let to = at;
  while (isDigit(text[to])) to++;
  return text.slice(from, to).join('');
}

function byNumber(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

function byCode(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && /^\p{Nd}$/u.test(character);
}

function isLetter(character: string): boolean {
  return /^\p{L}$/u.test(character);
}

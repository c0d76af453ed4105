// Damaged texts for tests that nothing crashes on: seeded, so that every finding can be played again.

export type Random = () => number;

/** Numbers from 0 to below 1, the same ones for the same seed. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The text with one to four damages. `others`: texts from which lines are borrowed. */
export function damaged(text: string, others: readonly string[], random: Random): string {
  let result = text;
  for (let count = 1 + at(4, random); count > 0; count--) {
    const damage = damages[at(damages.length, random)];
    if (damage !== undefined) result = damage(result, random, others);
  }
  return result.slice(0, longest);
}

const longest = 400_000;

type Damage = (text: string, random: Random, others: readonly string[]) => string;

const hostile = [
  '\0',
  '\t',
  '\r',
  '\uFEFF',
  '\u2028',
  '\u{1F600}',
  '\uD800',
  '\x1b[31m',
  '<img src=x onerror=alert(1)>',
  '../../../etc/passwd',
  '${',
  '}}',
  '${steps.a.outputs.b}',
  '${params.x',
  '$(',
  '`',
  '"',
  "'",
  ': ',
  '- ',
  '? ',
  '{',
  '}',
  '[',
  ']',
  '*a',
  '&a ',
  '<<: *a',
  '!!binary ',
  '|',
  '>-',
  '#',
  '---\n',
  '...\n',
  '%YAML 1.2\n',
  '__proto__: {a: 1}\n',
  'constructor: x\n',
  'null',
  '~',
  '9'.repeat(400),
  '0x',
  '1e999',
  '.nan',
  'steps:\n',
  '  - run: x\n',
];

const damages: readonly Damage[] = [
  onLines((lines, random) => [lines.splice(at(lines.length, random), 1 + at(3, random))]),
  onLines((lines, random) => [lines.splice(at(lines.length, random), 0, lines[at(lines.length, random)] ?? '')]),
  onLines((lines, random) => {
    const [a, b] = [at(lines.length, random), at(lines.length, random)];
    [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
  }),
  onLines((lines, random) => {
    const place = at(lines.length, random);
    const line = lines[place] ?? '';
    lines[place] = random() < 0.5 ? `${' '.repeat(1 + at(6, random))}${line}` : line.replace(/^ {1,3}/, '');
  }),
  onLines((lines, random, others) => {
    const from = (others[at(others.length, random)] ?? '').split('\n');
    lines.splice(at(lines.length, random), 0, ...from.slice(at(from.length, random)).slice(0, 1 + at(5, random)));
  }),
  (text, random) => text.slice(0, at(text.length + 1, random)),
  (text, random) => text.slice(at(text.length + 1, random)),
  (text, random) => inserted(text, hostile[at(hostile.length, random)] ?? '', random),
  (text, random) => inserted(text, hostile[at(hostile.length, random)] ?? '', random),
  (text, random) => {
    const place = at(text.length + 1, random);
    return text.slice(0, place) + text.slice(place + 1 + at(4, random));
  },
  (text, random) => inserted(text, 'x'.repeat(at(20_000, random)), random),
  (text, random) =>
    inserted(text, ['[', '{a: ', '- ', '((', '${a:-'][at(5, random)]?.repeat(at(300, random)) ?? '', random),
  (text, random) => {
    const levels = at(12, random);
    const bombs = Array.from(
      { length: levels },
      (_, level) => `b${level}: &b${level} [${`*b${level - 1},`.repeat(9)}]`,
    );
    return [`b: &b-1 [x]`, ...bombs, text].join('\n');
  },
  text => text.replaceAll('\n', '\r\n'),
  (text, random) => text.replaceAll(/\b\w+\b/g, word => (random() < 0.02 ? word.toUpperCase() : word)),
];

function onLines(change: (lines: string[], random: Random, others: readonly string[]) => unknown): Damage {
  return (text, random, others) => {
    const lines = text.split('\n');
    change(lines, random, others);
    return lines.join('\n');
  };
}

function inserted(text: string, what: string, random: Random): string {
  const place = at(text.length + 1, random);
  return text.slice(0, place) + what + text.slice(place);
}

function at(count: number, random: Random): number {
  return Math.floor(random() * count);
}

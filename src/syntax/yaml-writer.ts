// Writes a value as YAML the way Go's library does: keys sorted, maps indented by four.

import { type DataValue, isDataObject } from '../base/json';
import { byNaturalOrder } from './natural-order';
import { type TextPlace, writtenKey, writtenScalar } from './yaml-scalar';

/** The document, with its last newline. */
export function writeYaml(value: DataValue): string {
  const text = written(value, { indent: 0, within: 'nothing' });
  return text.endsWith('\n') ? text : `${text}\n`;
}

function written(value: DataValue, place: TextPlace): string {
  if (typeof value !== 'object' || value === null)
    return writtenScalar(value, { ...place, indent: columnBelow(place, false) });
  const indent = columnBelow(place, true);
  if (!isDataObject(value)) {
    const items = value.map(item => `- ${written(item, { indent, within: 'list' })}`);
    return items.length === 0 ? '[]' : joined(items, indent, place);
  }
  const members = Object.entries(value).sort(([a], [b]) => byNaturalOrder(a, b));
  const lines = members.map(([key, member]) => {
    const text = written(member, { indent, within: 'map' });
    return `${writtenKey(key)}:${text.startsWith('\n') ? '' : ' '}${text}`;
  });
  return lines.length === 0 ? '{}' : joined(lines, indent, place);
}

/** Below a key, lines begin on a line of their own; behind a dash they go on. A text in block style has ended its line already. */
function joined(lines: readonly string[], indent: number, { within }: TextPlace): string {
  const margin = ' '.repeat(indent);
  const all = lines
    .map((line, at) => (at === lines.length - 1 || line.endsWith('\n') ? line : `${line}\n`))
    .join(margin);
  return within === 'map' ? `\n${margin}${all}` : all;
}

/** Where what is inside begins: behind the dash of a list, else at the next multiple of four. */
function columnBelow({ indent, within }: TextPlace, isBlock: boolean): number {
  if (within === 'nothing') return isBlock ? 0 : 4;
  return within === 'list' ? indent + 2 : 4 * Math.floor((indent + 4) / 4);
}

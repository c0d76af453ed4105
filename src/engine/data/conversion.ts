// Data out of one format into another, or one value of them. YAML is read and written by whoever knows it.

import { shortestFloat } from '../../base/go-number';
import type { DataValue } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';
import { isPath, selectPath } from '../values/json-path';
import { compactJson, escapedJson, indentedJson, readJson } from '../values/json-text';
import type { DataAnswer, DataRequest, DataSource, DataTarget, TableOptions } from './data-request';
import { dataOf, hasOddNumber } from './data-value';
import { readTable, writeTable } from './table-text';
import { readInput } from './text-input';

export interface YamlText {
  /** Fails with the reason in words. */
  read(text: string): Result<DataValue, string>;
  write(value: DataValue): string;
}

export function convertData({ source, select, to, table }: DataRequest, yaml: YamlText): DataAnswer {
  const read = readSource(source, yaml);
  if (!read.ok) return { kind: 'refused', error: read.error };
  if (select !== undefined && !isPath(select)) {
    const whole = source.kind === 'value' || source.from === 'yaml';
    return { kind: 'filter', json: compactJson(read.value), whole };
  }
  const found = select === undefined ? { value: read.value } : selectPath(read.value, select);
  if (found === undefined) return { kind: 'refused', error: `${select} does not fit the data` };
  const text = writeTarget(found.value, to, table, yaml);
  return text.ok ? { kind: 'done', text: text.value } : { kind: 'refused', error: text.error };
}

function readSource(source: DataSource, yaml: YamlText): Result<DataValue, string> {
  if (source.kind === 'value') return ok(dataOf(source.value, true));
  const { from, input, table } = source;
  const read = readInput(input);
  if (!read.ok) return read;
  const text = read.value;
  switch (from) {
    case 'text':
      return ok(text);
    case 'yaml':
      return prefixed('the data are not YAML: ', yaml.read(text));
    case 'json': {
      const parsed = prefixed('the data are not JSON: ', readJson(text));
      return parsed.ok ? ok(dataOf(parsed.value, false)) : parsed;
    }
    default:
      return prefixed(`the data are not ${from}: `, readTable(text, from, table));
  }
}

function writeTarget(value: DataValue, to: DataTarget, table: TableOptions, yaml: YamlText): Result<string, string> {
  if (to === 'yaml') return ok(yaml.write(value));
  if (to === 'csv' || to === 'tsv') return writeTable(value, to, table);
  if (hasOddNumber(value)) return fail('JSON has no number for infinity, and none for what is no number');
  switch (to) {
    case 'json':
      return ok(`${escapedJson(indentedJson(value, 2))}\n`);
    case 'text':
      return ok(value === null ? '' : typeof value === 'string' ? value : escapedJson(compactJson(value)));
    case 'raw':
      return ok(`${bareText(value)}\n`);
  }
}

function bareText(value: DataValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return shortestFloat(value);
  return typeof value === 'string' ? value : escapedJson(compactJson(value));
}

function prefixed<T>(words: string, result: Result<T, string>): Result<T, string> {
  return result.ok ? result : fail(`${words}${result.error}`);
}

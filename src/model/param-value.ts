// One value against its declaration: converted to the declared type and checked (dagu-format.md 1.3).

import { compileGoPattern } from '../base/go-pattern';
import { fail, ok, type Result } from '../base/result';
import type { Param } from './dag';

/**
 * The value in its normal form (`007` → `7`, `TRUE` → `true`, `.5` → `0.5`), or in words what is wrong with it. Texts are taken as they
 * are; blanks around other types do not count.
 */
export function checkedValue(param: Param, text: string): Result<string, string> {
  const value = converted(param.type, text);
  if (value === undefined) return fail(`${JSON.stringify(text)} is not ${typeNames[param.type]}`);
  const fault = faultOf(param, value);
  return fault === undefined ? ok(value) : fail(fault);
}

const typeNames: Readonly<Record<Param['type'], string>> = {
  string: 'a text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  json: 'JSON',
};

function converted(type: Param['type'], text: string): string | undefined {
  const trimmed = text.trim();
  switch (type) {
    case 'string':
      return text;
    case 'json':
      return isJson(trimmed) ? trimmed : undefined;
    case 'boolean':
      return /^(true|false)$/i.test(trimmed) ? trimmed.toLowerCase() : undefined;
    case 'integer': {
      if (!/^[+-]?[0-9]+$/.test(trimmed)) return undefined;
      const integer = BigInt(trimmed.replace(/^\+/, ''));
      return BigInt.asIntN(64, integer) === integer ? String(integer) : undefined;
    }
    case 'number': {
      if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(trimmed)) return undefined;
      const number = Number(trimmed);
      return Number.isFinite(number) ? decimal(number) : undefined;
    }
  }
}

/** A number without exponent, as few digits as it takes. */
function decimal(number: number): string {
  const [mantissa = '', exponent] = String(number).split('e');
  if (exponent === undefined) return mantissa;
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const text = point <= 0 ? `0.${'0'.repeat(-point)}${digits}` : digits.padEnd(point, '0');
  return number < 0 ? `-${text}` : text;
}

function faultOf(param: Param, value: string): string | undefined {
  const { minimum, maximum, minLength, maxLength, pattern } = param;
  if (param.enum !== undefined && !param.enum.includes(value)) {
    return `${JSON.stringify(value)} is none of ${param.enum.join(', ')}`;
  }
  if (param.type === 'integer' || param.type === 'number') {
    if (minimum !== undefined && Number(value) < minimum) return `${value} is less than ${minimum}`;
    if (maximum !== undefined && Number(value) > maximum) return `${value} is more than ${maximum}`;
  }
  if (param.type !== 'string') return undefined;
  const length = [...value].length;
  if (minLength !== undefined && length < minLength) return `it has ${length} characters, fewer than ${minLength}`;
  if (maxLength !== undefined && length > maxLength) return `it has ${length} characters, more than ${maxLength}`;
  if (pattern === undefined) return undefined;
  const compiled = compileGoPattern(pattern);
  if (!compiled.ok) return `its pattern ${pattern} is faulty: ${compiled.error}`;
  return compiled.value.test(value) ? undefined : `${JSON.stringify(value)} does not match ${pattern}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

// The functions that templates of workflows may call: sprig's that are the same each time, and Dagu's own (dagu-format.md 3.18, 3.19).

import { type Budget, TemplateFault } from '../base/go-template/budget';
import { type Functions, fixed } from '../base/go-template/function';
import { jsonText, printed } from '../base/go-template/print';
import { listFunctions } from '../base/go-template/sprig-lists';
import { numberFunctions } from '../base/go-template/sprig-numbers';
import { patternFunctions } from '../base/go-template/sprig-regex';
import { joinTexts, splitText, textFunctions } from '../base/go-template/sprig-texts';
import { valueFunctions } from '../base/go-template/sprig-values';
import { bytesOf, type GoValue, isList, isMap, typeName } from '../base/go-template/value';

/** For `template.render`. */
export const templateFunctions: Functions = new Map([
  ...textFunctions,
  ...numberFunctions,
  ...listFunctions,
  ...valueFunctions,
  ...patternFunctions,
  ['split', fixed(['text', 'text'], splitText)],
  ['join', fixed(['text', 'any'], join)],
  ['count', fixed(['any'], value => BigInt(countOf(value)))],
  ['add', fixed(['int', 'int'], (b, a) => BigInt.asIntN(64, a + b))],
]);

/** For the templates of custom actions. */
export const actionFunctions: Functions = new Map([
  ...templateFunctions,
  ['json', fixed(['any'], (value, budget) => jsonText(value, budget))],
]);

function join(separator: string, values: GoValue, budget: Budget): string {
  if (!isList(values)) throw new TemplateFault(`join: unsupported type ${typeName(values)}`);
  return joinTexts(
    separator,
    values.map(value => printed(value, budget)),
    budget,
  );
}

function countOf(value: GoValue): number {
  if (typeof value === 'string') return bytesOf(value).length;
  if (isList(value)) return value.length;
  if (isMap(value)) return value.size;
  throw new TemplateFault(`count: unsupported type ${typeName(value)}`);
}

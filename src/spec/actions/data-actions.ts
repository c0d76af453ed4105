// Actions on values: data.*, jq, templates, state, outputs.

import { any, boolean, field, list, map, natural, table, text, words } from '../fields/field';
import { type BuiltIn, builtIn } from './built-in';
import { countOf } from './checks';
import { given, givenText, type Input, isTrue, refuse, refuseInput } from './input';

const formats = words('json', 'yaml', 'csv', 'tsv', 'text');

const dataInput = table(
  field('from', formats, 'The format of the data.'),
  field('to', formats, 'The format to print.'),
  field('data', any, 'The data themselves.'),
  field('input', text, 'The file with the data.'),
  field('has_header', boolean, 'The first row of a table names its columns.', { default: 'true' }),
  field('headers', boolean, 'Prints a row with the names of the columns.', { default: 'true' }),
  field('delimiter', text, 'The one character between cells.'),
  field('columns', list(text), 'Names and order of the columns.'),
  field('select', text, 'data.pick: a jq path that begins with a dot.'),
  field('raw', boolean, 'data.pick: prints a text without quotes.'),
);

const stateInput = table(
  field('key', text, 'Parts with `/` in between.'),
  field('value', any, 'What is stored.'),
  field('default', any, 'What is printed when there is none.'),
  field('required', boolean, 'A missing key fails the step.'),
  field('expected_version', any, 'The version that must be there: a number, or one whole reference.'),
  field('create_only', boolean, 'Fails when the key exists.'),
  field('update', boolean, 'diff stores the new value.', { default: 'true' }),
  field('scope', words('dag', 'root_dag', 'global', 'custom'), 'Whose state it is.', { default: 'dag' }),
  field('namespace', text, 'For scope custom.'),
  field('prefix', text, 'Lists only keys that begin so.'),
  field('limit', natural, 'The most keys that are listed.'),
  field('include_values', boolean, 'Lists values too.'),
);

export const dataActions: readonly BuiltIn[] = [
  builtIn('data.convert', 'Converts data from one format into another.', dataInput, {
    required: ['to'],
    requiredIfAny: ['from'],
    check: checkData,
  }),
  builtIn('data.pick', 'Prints one value out of data.', dataInput, {
    required: ['select'],
    requiredIfAny: ['from'],
    check: input => {
      checkData(input);
      if (isTrue(input, 'raw') && given(input, 'to') !== undefined) refuse(input, 'raw', 'and to exclude each other');
    },
  }),
  builtIn(
    'jq.filter',
    'Runs a jq filter over JSON.',
    table(
      field('filter', text, 'The jq filter.'),
      field('data', any, 'JSON as text, a value, or file:// and a path.'),
      field('input', text, 'The file with the JSON.'),
      field('raw', boolean, 'Prints texts without quotes.', { default: 'false' }),
    ),
    { unknownKeys: 'ignore', required: ['filter'], check: checkJq },
  ),
  builtIn(
    'template.render',
    'Fills a Go template with data.',
    table(
      field('template', text, 'The template. References in it are not resolved.'),
      field('template_ref', text, 'One whole reference to the template, e.g. ${env.NAME}.'),
      field('data', map, 'The values for the template.'),
      field('output', text, 'The file to write instead of stdout.'),
    ),
    { unknownKeys: 'ignore', check: checkTemplate },
  ),
  builtIn('state.get', 'Prints a stored value.', stateInput, { required: ['key'], check: checkState }),
  builtIn('state.set', 'Stores a value that outlives the run.', stateInput, { required: ['key'], check: needsValue }),
  builtIn('state.delete', 'Deletes a stored value.', stateInput, { required: ['key'], check: checkState }),
  builtIn('state.list', 'Lists stored keys.', stateInput, { check: checkState }),
  builtIn('state.diff', 'Tells whether a value differs from the stored one.', stateInput, {
    required: ['key'],
    check: needsValue,
  }),
  builtIn(
    'outputs.write',
    'Publishes values as outputs of the step and the run.',
    table(field('values', map, 'Names and values.')),
    {
      required: ['values'],
      check: input => {
        const values = given(input, 'values');
        if (values?.kind === 'mapping' && values.entries.length === 0) refuse(input, 'values', 'must not be empty');
      },
    },
  ),
];

function checkData(input: Input): void {
  if (input.node !== undefined && input.node.entries.length > 0 && countOf(input, 'data', 'input') !== 1) {
    refuseInput(input, `${input.action} needs exactly one of data and input`);
  }
  const delimiter = givenText(input, 'delimiter');
  if (delimiter !== undefined && [...delimiter].length > 1) refuse(input, 'delimiter', 'must be a single character');
}

function checkJq(input: Input): void {
  if (countOf(input, 'data', 'input') > 1) refuse(input, 'input', 'and data exclude each other');
  if (givenText(input, 'data') === '') refuse(input, 'data', 'must not be empty');
}

/** `${namespace.path}` and nothing beside it. */
const wholeReference = /^\$\{\s*[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)+\s*\}$/;

function checkTemplate(input: Input): void {
  if (countOf(input, 'template', 'template_ref') !== 1) {
    refuseInput(input, `${input.action} needs exactly one of template and template_ref`);
  }
  if (givenText(input, 'template')?.trim() === '') refuse(input, 'template', 'must not be empty');
  const reference = givenText(input, 'template_ref');
  if (reference !== undefined && !wholeReference.test(reference)) {
    refuse(input, 'template_ref', `must be one whole reference such as \${env.NAME}, not "${reference}"`);
  }
}

function needsValue(input: Input): void {
  checkState(input);
  if (given(input, 'value') === undefined) {
    input.findings.add('input-missing', `${input.action} needs ${input.path}.value`, input.at);
  }
}

function checkState(input: Input): void {
  const key = givenText(input, 'key');
  if (key !== undefined && key.trim() !== '' && !key.includes('${') && !isStateKey(key)) {
    const message = `${input.path}.key must be parts with / in between, none of them empty, "." or "..", else the step fails`;
    input.findings.warn('input-value', message, given(input, 'key')?.range ?? input.at);
  }
  const version = given(input, 'expected_version');
  if (version === undefined) return;
  const fine =
    version.kind === 'scalar' &&
    (typeof version.value === 'number'
      ? Number.isInteger(version.value) && version.value >= 0
      : typeof version.value === 'string' && (/^[0-9]+$/.test(version.value) || wholeReference.test(version.value)));
  if (!fine) refuse(input, 'expected_version', 'must be a whole number or one whole reference');
}

function isStateKey(key: string): boolean {
  return !key.includes('\\') && key.split('/').every(part => part !== '' && part !== '.' && part !== '..');
}

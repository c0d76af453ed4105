// Actions on values: data.*, jq, templates, state, outputs.

import { isStateKey } from '../../model/state-key';
import { any, boolean, field, list, map, natural, table, text, words } from '../fields/field';
import { type BuiltIn, builtIn } from './built-in';
import { countOf } from './checks';
import { given, givenText, type Input, isTrue, refuse, refuseInput } from './input';

const formats = words('json', 'yaml', 'csv', 'tsv', 'text');

const dataInput = table(
  field('from', formats, 'The format that the data are in.'),
  field('to', formats, 'The format that is printed.'),
  field('data', any, 'The data: a text in the format of `from`, or a list or mapping as it is.'),
  field('input', text, 'The file that holds the data. It stands instead of `data`.'),
  field('has_header', boolean, 'Whether the first row of a table names its columns.', { default: 'true' }),
  field('headers', boolean, 'Whether a printed table begins with the names of its columns.', { default: 'true' }),
  field('delimiter', text, 'The one character between the cells of a table.', { default: '"," or a tab' }),
  field('columns', list(text), 'The names of the columns, in their order.'),
  field('select', text, 'data.pick: the jq path of the value, which begins with a dot.', { usual: ['.'] }),
  field('raw', boolean, 'data.pick: whether a text is printed without quotes.', { default: 'false' }),
);

const stateInput = table(
  field('key', text, 'The name of the value: parts with `/` in between.'),
  field('value', any, 'The value that is stored or compared.'),
  field('default', any, 'The value that is printed when none is stored.'),
  field('required', boolean, 'Whether a missing key fails the step.', { default: 'false' }),
  field(
    'expected_version',
    any,
    'The version that must be stored, else the step fails: a number, or one whole reference.',
  ),
  field('create_only', boolean, 'Whether a key that exists fails the step.', { default: 'false' }),
  field('update', boolean, 'state.diff: whether the new value is stored.', { default: 'true' }),
  field(
    'scope',
    words('dag', 'root_dag', 'global', 'custom'),
    'Who shares the values: this workflow, the one that called first, all, or those that name `namespace`.',
    { default: 'dag' },
  ),
  field('namespace', text, 'The name that shares the values, for scope: custom.'),
  field('prefix', text, 'Only keys that begin with it are listed.'),
  field('limit', natural, 'How many keys are listed at most.'),
  field('include_values', boolean, 'Whether the values are listed with the keys.', { default: 'false' }),
);

export const dataActions: readonly BuiltIn[] = [
  builtIn('data.convert', 'Reads JSON, YAML, CSV, TSV or text and prints it in another of these formats.', dataInput, {
    required: ['to'],
    requiredIfAny: ['from'],
    check: checkData,
  }),
  builtIn('data.pick', 'Prints one value out of JSON, YAML, CSV or TSV.', dataInput, {
    required: ['select'],
    requiredIfAny: ['from'],
    check: input => {
      checkData(input);
      if (isTrue(input, 'raw') && given(input, 'to') !== undefined) refuse(input, 'raw', 'and to exclude each other');
    },
  }),
  builtIn(
    'jq.filter',
    'Runs a jq filter over JSON and prints each result.',
    table(
      field('filter', text, 'The jq filter, such as `.items[].name`.', { usual: ['.'] }),
      field('data', any, 'The JSON: a text, a list or mapping as it is, or `file://` and a path.'),
      field('input', text, 'The file that holds the JSON. It stands instead of `data`.'),
      field('raw', boolean, 'Whether texts are printed without quotes.', { default: 'false' }),
    ),
    { unknownKeys: 'ignore', required: ['filter'], check: checkJq },
  ),
  builtIn(
    'template.render',
    'Fills a Go template with data and prints it, or writes it to a file.',
    table(
      field('template', text, 'The template; `{{ .NAME }}` inserts data. References in it are not resolved.'),
      field(
        'template_ref',
        text,
        'One whole reference to the template, such as `${env.NAME}`. It stands instead of `template`.',
      ),
      field('data', map, 'The values that the template inserts; references in their texts are resolved.'),
      field('output', text, 'The file that is written, instead of printing to stdout.'),
    ),
    { unknownKeys: 'ignore', check: checkTemplate },
  ),
  builtIn('state.get', 'Prints as JSON a value that an earlier run stored.', stateInput, {
    required: ['key'],
    check: checkState,
  }),
  builtIn('state.set', 'Stores a value that outlives the run.', stateInput, { required: ['key'], check: needsValue }),
  builtIn('state.delete', 'Deletes a stored value.', stateInput, { required: ['key'], check: checkState }),
  builtIn('state.list', 'Lists stored keys.', stateInput, { check: checkState }),
  builtIn('state.diff', 'Prints as JSON whether a value differs from the stored one, and stores it.', stateInput, {
    required: ['key'],
    check: needsValue,
  }),
  builtIn(
    'outputs.write',
    'Publishes values as outputs of the step and of the run, read as `${ID.outputs.NAME}`.',
    table(field('values', map, 'The values by their names.')),
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

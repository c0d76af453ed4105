// Outputs taken from what a step printed.

import { strict as assert } from 'node:assert';
import type { Json, JsonObject } from '../../../src/base/json';
import { fail, ok } from '../../../src/base/result';
import { outputValues } from '../../../src/engine/values/json-text';
import {
  type OutputSources,
  type Outputs,
  outputSchemaFault,
  publishedOutputs,
  stdoutOutputs,
  structuredOutput,
} from '../../../src/engine/values/structured-output';
import { scopeOf } from './scope-of';

const scope = scopeOf({ params: { ver: '1.2', file: 'data' }, env: { DAG_NAME: 's' } });

function sources(stdout: string, stderr = ''): OutputSources {
  return {
    stdout,
    stderr,
    file: path => (path === 'data.json' ? ok('{"v":{"w":42}}') : fail(`There is no file ${path}.`)),
    // A list of lines is enough YAML here; the real parser is handed in by whoever has one.
    yaml: async text =>
      text.startsWith('- ')
        ? ok(
            text
              .trim()
              .split('\n')
              .map(line => line.slice(2)),
          )
        : fail('That is no list.'),
    select: async (_, filter) => ok(`what ${filter} finds`),
  };
}

function values(outputs: Outputs): Json {
  assert(outputs.ok, outputs.ok ? '' : outputs.error);
  return outputValues(outputs.value);
}

describe('structuredOutput', () => {
  it('publishes literals, values and what is found in stdout and files', async () => {
    const stdout = '{"name":"n1","list":[1,2,3],"nul":null}\n';
    const entries: JsonObject = {
      lit: 'release-${params.ver}',
      num: 7,
      obj: { k: 'v-${params.ver}', l: [1, 'x'] },
      val: { value: 'is ${params.ver}' },
      name: { from: 'stdout', decode: 'json', select: '.name' },
      list: { from: 'stdout', decode: 'json', select: '.list' },
      raw: { from: 'stdout' },
      fil: { from: 'file', path: '${params.file}.json', decode: 'json', select: '.v.w' },
      mis: { from: 'stdout', decode: 'json', select: '.zzz' },
      err: { from: 'stderr', decode: 'yaml' },
    };
    assert.deepEqual(values(await structuredOutput(entries, scope, sources(stdout, '- a\n- b\n'))), {
      lit: 'release-1.2',
      num: 7,
      obj: { k: 'v-1.2', l: [1, 'x'] },
      val: 'is 1.2',
      name: 'n1',
      list: [1, 2, 3],
      raw: stdout.trim(),
      fil: 42,
      mis: null,
      err: ['a', 'b'],
    });
  });

  const faults: readonly (readonly [Json, RegExp])[] = [
    [{ from: 'stdout', decode: 'json' }, /"x" cannot be published: The text is not JSON/],
    [{ from: 'stdout', decode: 'yaml' }, /That is no list/],
    [{ from: 'file', path: 'none' }, /There is no file none/],
  ];
  for (const [entry, message] of faults) {
    it(`fails for ${JSON.stringify(entry)}`, async () => {
      const outputs = await structuredOutput({ x: entry }, scope, sources('not json'));
      assert(!outputs.ok);
      assert.match(outputs.error, message);
    });
  }
});

describe('stdoutOutputs', () => {
  it('publishes one field, or several', async () => {
    assert.deepEqual(values(await stdoutOutputs({ field: 'txt' }, scope, sources('plain text\n'))), {
      txt: 'plain text',
    });
    assert.deepEqual(
      values(await stdoutOutputs({ field: 'n', decode: 'json', select: '.a' }, scope, sources('{"a":"3"}'))),
      {
        n: '3',
      },
    );
    const fields = {
      nm: { decode: 'json', select: '.name' },
      third: { decode: 'json', select: '.list[2]' },
      lit: 'L-$DAG_NAME',
      bare: { select: '.list[0]' },
      given: { value: ['$DAG_NAME'] },
    };
    assert.deepEqual(values(await stdoutOutputs({ fields }, scope, sources('{"name":"n1","list":[1,2,3]}\n'))), {
      nm: 'n1',
      third: 3,
      lit: 'L-s',
      bare: 1,
      given: ['s'],
    });
  });

  it('fails when stdout cannot be decoded', async () => {
    assert.equal((await stdoutOutputs({ field: 'x', decode: 'json' }, scope, sources('not json'))).ok, false);
  });
});

describe('published outputs', () => {
  it('come back as the values they were, also texts that look like JSON', async () => {
    const given = {
      text: 'plain',
      number: 3,
      digits: '3',
      quoted: '"q"',
      json: '{"a":1}',
      list: [1, '2'],
      nul: null,
      word: 'null',
    };
    assert.deepEqual(outputValues(publishedOutputs(given)), given);
    assert.equal(publishedOutputs(given).text, 'plain');
    assert.equal(publishedOutputs({ o: { b: 1, a: '<' } }).o, '{"a":"<","b":1}');
  });
});

describe('outputSchemaFault', () => {
  const schema = { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } };
  it('lets a match pass and says what is wrong otherwise', async () => {
    assert.equal(outputSchemaFault('{"a":1}\n', schema), undefined);
    assert.match(outputSchemaFault('{"a":"x"}', schema) ?? '', /\/a must be of type integer/);
    assert.match(outputSchemaFault('{}', schema) ?? '', /the output must have "a"/);
    assert.match(outputSchemaFault('hello', { type: 'object' }) ?? '', /not JSON/);
  });
});

// What a JSON Schema allows.

import { strict as assert } from 'node:assert';
import type { Json } from '../../src/base/json';
import { schemaFaults } from '../../src/base/json-schema';
import { schemaShapeFaults } from '../../src/base/json-schema-shape';

function faults(value: Json, schema: Json): string[] {
  return schemaFaults(value, schema).map(fault => `${fault.path} ${fault.message}`.trim());
}

describe('schemaFaults', () => {
  const table: readonly (readonly [Json, readonly Json[], readonly (readonly [Json, readonly string[]])[]])[] = [
    [
      { type: 'integer', minimum: 1, maximum: 9 },
      [1, 9],
      [
        [0, ['must be at least 1']],
        [1.5, ['must be of type integer']],
        [10, ['must be at most 9']],
      ],
    ],
    [{ type: ['string', 'null'] }, ['', null], [[0, ['must be of type string or null']]]],
    [{ enum: ['eu', { a: [1] }] }, ['eu', { a: [1] }], [['x', ['must be one of "eu", {"a":[1]}']]]],
    [
      { minLength: 2, maxLength: 4, pattern: '^[a-zäöüß]+$' },
      ['äöüß'],
      [
        ['a', ['must have at least 2 characters']],
        ['AB', ['must match ^[a-zäöüß]+$']],
      ],
    ],
    [
      { exclusiveMinimum: 0, exclusiveMaximum: 1, multipleOf: 0.1 },
      [0.3],
      [
        [0, ['must be more than 0']],
        [0.35, ['must be a multiple of 0.1']],
        [1, ['must be less than 1']],
      ],
    ],
    [
      { type: 'object', required: ['a'], properties: { a: { type: 'integer' } }, additionalProperties: false },
      [{ a: 1 }],
      [
        [{}, ['must have "a"']],
        [{ a: 'x', b: 1 }, ['/a must be of type integer', '/b is not allowed']],
      ],
    ],
    [
      {
        patternProperties: { '^x-': { type: 'string' } },
        additionalProperties: { type: 'number' },
        propertyNames: { maxLength: 3 },
      },
      [{ 'x-a': 'v', n: 1 }],
      [
        [{ 'x-a': 1 }, ['/x-a must be of type string']],
        [{ long: 1 }, ['/long must have at most 3 characters']],
      ],
    ],
    [
      { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2, uniqueItems: true },
      [[1, 2]],
      [
        [[], ['must have at least 1 items']],
        [[1, 1], ['must not have equal items']],
        [['x'], ['/0 must be of type integer']],
      ],
    ],
    [
      { prefixItems: [{ type: 'string' }], items: false, contains: { const: 'a' } },
      [['a']],
      [
        [['b'], ['has no item of the kind that it must contain']],
        [['a', 1], ['/1 is not allowed']],
      ],
    ],
    [{ anyOf: [{ type: 'string' }, { minimum: 5 }] }, ['x', 5], [[1, ['fits none of the alternatives']]]],
    [{ oneOf: [{ type: 'number' }, { minimum: 5 }] }, [1], [[7, ['must fit exactly one of the alternatives, not 2']]]],
    [
      { allOf: [{ minimum: 1 }, { maximum: 2 }], not: { const: 2 } },
      [1],
      [
        [2, ['is what it must not be']],
        [3, ['must be at most 2']],
      ],
    ],
    [
      JSON.parse('{"if":{"type":"string"},"then":{"minLength":1},"else":{"type":"null"}}'),
      ['a', null],
      [
        ['', ['must have at least 1 characters']],
        [1, ['must be of type null']],
      ],
    ],
    [
      {
        $defs: { 'a/b': { type: 'string' } },
        properties: { x: { $ref: '#/$defs/a~1b', minLength: 2 }, y: { $ref: '#/none' } },
      },
      [{ x: 'ab' }],
      [
        [{ x: 'a' }, ['/x must have at least 2 characters']],
        [{ y: 1 }, ['/y is described by "#/none", which does not exist']],
      ],
    ],
    [{ dependentRequired: { a: ['b'] } }, [{ a: 1, b: 1 }, {}], [[{ a: 1 }, ['must have "b" beside "a"']]]],
    [
      { dependencies: { a: ['b'], c: { required: ['d'] } }, dependentSchemas: { e: { maxProperties: 1 } } },
      [{ a: 1, b: 1 }, { c: 1, d: 1 }, { e: 1 }],
      [
        [{ a: 1, c: 1 }, ['must have "b" beside "a"', 'must have "d"']],
        [{ e: 1, x: 1 }, ['must have at most 1 entries']],
      ],
    ],
    [
      { contains: { type: 'string' }, minContains: 2, maxContains: 3 },
      [
        ['a', 'b', 1],
        ['a', 'b', 'c'],
      ],
      [
        [['a', 1], ['must have at least 2 items of a kind']],
        [['a', 'b', 'c', 'd'], ['must have at most 3 items of a kind']],
      ],
    ],
    [{ items: [{ type: 'string' }], additionalItems: false }, [['a']], [[['a', 1], ['/1 is not allowed']]]],
    [
      { $defs: { x: { $anchor: 'word', type: 'string' } }, items: { $ref: '#word' } },
      [['a']],
      [[[1], ['/0 must be of type string']]],
    ],
    [
      { uniqueItems: true },
      [[{ a: 1, b: 2 }, { a: 1 }]],
      [
        [
          [
            { a: 1, b: 2 },
            { b: 2, a: 1 },
          ],
          ['must not have equal items'],
        ],
      ],
    ],
    [{ type: 'string', format: 'email', title: 'T', unknown: 1 }, ['no address'], []],
  ];
  for (const [schema, good, bad] of table) {
    it(`reads ${JSON.stringify(schema).slice(0, 90)}`, () => {
      for (const value of good) assert.deepEqual(faults(value, schema), [], JSON.stringify(value));
      for (const [value, expected] of bad) assert.deepEqual(faults(value, schema), expected, JSON.stringify(value));
    });
  }

  it('checks nested values of a schema that refers to itself, and ends when the reference leads nowhere', () => {
    const tree: Json = { properties: { child: { $ref: '#' }, n: { type: 'integer' } } };
    assert.deepEqual(faults({ child: { child: { n: 'x' } } }, tree), ['/child/child/n must be of type integer']);
    assert.equal(schemaFaults(1, { $ref: '#' }).length > 0, true);
  });

  it('ends also where a schema multiplies itself, and tells only the beginning of what is wrong', () => {
    const doubling: Json = { allOf: [{ $ref: '#' }, { $ref: '#' }] };
    assert.match(faults(1, doubling)[0] ?? '', /takes too long to check/);
    const many = schemaFaults(
      { list: Array.from({ length: 200_000 }, () => 'x') },
      { properties: { list: { items: { type: 'integer' } } } },
    );
    assert.ok(many.length > 0 && many.length < 100);
    const heavy = schemaFaults('x'.repeat(100_000), { pattern: '(x{1000})*y' }, { work: { left: 10_000 } });
    assert.match(heavy[0]?.message ?? '', /takes too long/);
    assert.deepEqual(faults(1, { $ref: '#/%zz' }), ['is described by "#/%zz", which does not exist']);
    assert.deepEqual(faults(1, { $ref: '#/constructor' }), ['is described by "#/constructor", which does not exist']);
  });

  it('lets texts that stand for a scalar pass where one may be', () => {
    const schema: Json = {
      properties: { n: { type: 'integer', minimum: 1 }, l: { type: 'array' }, e: { enum: ['a'] } },
    };
    const standsIn = (text: string): boolean => text.startsWith('$');
    assert.deepEqual(schemaFaults({ n: '$x', e: '$x' }, schema, { standsIn }), []);
    assert.deepEqual(
      schemaFaults({ n: 'x', l: '$x' }, schema, { standsIn }).map(fault => fault.path),
      ['/n', '/l'],
    );
  });

  it('tells what is no schema', () => {
    const wrong: readonly (readonly [Json, string])[] = [
      [5, ' must be a schema: a mapping, true or false'],
      [{ type: 5 }, '/type must be the name of a type, or a list of them'],
      [{ required: 'a' }, '/required must be a list of texts'],
      [{ properties: { a: { minimum: '1' } } }, '/properties/a/minimum must be a number'],
      [{ properties: { a: [] } }, '/properties/a must be a schema: a mapping, true or false'],
      [{ items: [{ minLength: 1.5 }] }, '/items/0/minLength must be a whole number'],
      [{ anyOf: {} }, '/anyOf must be a list'],
      [{ uniqueItems: 'yes' }, '/uniqueItems must be true or false'],
      [{ pattern: '(' }, '/pattern must be a pattern: '],
      [{ $ref: '#/$defs/none' }, '/$ref leads to "#/$defs/none", which does not exist'],
    ];
    for (const [schema, text] of wrong) {
      const [fault] = schemaShapeFaults(schema);
      assert.ok(
        `${fault?.path} ${fault?.message}`.startsWith(text),
        `${JSON.stringify(schema)}: ${fault?.path} ${fault?.message}`,
      );
    }
    const fine: Json = {
      type: ['string', 'null'],
      properties: { type: { $ref: '#' } },
      enum: [1],
      default: [],
      description: null,
      'x-own': 5,
      additionalProperties: false,
    };
    assert.deepEqual(schemaShapeFaults(fine), []);
  });

  it('does not take inherited names for properties', () => {
    assert.deepEqual(faults({}, { required: ['toString'] }), ['must have "toString"']);
  });
});

// Paths into JSON values.

import { strict as assert } from 'node:assert';
import type { Json } from '../../../src/base/json';
import { isPath, selectPath } from '../../../src/engine/values/json-path';

describe('selectPath', () => {
  const value: Json = { a: { b: [1, { c: 'deep' }], n: null, t: true, s: 'häß' }, 'k-v': 'kv', 'x|y': 1 };
  const table: readonly (readonly [string, Json | undefined])[] = [
    ['.', value],
    ['.a.b[0]', 1],
    ['.a.b.[1].c', 'deep'],
    ['.a.b[-1]', { c: 'deep' }],
    ['.a.b[9]', null],
    ['.a.n.x[3]', null],
    ['.zz.y', null],
    ['.["k-v"]', 'kv'],
    ['."k-v"', 'kv'],
    ['."x|y"', 1],
    ['.a["t"]', true],
    ['.a.b | length', 2],
    ['.a | .s | length', 3],
    ['.a.b[:1]', [1]],
    ['.a.s[1:]', 'äß'],
    ['.a | keys', ['b', 'n', 's', 't']],
    ['.toString', null],
    // Does not fit the value, or is no path that is known.
    ['.a.t.x', undefined],
    ['.a[0]', undefined],
    ['.a.b.c', undefined],
    ['.k-v', undefined],
    ['a', undefined],
    ['.a.', undefined],
    ['.a[]', undefined],
    ['.a | map(.x)', undefined],
    ['', undefined],
  ];
  for (const [path, expected] of table) {
    it(`finds ${JSON.stringify(path)}`, () => assert.deepEqual(selectPath(value, path)?.value, expected));
  }

  it('knows which paths it can read', () => {
    assert.equal(isPath('.a[1].b'), true);
    assert.equal(isPath('.a-b'), false);
  });
});

// What the references inside a foreach body mean.

import { strict as assert } from 'node:assert';
import { expand } from '../../../src/engine/values/expand';
import { type ForeachItem, foreachFields } from '../../../src/engine/values/foreach-fields';
import { policies } from '../../../src/engine/values/policies';
import { scopeOf } from './scope-of';

function inside(item: ForeachItem, text: string): string {
  return expand(text, scopeOf({ foreach: foreachFields(item) }), policies.runShell);
}

describe('foreachFields', () => {
  it('knows index, key, the item and its members; what is unknown stays', () => {
    const item = { as: 'item', index: 0, key: 'k-a', item: { name: 'a', n: 1, ports: [80] } };
    assert.equal(
      inside(
        item,
        '${foreach.index} ${foreach.key} ${foreach.item.name} ${foreach.item.n} ${foreach.item.zz} ${foreach.item}',
      ),
      '0 k-a a 1 ${foreach.item.zz} {"n":1,"name":"a","ports":[80]}',
    );
    assert.equal(inside(item, '${foreach.item.ports.0}'), '80');
  });

  it('knows the item by the name that `as` gives it, and by no other', () => {
    assert.equal(
      inside({ as: 'w', index: 1, item: 'y z' }, '${foreach.w}|${foreach.item}|${foreach.key}'),
      'y z|${foreach.item}|${foreach.key}',
    );
  });
});

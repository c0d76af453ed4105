import { strict as assert } from 'node:assert';
import { playDeeds } from '../../support/action-run';
import { EngineHome } from '../../support/engine-home';

describe('state actions', () => {
  let home: EngineHome;
  beforeEach(() => {
    home = new EngineHome();
  });
  afterEach(() => home.dispose());

  it('write values only where nobody else has in between', async () => {
    const left = await playDeeds(
      home,
      {
        first: ['state.set', { key: 'k', value: { '10': 1, '9': '<é>' } }],
        again: ['state.set', { key: 'k', value: 1, create_only: true }],
        old: ['state.set', { key: 'k', value: 1, expected_version: 7 }],
        text: ['state.set', { key: 'k', value: 1, expected_version: '1' }],
        referred: ['state.set', { key: 'k', value: 2, expected_version: '${env.V}' }],
        none: ['state.set', { key: 'new', value: 1, expected_version: 0 }],
        absent: ['state.set', { key: 'other', value: 1, expected_version: 1 }],
        unread: ['state.set', { key: 'k', value: 1, expected_version: '${env.NOPE}' }],
        kept: ['state.delete', { key: 'k', expected_version: 1 }],
        gone: ['state.delete', { key: 'k', expected_version: 3 }],
      },
      { dag: { env: [{ name: 'V', value: '2' }] } },
    );
    assert.match(
      left.first.stdout,
      /^\{"operation":"set","scope":"dag","namespace":"flow","key":"k","version":1,"hash":"[0-9a-f]{64}","created":true\}\n$/,
    );
    assert.match(left.again.error, /conflict: there is a value already, version 1/);
    assert.match(left.old.error, /conflict: version 7 was expected, and there is version 1/);
    assert.deepEqual(
      [left.text.status, left.referred.status, left.none.status],
      ['succeeded', 'succeeded', 'succeeded'],
    );
    assert.match(left.absent.error, /there is no value/);
    assert.match(left.unread.error, /is no whole number/);
    assert.match(left.kept.error, /conflict/);
    assert.match(left.gone.stdout, /"deleted":true/);
  });

  it('print values with sorted keys, escaped as Dagu does', async () => {
    const left = await playDeeds(home, {
      set: ['state.set', { key: 'k', value: { b: { '9': 1, '10': '<' }, a: null } }],
      get: ['state.get', { key: 'k' }],
      list: ['state.list', { include_values: true }],
      same: ['state.diff', { key: 'k', value: { a: null, b: { '10': '<', '9': 1 } } }],
    });
    const value = '{"a":null,"b":{"10":"\\u003c","9":1}}';
    assert.ok(left.get.stdout.endsWith(`"value":${value}}\n`), left.get.stdout);
    assert.match(
      left.list.stdout,
      /"entries":\[\{"scope":"dag","namespace":"flow","key":"k","version":1,"hash":"[0-9a-f]+","createdAt":"[^"]+","updatedAt":"[^"]+","value":/,
    );
    assert.ok(left.list.stdout.endsWith(`"value":${value}}]}\n`), left.list.stdout);
    assert.match(left.same.stdout, /"changed":false/);
  });

  it('refuse keys and namespaces that could lead elsewhere, and values that are too large', async () => {
    const left = await playDeeds(home, {
      up: ['state.set', { key: 'a/../b', value: 1 }],
      root: ['state.get', { key: '/a' }],
      back: ['state.get', { key: 'a\\b' }],
      empty: ['state.get', { key: '' }],
      space: ['state.get', { key: 'a', scope: 'custom', namespace: '../x' }],
      lost: ['state.get', { key: 'a', scope: 'custom' }],
      large: ['state.set', { key: 'a', value: 'x'.repeat(1024 * 1024) }],
    });
    for (const name of ['up', 'root', 'back', 'empty', 'space'] as const)
      assert.match(left[name].error, /is invalid/, name);
    assert.match(left.lost.error, /needs a namespace/);
    assert.match(left.large.error, /too large: 1048578 bytes/);
  });
});

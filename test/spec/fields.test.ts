// The format as data: what can stand where, for completion, hover and schema; and which texts are workflows at all.

import { strict as assert } from 'node:assert';
import { builtInActions } from '../../src/spec/actions/catalog';
import { looksLikeWorkflow } from '../../src/spec/documents';
import type { FieldTable } from '../../src/spec/fields/field';
import { type Content, contentAt, contentOf, fieldAt, fieldsAt } from '../../src/spec/fields/lookup';

type Path = readonly (string | number)[];

function names(path: Path, action?: string): readonly string[] {
  return [...(fieldsAt(path, () => action)?.keys() ?? [])];
}

describe('The table of fields', () => {
  it('tells what can stand under every path', () => {
    assert.ok(names([]).includes('handler_on'));
    assert.ok(names(['steps', 0]).includes('depends'));
    assert.ok(names(['steps', 1, 0]).includes('depends'));
    assert.ok(names(['steps', 0, 'foreach', 'steps', 2]).includes('run'));
    assert.ok(names(['handler_on']).includes('exit'));
    assert.ok(names(['handler_on', 'exit']).includes('run'));
    assert.deepEqual(names(['steps', 0, 'continue_on']).slice(0, 3), ['failure', 'failed', 'skipped']);
    assert.ok(names(['defaults', 'retry_policy']).includes('interval_sec'));
    assert.ok(names(['steps', 0, 'preconditions', 1]).includes('expected'));
    assert.ok(names(['preconditions', 1]).includes('expected'));
    assert.ok(names(['params', 0]).includes('enum'));
    assert.ok(names(['actions', 'greet', 'template']).includes('run'));
    assert.ok(names(['steps', 0, 'container', 'healthcheck']).includes('retries'));
    assert.deepEqual(names(['env']), []);
    assert.deepEqual(names(['steps', 0, 'env']), []);
  });

  it('knows the input of the action of a step', () => {
    const path = ['steps', 0, 'with'];
    assert.deepEqual(names(path), ['shell', 'shell_args', 'shell_packages']);
    assert.deepEqual(names(path, 'log.write'), ['message']);
    assert.deepEqual(names([...path, 'import'], 'sqlite.import').slice(0, 2), ['input_file', 'table']);
    assert.deepEqual(names(path, 'no.such'), []);
  });

  it('finds the field of a place', () => {
    const at = (path: Path): string | undefined => fieldAt(path, () => undefined)?.name;
    assert.equal(at(['steps', 0, 'retry_policy', 'limit']), 'limit');
    assert.equal(at(['steps', 0, 'depends', 1]), 'depends');
    assert.equal(at(['env', 'ANY']), undefined);
  });

  it('says of every field in a sentence what it means', () => {
    const fields = [...tablesBelow({ mapping: rootTable() }), ...builtInActions().map(action => action.input)].flatMap(
      table => [...table.values()],
    );
    assert.ok(fields.length > 400);
    assert.deepEqual(
      fields
        .filter(({ meaning }) => !/^[^\s].*\.$/.test(meaning) || meaning.split(' ').length < 2)
        .map(field => `${field.name}: ${field.meaning}`),
      [],
    );
  });

  it('knows the fields without which a mapping does not load', () => {
    for (const [path, required] of [
      [[], ['steps']],
      [
        ['steps', 0, 'retry_policy'],
        ['limit', 'interval_sec'],
      ],
      [
        ['steps', 0, 'foreach'],
        ['items', 'steps'],
      ],
      [
        ['actions', 'greet'],
        ['input_schema', 'template'],
      ],
      [['params', 0], ['name']],
    ] as const) {
      const fields = [...(fieldsAt(path, () => undefined)?.values() ?? [])];
      assert.deepEqual(
        fields.filter(field => field.required === true).map(field => field.name),
        required,
        path.join('.'),
      );
    }
  });

  it('tells lists and free keys from mappings', () => {
    const content = (path: Path): readonly string[] => Object.keys(contentAt(path, () => undefined) ?? {});
    assert.deepEqual(content(['steps']), ['item', 'each']);
    assert.deepEqual(content(['steps', 0]), ['mapping', 'item']);
    assert.deepEqual(content(['schedule']), ['mapping', 'item']);
    assert.deepEqual(content(['harnesses']), ['each']);
    assert.deepEqual(names(['schedule', 'start', 0]), ['expression', 'at', 'kind', 'profile']);
    assert.deepEqual(names(['steps', 0, 'output', 'total']), ['value', 'from', 'path', 'decode', 'select']);
    assert.deepEqual(names(['steps', 0, 'stdout', 'outputs', 'fields', 'x']), ['value', 'decode', 'select']);
  });
});

/** Every table that stands somewhere below, each once. */
function tablesBelow(content: Content, seen = new Set<FieldTable>()): readonly FieldTable[] {
  for (const table of [content.mapping, content.item, content.each]) {
    if (table === undefined || seen.has(table)) continue;
    seen.add(table);
    for (const name of table.keys()) tablesBelow(contentOf(table, name) ?? {}, seen);
  }
  return [...seen];
}

function rootTable(): FieldTable {
  const table = fieldsAt([], () => undefined);
  assert.ok(table !== undefined);
  return table;
}

describe('A text is a workflow', () => {
  it('when it has steps at its margin, near its beginning', () => {
    for (const text of [
      'steps:\n  - run: x\n',
      '# note\nname: a\n"steps": []',
      '{steps: [{run: x}]}',
      '{"name": "a", "steps": []}',
    ]) {
      assert.equal(looksLikeWorkflow(text), true, text);
    }
    for (const text of [
      'jobs:\n  build:\n    steps:\n      - run: x\n',
      '',
      'stepson: 1',
      `${'#\n'.repeat(4000)}steps: []`,
    ]) {
      assert.equal(looksLikeWorkflow(text), false, text.slice(0, 40));
    }
  });
});

import { strict as assert } from 'node:assert';
import { statementsOf } from '../../../src/engine/sqlite/statements';

describe('SQL statements', () => {
  const texts = (sql: string): readonly string[] => statementsOf(sql).map(one => one.sql);

  it('end at semicolons outside of quotes and comments', () => {
    assert.deepEqual(texts(`SELECT ';'; -- no; end\nSELECT "a;b" /* ; */, [c;d];\n;\n`), [
      "SELECT ';'",
      '-- no; end\nSELECT "a;b" /* ; */, [c;d]',
    ]);
  });

  it('keep the statements of a trigger together', () => {
    const trigger =
      'CREATE TEMP TRIGGER t AFTER INSERT ON u BEGIN UPDATE u SET n = CASE WHEN 1 THEN 2 END; DELETE FROM v; END';
    assert.deepEqual(texts(`${trigger}; SELECT 1`), [trigger, 'SELECT 1']);
    assert.deepEqual(texts('BEGIN; SELECT 1; END'), ['BEGIN', 'SELECT 1', 'END']);
  });

  it('tell their places for values', () => {
    const [named, listed] = statementsOf("INSERT INTO u VALUES (:a, @b, $c, ':d', :a); SELECT ?, ? -- ?");
    assert.deepEqual(named?.names, [':a', '@b', '$c']);
    assert.equal(listed?.places, 2);
  });
});

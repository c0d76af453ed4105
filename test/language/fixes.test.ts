import { strict as assert } from 'node:assert';
import { applyEdits } from '../../src/base/text';
import { fixAll, fixesAt } from '../../src/language/fixes';
import { compile } from '../../src/spec/compile';

const text = `steps:
  - id: a
    run: echo a
    retryPolicy: {limit: 1, intervalSec: 2}
  - id: b
    run: echo b
    depends: [aa]
    signal_on_stop: INT
`;

function problems(of: string) {
  return compile(of, { file: '/flow.yaml', lookup: { read: () => undefined } }).diagnostics;
}

describe('quick fixes', () => {
  it('are offered at the place of the problem, the obvious one first', () => {
    const at = text.indexOf('INT');
    assert.deepEqual(
      fixesAt(problems(text), { start: at, end: at }).map(offered => offered.fix.title),
      ['Write SIGINT'],
    );
    assert.deepEqual(fixesAt(problems(text), { start: 0, end: 0 }), []);
  });

  it('mend all that is obvious, again and again until nothing is left', () => {
    let mended = text;
    for (let round = 0; round < 5 && fixAll(problems(mended)).length > 0; round++)
      mended = applyEdits(mended, fixAll(problems(mended)));
    assert.match(mended, /retry_policy: \{limit: 1, interval_sec: 2\}/);
    assert.match(mended, /signal_on_stop: SIGINT/);
    assert.deepEqual(fixAll(problems(mended)), []);
  });

  it('can be limited to one kind of problem', () => {
    const edits = fixAll(problems(text), 'signal');
    assert.deepEqual(
      edits.map(edit => edit.text),
      ['SIGINT'],
    );
  });
});

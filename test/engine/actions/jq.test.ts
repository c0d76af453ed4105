import { strict as assert } from 'node:assert';
import { playDeeds } from '../../support/action-run';
import { EngineHome } from '../../support/engine-home';

describe('jq', () => {
  let home: EngineHome;
  beforeEach(() => {
    home = new EngineHome();
  });
  afterEach(() => home.dispose());

  it('prints every result indented and sorted, or bare', async () => {
    home.write('in.json', '{"t":"<é>"}');
    const left = await playDeeds(home, {
      sorted: ['jq.filter', { filter: '{z: .a, b: 1}', data: { a: [] } }],
      bare: ['jq.filter', { filter: '.[]', raw: true, data: '[1, "two", null, {"k": 1}]' }],
      file: ['jq.filter', { filter: '.t # a remark', input: 'in.json' }],
      none: ['jq.filter', { filter: 'empty', data: 1 }],
    });
    assert.equal(left.sorted.stdout, '{\n    "b": 1,\n    "z": []\n}\n');
    assert.equal(left.bare.stdout, '1\ntwo\n\n{"k":1}\n');
    assert.equal(left.file.stdout, '"\\u003cé\\u003e"\n');
    assert.equal(left.none.stdout, '');
  });

  it('meets the members of objects in the order of their keys, whatever order they were written in', async () => {
    const left = await playDeeds(home, {
      pairs: [
        'jq.filter',
        { filter: 'to_entries[] | "\\(.key)=\\(.value)"', raw: true, data: { b: 1, a: { z: 1, y: 2 } } },
      ],
      values: ['jq.filter', { filter: '.[]', raw: true, data: '{"b":1,"10":2,"9":3}' }],
      built: [
        'jq.filter',
        { filter: 'reduce .[] as $x ({}; .[$x] += 1) | to_entries[].key', raw: true, data: ['z', 'a'] },
      ],
    });
    assert.equal(left.pairs.stdout, 'a={"y":2,"z":1}\nb=1\n');
    assert.equal(left.values.stdout, '2\n3\n1\n');
    assert.equal(left.built.stdout, 'a\nz\n');
  });

  it('knows no environment', async () => {
    const left = await playDeeds(home, { none: ['jq.filter', { filter: 'env.HOME, $ENV.HOME, env', data: 0 }] });
    assert.equal(left.none.stdout, 'null\nnull\n{}\n');
  });

  it('fails for what cannot be read, and only tells what goes wrong on the way', async () => {
    const left = await playDeeds(home, {
      raised: ['jq.filter', { filter: '.a, error("boom")', data: { a: 1 } }],
      syntax: ['jq.filter', { filter: '.a[', data: {} }],
      json: ['jq.filter', { filter: '.', data: 'not json' }],
      nothing: ['jq.filter', { filter: '.' }],
    });
    assert.deepEqual([left.raised.status, left.raised.stdout], ['succeeded', '1\n']);
    assert.equal(home.stderr('raised'), 'failed to run jq query: error: boom');
    assert.match(left.syntax.error, /syntax error/);
    assert.match(left.json.error, /not JSON/);
    assert.match(left.nothing.error, /no input/);
  });

  it('is ended when it would never end, and the next filter is answered by a new thread', async () => {
    const stop = new AbortController();
    const { threads } = home.parts;
    const endless = threads.ask(
      'jq-worker',
      { filter: 'last(repeat(1))', input: { text: '0' }, style: 'compact' },
      stop.signal,
    );
    stop.abort();
    assert.equal((await endless).ok, false);
    const next = await threads.ask(
      'jq-worker',
      { filter: '.', input: { text: '0' }, style: 'compact' },
      new AbortController().signal,
    );
    assert.deepEqual(next, { ok: true, value: { kind: 'done', results: [{ kind: 'value', text: '0' }] } });
  });

  it('goes on with the other results after one that goes wrong', async () => {
    const data = { a: 1, n: 2, list: [{ k: 'x' }, 5, { k: 'y' }] };
    const left = await playDeeds(home, {
      comma: ['jq.filter', { filter: '.a, error("boom"), .n', data }],
      iterated: ['jq.filter', { filter: '.list[] | .k | ascii_upcase', raw: true, data }],
      path: ['jq.filter', { filter: '.list[].k', raw: true, data }],
      added: ['jq.filter', { filter: '.a + "x"', data }],
      whole: ['jq.filter', { filter: '. as $all | .list[] | .k', raw: true, data }],
      unknown: ['jq.filter', { filter: '$foo', data }],
    });
    assert.deepEqual(
      Object.entries(left).map(([name, { status, stdout }]) => [name, status, stdout]),
      [
        ['comma', 'succeeded', '1\n2\n'],
        ['iterated', 'succeeded', 'X\nY\n'],
        ['path', 'succeeded', 'x\ny\n'],
        ['added', 'succeeded', ''],
        ['whole', 'succeeded', 'x\n'],
        ['unknown', 'succeeded', ''],
      ],
    );
    assert.equal(home.stderr('path'), 'failed to run jq query: expected an object but got: number (5)');
    assert.equal(home.stderr('added'), 'failed to run jq query: cannot add: number (1) and string ("x")');
    assert.equal(home.stderr('unknown'), 'failed to run jq query: variable not defined: $foo');
  });

  it('selects outputs of a step by whole filters', async () => {
    const select = '[.entries[] | select(. > 1)] | length';
    await playDeeds(
      home,
      { list: 'echo "{\\"entries\\": [1, 2, 3]}"', use: ['log.write', { message: 'n=${list.output.n}' }] },
      { steps: { list: { id: 'list', structuredOutput: { n: { from: 'stdout', decode: 'json', select } } } } },
    );
    assert.equal(home.stdout('use'), 'n=2\n');
  });
});

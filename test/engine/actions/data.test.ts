import { strict as assert } from 'node:assert';
import { playDeeds } from '../../support/action-run';
import { EngineHome } from '../../support/engine-home';

describe('data actions', () => {
  let home: EngineHome;
  beforeEach(() => {
    home = new EngineHome();
  });
  afterEach(() => home.dispose());

  it('converts between documents; whole numbers of YAML keep all their digits', async () => {
    const left = await playDeeds(home, {
      json: ['data.convert', { from: 'yaml', to: 'json', data: 'b: [x, ~]\na: 9007199254740993\n' }],
      yaml: ['data.convert', { from: 'json', to: 'yaml', data: '{"n": {"k": 1.5}, "l": ["7"]}' }],
      text: ['data.convert', { from: 'json', to: 'text', data: { b: 1, a: '<' } }],
      infinite: ['data.convert', { from: 'yaml', to: 'json', data: '.inf' }],
      broken: ['data.convert', { from: 'json', to: 'yaml', data: '{bad' }],
    });
    assert.equal(left.json.stdout, '{\n  "a": 9007199254740993,\n  "b": [\n    "x",\n    null\n  ]\n}\n');
    assert.equal(left.yaml.stdout, 'l:\n    - "7"\n"n":\n    k: 1.5\n');
    assert.equal(left.text.stdout, '{"a":"\\u003c","b":1}');
    assert.match(left.infinite.error, /no number for infinity/);
    assert.match(left.broken.error, /^data: the data are not JSON: /);
  });

  it('converts tables: quotes, delimiters, columns, and rows that do not fit', async () => {
    home.write('in.tsv', 'a\tb\tc\n\t\t x\n');
    const left = await playDeeds(home, {
      gaps: ['data.convert', { from: 'tsv', to: 'csv', input: 'in.tsv' }],
      quoted: ['data.convert', { from: 'json', to: 'csv', data: [{ a: ' x', b: 'l\nm', c: 'q"r' }] }],
      chosen: ['data.convert', { from: 'json', to: 'csv', columns: ['b', 'z'], data: [{ a: 1, b: true }] }],
      semicolon: ['data.convert', { from: 'csv', to: 'json', delimiter: ';', data: 'a;b\r\n"1;5";2\r\n\r\n' }],
      ragged: ['data.convert', { from: 'csv', to: 'json', data: 'a,b\n1,2\n3\n' }],
      mixed: ['data.convert', { from: 'json', to: 'csv', data: [{ a: 1 }, [1]] }],
      scalar: ['data.convert', { from: 'json', to: 'csv', data: [1] }],
    });
    assert.equal(left.gaps.stdout, 'a,b,c\n,,x\n');
    assert.equal(left.quoted.stdout, 'a,b,c\n" x","l\nm","q""r"\n');
    assert.equal(left.chosen.stdout, 'b,z\ntrue,\n');
    assert.equal(left.semicolon.stdout, '[\n  {\n    "a": "1;5",\n    "b": "2"\n  }\n]\n');
    assert.match(left.ragged.error, /line 3: wrong number of fields/);
    assert.match(left.mixed.error, /partly maps and partly lists/);
    assert.match(left.scalar.error, /every row for csv must be a map or a list/);
  });

  it('picks by paths and by filters, the first result alone', async () => {
    const data = {
      list: [
        { n: 'a', v: 1 },
        { n: 'b', v: 1234567 },
      ],
    };
    const left = await playDeeds(home, {
      path: ['data.pick', { from: 'json', select: '.list[1].n', raw: true, data }],
      filter: ['data.pick', { from: 'json', select: '.list[] | select(.n == "b") | .v', to: 'yaml', data }],
      first: ['data.pick', { from: 'json', select: '.list[].n', data }],
      none: ['data.pick', { from: 'json', select: '.list[] | select(.n == "z")', data }],
      unfit: ['data.pick', { from: 'json', select: '.list.n', data }],
      large: ['data.pick', { from: 'json', select: '.v', raw: true, data: '{"v": 1234567890}' }],
      whole: ['data.pick', { from: 'yaml', select: '.v', raw: true, data: 'v: 1234567890' }],
    });
    assert.equal(left.path.stdout, 'b\n');
    assert.equal(left.filter.stdout, '1234567\n');
    assert.equal(left.first.stdout, '"a"\n');
    assert.match(left.none.error, /finds nothing/);
    assert.match(left.unfit.error, /does not fit the data/);
    assert.equal(left.large.stdout, '1.23456789e+09\n');
    assert.equal(left.whole.stdout, '1234567890\n');
  });

  it('publishes outputs that are decoded from YAML', async () => {
    await playDeeds(
      home,
      { list: 'printf "a: [1, two]\\n"', use: ['log.write', { message: 'n=${list.output.n}' }] },
      { steps: { list: { id: 'list', structuredOutput: { n: { from: 'stdout', decode: 'yaml', select: '.a[1]' } } } } },
    );
    assert.equal(home.stdout('use'), 'n=two\n');
  });
});

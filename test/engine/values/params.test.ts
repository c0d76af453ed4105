// Parameters of a run, as declared and as given. Most rows are facts that a real Dagu was seen to follow.

import { strict as assert } from 'node:assert';
import { fail, ok } from '../../../src/base/result';
import {
  inputOfArguments,
  inputOfCall,
  inputOfText,
  normalizedParams,
  type ParamInput,
} from '../../../src/engine/values/param-input';
import {
  carriedParams,
  faultsOfStored,
  type ParamTools,
  paramsLine,
  resolveParams,
  restoredParams,
} from '../../../src/engine/values/params';
import type { Param, Params } from '../../../src/model/dag';
import { nameOfWord, paramWords } from '../../../src/model/param-words';

function param(name: string, parts: Partial<Param> = {}): Param {
  return { name, type: 'string', required: false, ...parts };
}

function simple(text: string): Params {
  const list = paramWords(text).map((word, index) => param(nameOfWord(word, index), { default: word.value }));
  return { form: 'simple', list, additional: false };
}

function rich(...list: Param[]): Params {
  return { form: 'rich', list, additional: false };
}

const none: Params = { form: 'none', list: [], additional: true };

/** `echo TEXT` is the only command there is; everything else fails. */
const tools: ParamTools = {
  os: { HOME: '/h' },
  run: async ({ command, env }) => {
    const text = /^echo (.*)$/.exec(command)?.[1];
    if (text === undefined) return fail('exit status 3');
    return ok(text.replace(/\$\{?(\w+)\}?/g, (_, name: string) => env[name] ?? ''));
  },
};

async function line(params: Params, input: ParamInput): Promise<string> {
  const result = await resolveParams(params, input, tools);
  return result.ok
    ? paramsLine(result.value)
    : result.error.map(fault => `${fault.code}(${fault.name ?? ''})`).join(' ');
}

async function json(params: Params, input: ParamInput): Promise<string> {
  const result = await resolveParams(params, input, tools);
  assert(result.ok);
  return result.value.json;
}

describe('parameters in simple form', () => {
  const text = `A=1 B="x y" plain C='q r' D=\`date\` "two words" E=a=b G=""`;
  const map = simple('ALPHA="two words" MID=m ZED=1');
  const table: readonly (readonly [Params, readonly string[], string])[] = [
    [simple(text), [], `A=1 B=x y 3=plain C='q 5=r' D=\`date\` 7=two words E=a=b G=`],
    [simple(text), ['A=9', 'B=p q'], `A=9 B=p q 3=plain C='q 5=r' D=\`date\` 7=two words E=a=b G=`],
    [simple(text), ['NEW=1'], 'unknown-param(NEW)'],
    [simple('A=0 B=0'), ['A=p q', 'B='], 'A=p q B='],
    [simple('A=0 B=0'), ['A=1', 'A=2'], 'A=2 B=0'],
    [simple('A=0 B=0'), ['A=$HOME ${params.B} `date`'], 'A=$HOME ${params.B} `date` B=0'],
    [simple('A=0 B=0'), ['A=a"b'], 'A=a"b B=0'],
    [simple('D=x'), ['D="k"'], 'D="k"'],
    [map, ['MID=x'], 'ALPHA=two words MID=x ZED=1'],
    [map, ['first'], 'ALPHA=two words MID=m ZED=1 1=first'],
    [simple('one "two words"'), [], '1=one 2=two words'],
    [simple('one "two words"'), ['A'], '1=A 2=two words'],
    [simple('one "two words"'), ['A', 'B C'], '1=A 2=B C'],
    [simple('one "two words"'), ['A', 'B', 'C'], 'too-many-positionals()'],
    [simple('one "two words"'), ['X=1'], '1=one 2=two words X=1'],
    [none, ['A=5', 'foo', 'b c'], 'A=5 2=foo 3=b c'],
    [none, [], ''],
    [none, ['{"A":"j","B":true}'], 'A=j B=true'],
    [none, ['["x","A=1"]'], '1=x 2=A=1'],
  ];
  for (const [params, words, expected] of table) {
    it(`resolves ${JSON.stringify(words)} to ${expected}`, async () => {
      assert.equal(await line(params, inputOfArguments(words)), expected);
    });
  }

  it('reads the text of --params by the same rules as a declaration', async () => {
    assert.equal(await line(simple('A=0 B=0'), inputOfText('A=1 B="p q"')), 'A=1 B=p q');
    assert.equal(await line(none, inputOfText('{"A": 5}')), 'A=5');
  });

  it('shows the parameters as JSON with sorted keys, or the payload as it was sent', async () => {
    assert.equal(
      await json(none, inputOfArguments(['A=5', 'foo', 'b <c>'])),
      '{"2":"foo","3":"b \\u003cc\\u003e","A":"5"}',
    );
    assert.equal(await json(none, inputOfArguments(['{"A": 5}'])), '{"A": 5}');
    assert.equal(await json(none, inputOfArguments([])), '');
  });

  it('suggests a name that looks like the unknown one', async () => {
    const result = await resolveParams(simple('REGION=eu'), inputOfArguments(['REGOIN=us']), tools);
    assert(!result.ok);
    assert.equal(
      result.error[0]?.message,
      'unknown parameter(s): "REGOIN"; accepted parameters are: REGION; did you mean REGION?',
    );
  });
});

describe('parameters of an earlier run under changed declarations', () => {
  const stored = { A: '1', B: 'two words' };
  const faults = (params: Params): string =>
    faultsOfStored(params, stored)
      .map(fault => `${fault.code}(${fault.name ?? ''})`)
      .join(' ');

  it('stay as they were, and new ones have their defaults', () => {
    const changed = rich(param('A', { default: '9' }), param('C', { default: '3' }), param('D', { eval: '$(date)' }));
    assert.equal(paramsLine(carriedParams(changed, stored)), 'A=1 B=two words C=3');
    assert.equal(paramsLine(carriedParams(changed, stored, ['B', 'A'])), 'B=two words A=1 C=3');
  });

  it('show as JSON what was sent as JSON', () => {
    assert.equal(carriedParams(none, stored).json, '{"A":"1","B":"two words"}');
    assert.equal(carriedParams(none, stored, undefined, '{"A": 1}').json, '{"A": 1}');
  });

  it('fit as long as each is of its type and none is missing', () => {
    assert.equal(faults(rich(param('A', { type: 'integer' }), param('C', { required: true, default: 'x' }))), '');
    assert.equal(faults(rich(param('B', { type: 'integer' }))), 'value-invalid(B)');
    assert.equal(faults(rich(param('A', { enum: ['2', '3'] }))), 'value-invalid(A)');
    assert.equal(faults(rich(param('C', { required: true }))), 'required(C)');
    const schema = { type: 'object', properties: { A: { type: 'integer', maximum: 0 } } };
    const form = { form: 'schema', list: [param('A', { type: 'integer' })], additional: true, schema } as const;
    assert.equal(faults(form), 'value-invalid(A)');
  });
});

describe('typed parameters', () => {
  const typed = rich(
    param('stage', { enum: ['dev', 'prod'], default: 'dev' }),
    param('count', { type: 'integer', default: '3', minimum: 1, maximum: 10 }),
    param('ratio', { type: 'number', default: '0.5' }),
    param('flag', { type: 'boolean', default: 'false' }),
    param('code', { pattern: '^[A-Z]{2}$', default: 'AB' }),
    param('label', { minLength: 2, maxLength: 4 }),
  );
  const table: readonly (readonly [readonly string[], string])[] = [
    [[], 'stage=dev count=3 ratio=0.5 flag=false code=AB'],
    [
      ['count=5', 'ratio=2', 'flag=true', 'code=ZZ', 'label=abc', 'stage=prod'],
      'stage=prod count=5 ratio=2 flag=true code=ZZ label=abc',
    ],
    [['count=abc'], 'value-invalid(count)'],
    [['count=1.5'], 'value-invalid(count)'],
    [['count=1e1'], 'value-invalid(count)'],
    [['count='], 'value-invalid(count)'],
    [['count=0'], 'value-invalid(count)'],
    [['count=11'], 'value-invalid(count)'],
    [['flag=yes'], 'value-invalid(flag)'],
    [['flag=TRUE'], 'stage=dev count=3 ratio=0.5 flag=true code=AB'],
    [['code=abc'], 'value-invalid(code)'],
    [['label=a'], 'value-invalid(label)'],
    [['label=äöüß'], 'stage=dev count=3 ratio=0.5 flag=false code=AB label=äöüß'],
    [['stage=Dev'], 'value-invalid(stage)'],
    [['count=007', 'ratio=.5'], 'stage=dev count=7 ratio=0.5 flag=false code=AB'],
    [['count= +3 ', 'ratio=1e-7'], 'stage=dev count=3 ratio=0.0000001 flag=false code=AB'],
    [['nope=1'], 'unknown-param(nope)'],
    [['prod', '4'], 'stage=prod count=4 ratio=0.5 flag=false code=AB'],
    [['stage=prod', '4'], 'value-invalid(stage)'],
    [['prod', 'count=4'], 'stage=prod count=4 ratio=0.5 flag=false code=AB'],
    [['stage=dev', 'count=4', 'prod'], 'stage=prod count=4 ratio=0.5 flag=false code=AB'],
    [['count=x', 'flag=x'], 'value-invalid(count) value-invalid(flag)'],
    [['1', '2', '3', '4', '5', '6', '7'], 'too-many-positionals()'],
    [['{"count": 7, "flag": true}'], 'stage=dev count=7 ratio=0.5 flag=true code=AB'],
    [['{"count": "x"}'], 'value-invalid(count)'],
    [['{"zzz": 1}'], 'unknown-param(zzz)'],
    [['["prod", 4]'], 'stage=prod count=4 ratio=0.5 flag=false code=AB'],
  ];
  for (const [words, expected] of table) {
    it(`checks ${JSON.stringify(words)}`, async () =>
      assert.equal(await line(typed, inputOfArguments(words)), expected));
  }

  it('refuses a required parameter without value, takes an empty one, and leaves out an optional one', async () => {
    const params = rich(param('must', { required: true }), param('opt'));
    assert.equal(await line(params, inputOfArguments([])), 'required(must)');
    assert.equal(await line(params, inputOfArguments(['must='])), 'must=');
    assert.equal(await line(params, inputOfArguments(['x', 'y'])), 'must=x opt=y');
  });

  it('works out eval in source order, given values first, and falls back to the default when it fails', async () => {
    const params = rich(
      param('base', { default: 'b' }),
      param('one', { eval: '$(echo ${params.base}-1)' }),
      param('two', { eval: '`echo $one-2` and $(echo x)' }),
      param('no_view', { eval: '${params.later} ${consts.c} $later $HOME' }),
      param('later', { default: 'L' }),
      param('lit', { default: '$(echo no) ${params.base}' }),
      param('fb', { eval: '$(exit 3)', default: 'fallback-$base' }),
      param('num', { type: 'integer', eval: '$(echo 41)' }),
      param('pad', { eval: '  $(echo a b)  ' }),
    );
    assert.equal(
      await line(params, inputOfArguments([])),
      'base=b one=b-1 two=b-1-2 and x no_view=${params.later} ${consts.c} $later /h later=L lit=$(echo no) ${params.base} fb=fallback-$base num=41 pad=a b',
    );
    assert.match(await line(params, inputOfArguments(['one=given', 'base=B'])), /^base=B one=given two=given-2 and x /);
  });

  it('refuses a failing, nested or wrongly typed eval, but not when a value is given', async () => {
    const failing = rich(param('x', { eval: '$(exit 3)' }));
    assert.equal(await line(failing, inputOfArguments([])), 'eval-failed(x)');
    assert.equal(await line(failing, inputOfArguments(['x=1'])), 'x=1');
    assert.equal(await line(rich(param('x', { eval: '$(echo $(echo hi))' })), inputOfArguments([])), 'eval-failed(x)');
    assert.equal(
      await line(rich(param('x', { type: 'integer', eval: '$(echo abc)' })), inputOfArguments([])),
      'value-invalid(x)',
    );
  });
});

describe('parameters with a schema', () => {
  const list = [
    param('n', { type: 'integer', default: '2' }),
    param('need', { required: true }),
    param('region', { default: 'eu' }),
  ];
  const schema = {
    type: 'object',
    properties: {
      region: { type: 'string', enum: ['eu', 'us'] },
      n: { type: 'integer', minimum: 1, maximum: 9 },
      need: { type: 'string' },
    },
    required: ['need'],
  };
  const open: Params = { form: 'schema', list, additional: true, schema };
  const closed: Params = {
    form: 'schema',
    list,
    additional: false,
    schema: { ...schema, additionalProperties: false },
  };
  const table: readonly (readonly [Params, readonly string[], string])[] = [
    [closed, [], 'required(need)'],
    [closed, ['need=x', 'n=3', 'region=us'], 'n=3 need=x region=us'],
    [closed, ['need=x', 'n=0'], 'value-invalid(n)'],
    [closed, ['need=x', 'n=10', 'region=de'], 'value-invalid(n) value-invalid(region)'],
    [closed, ['need=x', 'n=abc'], 'value-invalid(n)'],
    [closed, ['need=x', 'zzz=1'], 'unknown-param(zzz)'],
    [open, ['need=x', 'more=1'], 'more=1 n=2 need=x region=eu'],
    [open, ['x'], 'positional-with-schema()'],
  ];
  for (const [params, words, expected] of table) {
    it(`checks ${JSON.stringify(words)}, ${params.additional ? 'open' : 'closed'}`, async () => {
      assert.equal(await line(params, inputOfArguments(words)), expected);
    });
  }
});

describe('inputOfCall', () => {
  const resolve = (text: string): string => text.replace(/\$\{[^}]*\}|\$\w+/g, 'a "b" c');
  const table: readonly (readonly [Parameters<typeof inputOfCall>[0], string])[] = [
    [undefined, ''],
    ['NAME=ann COUNT=2', 'NAME="ann" COUNT="2"'],
    ['NAME="${ITEM}"', 'NAME="a \\"b\\" c"'],
    ['NAME=${params.x} $y plain', 'NAME="a \\"b\\" c" "a \\"b\\" c" "plain"'],
    ['V=${ params.x }', 'V="a \\"b\\" c"'],
    [{ NAME: 'map $WHO', COUNT: 3 }, 'COUNT="3" NAME="map a \\"b\\" c"'],
    [[{ NAME: 'list' }, 'COUNT=4', 7], 'NAME="list" COUNT="4" "7"'],
  ];
  for (const [params, expected] of table) {
    it(`reads ${JSON.stringify(params)}`, () => {
      assert.equal(normalizedParams(inputOfCall(params, resolve).values), expected);
    });
  }
});

describe('restoredParams', () => {
  it('shows what an earlier run had, without working anything out', () => {
    const restored = restoredParams({ A: '$(x)', '1': 'p' });
    assert.equal(restored.json, '{"1":"p","A":"$(x)"}');
    assert.deepEqual(restored.values, { A: '$(x)', '1': 'p' });
  });
});

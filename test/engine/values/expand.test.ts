// What references become in each kind of field. Most rows are facts that a real Dagu was seen to follow.

import { strict as assert } from 'node:assert';
import { expand, expandJson } from '../../../src/engine/values/expand';
import { policies } from '../../../src/engine/values/policies';
import type { Scope } from '../../../src/engine/values/scope';
import { scopeOf, stepOf } from './scope-of';

type Field = keyof typeof policies;

function rows(scope: Scope, field: Field, table: readonly (readonly [string, string])[]): void {
  for (const [text, expected] of table) {
    it(`${field}: ${JSON.stringify(text)}`, () => assert.equal(expand(text, scope, policies[field]), expected));
  }
}

describe('expand: scoped references', () => {
  const scope = scopeOf({
    consts: { c: 'const' },
    params: { x: 'lower', X: 'upper' },
    paramsJson: '{"x":"lower"}',
    env: { _U: 'under', E: 'ev' },
    inherited: { PATH: '/bin' },
    os: { PATH: '/bin', OUTSIDE: 'oo' },
    context: { 'dag.name': 'd', 'run.id': 'r1', 'step.name': 's', 'attempt.started_at': 't' },
    foreach: { index: '0', key: 'k', item: '{"n":1}', 'item.n': '1' },
    steps: new Map([stepOf('mk', { declared: { s: 'a=b  c  ', empty: '' }, published: { p: '1' } })]),
  });
  rows(scope, 'runShell', [
    ["'${params.x}' ${ params.x } ${\tconsts.c }", "'lower' lower const"],
    ['${params.X} ${Params.x} ${params}', 'upper ${Params.x} {"x":"lower"}'],
    ['${params.x.y} ${params. x} ${params .x} ${params.}', '${params.x.y} ${params. x} ${params .x} ${params.}'],
    ['$params.x $env._U $consts.c', '$params.x $env._U $consts.c'],
    ['${env._U} ${env.1} ${env._U.x} ${env.PATH} ${env.OUTSIDE}', 'under ${env.1} ${env._U.x} /bin ${env.OUTSIDE}'],
    ['${${params.x}} ${{params.x}} {{params.x}} $${params.x}', '${${params.x}} ${{params.x}} {{params.x}} $lower'],
    ['[${steps.mk.outputs.s}] [${steps.mk.outputs.empty}]', '[a=b  c  ] []'],
    ['${steps.mk.outputs.p} ${steps.no.outputs.s}', '${steps.mk.outputs.p} ${steps.no.outputs.s}'],
    ['${context.dag.name} ${run.id} ${context.run.nope} ${context}', 'd r1 ${context.run.nope} ${context}'],
    ['${run.started_at} ${context.run.started_at}', 't ${context.run.started_at}'],
    ['${foreach.index} ${foreach.item.n} ${foreach.item} ${foreach.zz}', '0 1 {"n":1} ${foreach.zz}'],
    ['${params.toString} ${env.constructor} $__proto__', '${params.toString} ${env.constructor} $__proto__'],
    ['1 \\${params.x}', '1 ${params.x}'],
    ['2 \\\\${params.x}', '2 \\\\lower'],
    ['3 \\\\\\${params.x}', '3 \\\\${params.x}'],
    ['5 \\$E \\\\$E \\${E} $E', '5 \\$E \\\\$E \\${E} $E'],
    ['6 \\${not.known} \\${context.dag.name} \\n C:\\dir', '6 \\${not.known} ${context.dag.name} \\n C:\\dir'],
  ]);
  it('leaves ${params} alone when there are no parameters', () => {
    assert.equal(expand('${params}', scopeOf(), policies.with), '${params}');
  });
  it('never resolves the steps namespace in a handler', () => {
    const handler = { ...scope, handler: 'failure' as const };
    assert.equal(
      expand('${steps.mk.outputs.s} ${mk.outputs.s}', handler, policies.runShell),
      '${steps.mk.outputs.s} a=b  c  ',
    );
  });
});

describe('expand: variables', () => {
  const scope = scopeOf({
    params: { p: 'pv', '1': 'one', '2': 'two words' },
    env: { E: 'ev', EMPTY: '', p: 'pv', '1': 'one', '2': 'two words' },
    inherited: { HOME: '/h' },
    os: { HOME: '/h', OUTSIDE: 'oo', E: 'os' },
    context: { 'dag.name': 'd' },
  });
  rows(scope, 'with', [
    ['$E ${E} ${E}x $E-x $E_x $E.x', 'ev ev evx ev-x $E_x ev.x'],
    ['$EMPTY|$NOPE|${NOPE}|$HOME|${env.HOME}', '|$NOPE|${NOPE}|$HOME|/h'],
    ['$? $$ $# $@ $* $! $0 $', '$? $$ $# $@ $* $! $0 $'],
    ['$1 ${2} $3', 'one two words $3'],
    ['\\${params.p} \\\\${params.p} \\$E \\${E} \\\\$E', '${params.p} \\\\pv $E ${E} \\\\ev'],
    ["it's $E and '$E'", "it's $E and 'ev'"],
    ["'$E' '${params.p}' \"$E\" \"'$E'\" a'b'$E", "'$E' 'pv' \"ev\" \"'$E'\" a'b'ev"],
    ['$(echo a) `echo a`', '$(echo a) `echo a`'],
  ]);
  rows(scope, 'execArgs', [['$OUTSIDE ${OUTSIDE} ${env.OUTSIDE} $E', 'oo oo ${env.OUTSIDE} ev']]);
  rows(scope, 'rootEnv', [['$OUTSIDE ${env.OUTSIDE} ${OUTSIDE:-d} ${UNSET:-d}', 'oo oo oo ${UNSET:-d}']]);
  rows(scope, 'streamPath', [['err\\$E\\${params.p}.txt', 'err\\ev\\pv.txt']]);
  rows(scope, 'dotenvPath', [['$E/${context.dag.name}', 'ev/${context.dag.name}']]);
  rows(scope, 'constant', [['$E ${E}', '$E ${E}']]);
  rows(scope, 'runPowerShell', [['$E ${E} $1 ${params.p}', '$E ${E} $1 pv']]);
  rows(scope, 'runOther', [['$E $OUTSIDE', 'ev oo']]);
  rows(scope, 'runShell', [
    ['echo $1 "$2" ${1} \'$1\' \\$1 $3.', 'echo one "two words" one \'$1\' \\$1 $3.'],
    ["awk '{print $1}'; echo $E ${E:-x} $p", "awk '{print $1}'; echo $E ${E:-x} $p"],
  ]);
  it('leaves positional references to the shell when the run has none', () => {
    assert.equal(
      expand('set -- mine; echo $1 ${1}', scopeOf({ env: { A: '1' } }), policies.runShell),
      'set -- mine; echo $1 ${1}',
    );
  });
  it('never looks again at what it inserted', () => {
    const hostile = scopeOf({ env: { A: '$B ${params.p} \\$B', B: 'b', V2: 'no' }, params: { p: '$B' } });
    const steps = new Map([stepOf('s', { variables: { O: '2' } })]);
    assert.equal(
      expand('$A|${params.p}|$V${s.output}', { ...hostile, steps }, policies.with),
      '$B ${params.p} \\$B|$B|$V2',
    );
  });
  it('knows the item of a parallel call and its fields', () => {
    const item = scopeOf({ item: '{"host":"alpha","port":1}' });
    assert.equal(expand('HOST=${ITEM.host} PORT=${ITEM.port}', item, policies.callParams), 'HOST=alpha PORT=1');
    assert.equal(expand('$ITEM!', scopeOf({ item: 'plum' }), policies.callParams), 'plum!');
  });
});

describe('expand: operators', () => {
  const scope = scopeOf({
    env: { E: 'ev', EMPTY: '', P: '/a/b/c.tar.gz', UNI: 'äöü', Q: "it's", STAR: 'a*b', N: '2' },
  });
  rows(scope, 'stepEnv', [
    ['${E:-d}|${EMPTY:-d}|${EMPTY-d}|${NOPE:-d}|${NOPE-d}', 'ev|d||${NOPE:-d}|${NOPE-d}'],
    ['${E:+y}|${EMPTY:+y}|${EMPTY+y}|${NOPE:+y}', 'y||y|${NOPE:+y}'],
    ['${E:?m}|${NOPE:?m}|${EMPTY:?m}|${E?m}|${EMPTY?m}', 'ev|${NOPE:?m}|${EMPTY:?m}|ev|'],
    ['${E:=d} ${NOPE:=d} ${EMPTY:=d} ${EMPTY=d}', 'ev ${NOPE:=d} ${EMPTY:=d} '],
    ['${#P}|${#UNI}|${#EMPTY}|${#NOPE}', '13|3|0|${#NOPE}'],
    ['${P:2}|${P:2:3}|${P: -6}|${P:0:-3}|${P:99}|${P:$N:1}', '/b/c.tar.gz|/b/|tar.gz|/a/b/c.tar||/'],
    ['${UNI:0:2}', 'ä'],
    ['${P##*/}|${P#*/}|${P%.*}|${P%%.*}|${P%zz}', 'c.tar.gz|a/b/c.tar.gz|/a/b/c.tar|/a/b/c|/a/b/c.tar.gz'],
    ['${P#/?/}|${P%[a-z][a-z]}|${P%%[!/]*}', 'b/c.tar.gz|/a/b/c.tar.|/'],
    [
      '${P/a/X}|${P//a/X}|${P/#\\/a/X}|${P/%gz/X}|${P//[ab]}',
      '/X/b/c.tar.gz|/X/b/c.tXr.gz|X/b/c.tar.gz|/a/b/c.tar.X|///c.tr.gz',
    ],
    ['${P/b*./X}|${P//\\//-}', '/a/Xgz|-a-b-c.tar.gz'],
    ['${EMPTY:-$E}|${EMPTY:-x${P##*/}}|${EMPTY:-${E}}', 'ev|${EMPTY:-x${P##*/}}|ev'],
    ['${EMPTY:-$(date)}|${EMPTY:-`date`}|${EMPTY:-"a b"}', '${EMPTY:-$(date)}|${EMPTY:-`date`}|a b'],
    ['${E^^}|${E,,}|${!E}|${E@Q}', '${E^^}|${E,,}|${!E}|${E@Q}'],
    ['\\${E:-d}', '${E:-d}'],
  ]);
  it('takes an inserted value in a pattern literally', () => {
    assert.equal(expand('${V#$STAR}', scopeOf({ env: { V: 'aXbc', STAR: 'a*b' } }), policies.with), 'aXbc');
    assert.equal(expand('${V#$STAR}', scopeOf({ env: { V: 'a*bc', STAR: 'a*b' } }), policies.with), 'c');
  });
  it('is quick with a pattern of many stars', () => {
    const env = { V: 'a'.repeat(20_000) };
    assert.equal(expand('${V##*a*a*a*a*a*b}', scopeOf({ env }), policies.with), env.V);
    assert.equal(expand('${V//*b/x}', scopeOf({ env }), policies.with), env.V);
  });
});

describe('expand: JSON paths', () => {
  const json = '{"a":{"b":[1,{"c":"deep"}],"n":null,"t":true,"f":1.50,"s":"x y","q":"say \\"hi\\"","e":""},"k-v":"kv"}';
  const scope = scopeOf({ env: { J: json, T: 'plain', ARR: '[{"id":7}]' } });
  const table = [
    [
      '${J.a.b[0]} ${J.a.b[1].c} ${J.a.t} ${J.a.f} ${J.a.s} [${J.a.e}] ${J.a.b}',
      '1 deep true 1.5 x y [] [1,{"c":"deep"}]',
    ],
    ['${J.a}', '{"b":[1,{"c":"deep"}],"e":"","f":1.5,"n":null,"q":"say \\"hi\\"","s":"x y","t":true}'],
    ['${J.a.n} ${J.zz} ${J.zz.y} ${J.a.b[9]} ${J.a.b[-1]}', '<nil> <nil> <nil> <nil> {"c":"deep"}'],
    ['${J.k-v} ${J["k-v"]} ${J.} ${J .a} ${J[0]}', '${J.k-v} ${J["k-v"]} ${J.} ${J .a} ${J[0]}'],
    ['${T.a} ${NOPE.a} ${J.a.t.x} $J.a.s', '${T.a} ${NOPE.a} ${J.a.t.x} x y'],
    ['"${J.a.s}" "${J.a.q}" \'${J.a.q}\' ${J.a.q}', '"x y" "say \\"hi\\"" \'say "hi"\' say "hi"'],
    ['"${J.a.b}"', '"[1,{\\"c\\":\\"deep\\"}]"'],
    ['${ARR.[0].id} ${J.a.b | length} ${J.["k-v"]}', '7 2 kv'],
    ['\\${J.a.s}', '\\x y'],
  ] as const;
  rows(scope, 'runShell', table);
  rows(scope, 'execArgs', [...table, ['$T.x $J.a.t.x', `plain.x ${json}.a.t.x`]]);
});

describe('expand: members of steps', () => {
  const steps = new Map([
    stepOf('one', { stdout: '/logs/one.out', stderr: '/logs/one.err', variables: { O: 'a b' } }),
    stepOf('bad', { exitCode: 3 }),
    stepOf('js', { variables: { J: '{"a":[1,2]}' } }),
    stepOf('obj', {
      structured: true,
      published: { lit: 'release-1.2', num: '7', list: '[1,2,3]', mis: 'null', o: '{"k":"v"}' },
    }),
    stepOf('w', { published: { v: 'x-2', n: '3', o: '{"k":[1,"2"]}', text: '"3"' } }),
    stepOf('mk', { declared: { s: 'a=b  c  ', j: '{"k": [1, 2]}' } }),
  ]);
  const scope = scopeOf({ steps });
  rows(scope, 'runShell', [
    ['${one.exit_code} ${one.exitCode} ${bad.exit_code}', '0 0 3'],
    ['${one.output} ${one.output:0:1} ${one.output:2} ${js.output.a[1]}', 'a b a b 2'],
    ['${one.stdout} ${one.stderr} ${bad.stdout}', '/logs/one.out /logs/one.err ${bad.stdout}'],
    [
      '${one.status} ${one.name} ${one} ${zzz.exit_code} ${bad.output}',
      '${one.status} ${one.name} ${one} ${zzz.exit_code} ${bad.output}',
    ],
    [
      '${obj.output.lit} ${obj.output.list[1]} ${obj.output.num} ${obj.output.mis} ${obj.output.o.k}',
      'release-1.2 2 7 <nil> v',
    ],
    ['${obj.outputs.lit}', 'release-1.2'],
    ['${obj.output}', '{"list":[1,2,3],"lit":"release-1.2","mis":null,"num":7,"o":{"k":"v"}}'],
    ['${w.outputs.v} ${w.outputs.o.k[1]} ${w.outputs.n} ${w.outputs.text} ${w.output.v}', 'x-2 2 3 3 ${w.output.v}'],
    ['${w.outputs}', '{"n":3,"o":{"k":[1,"2"]},"text":"3","v":"x-2"}'],
    [
      '${mk.outputs.s} ${mk.outputs.j} ${mk.outputs.j.k[1]} ${mk.output}',
      'a=b  c   {"k": [1, 2]} ${mk.outputs.j.k[1]} ${mk.output}',
    ],
    ['${mk.outputs.nope} ${bad.outputs}', '${mk.outputs.nope} ${bad.outputs}'],
    ["'${one.output}'", "'a b'"],
  ]);
  rows(scope, 'workingDir', [['x-${one.output}-${steps.mk.outputs.s}', 'x-${one.output}-${steps.mk.outputs.s}']]);
});

describe('expandJson', () => {
  it('resolves texts at every depth and leaves keys and other values', () => {
    const scope = scopeOf({ params: { v: '2' } });
    assert.deepEqual(
      expandJson({ '${params.v}': ['x-${params.v}', 3, null, { k: '${params.v}' }] }, scope, policies.with),
      { '${params.v}': ['x-2', 3, null, { k: '2' }] },
    );
  });
});

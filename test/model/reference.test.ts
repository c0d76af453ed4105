// How references are found in a text, without knowing what they mean.

import { strict as assert } from 'node:assert';
import { isEscaped, parseReferences, quotedSpans, type Reference } from '../../src/model/reference';

/** A short form of one reference: what it is and what it was read from. */
function shape(text: string, reference: Reference): string {
  const source = text.slice(reference.range.start, reference.range.end);
  const marks = `${isEscaped(reference) ? '\\' : ''}${reference.quoted ? "'" : ''}`;
  switch (reference.kind) {
    case 'scoped': {
      const path = reference.path.map(part => part.text).join('/');
      return `${marks}${reference.alias ? 'alias ' : ''}${reference.namespace}(${path}) ${source}`;
    }
    case 'variable': {
      const parts = [reference.name.text, reference.path?.text, reference.slice?.text, reference.operator?.text];
      return `${marks}${reference.length ? '#' : ''}${parts.filter(part => part !== undefined).join(' | ')}`;
    }
    case 'unreadable':
      return `${marks}? ${source}`;
  }
}

function shapes(text: string): string[] {
  return parseReferences(text).map(reference => shape(text, reference));
}

describe('parseReferences', () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ['${params.x}', ['params(x) ${params.x}']],
    ['${params}', ['params() ${params}']],
    ['${ \tparams.x  }', ['params(x) ${ \tparams.x  }']],
    ['${steps.a.outputs.n}', ['steps(a/outputs/n) ${steps.a.outputs.n}']],
    ['${context.run.id}', ['context(run/id) ${context.run.id}']],
    ['${run.id}', ['alias context(run/id) ${run.id}']],
    ['${foreach.item.a.0}', ['foreach(item/a/0) ${foreach.item.a.0}']],
    ['${inputs.a} ${outputs.b}', ['inputs(a) ${inputs.a}', 'outputs(b) ${outputs.b}']],
    // Shapes that only look like the strict language fall to the older one.
    ['${params.x.y}', ['params | .x.y']],
    ['${Params.x} ${param.x}', ['Params | .x', 'param | .x']],
    ['${env.1}', ['env | .1']],
    ['${steps.one} ${steps.a.outputs.b.c}', ['steps | .one', 'steps | .a.outputs.b.c']],
    ['${step.output} ${run.nope}', ['step | .output', 'run | .nope']],
    ['${params .x} ${params. x}', ['? ${params .x}', 'params | . x']],
    ["${params['x']} ${params.}", ["? ${params['x']}", '? ${params.}']],
    ['${${params.x}}', ['? ${${params.x}}']],
    ['${{params.x}}', ['? ${{params.x}']],
    ['{{params.x}} ${params.x', []],
    ['$${params.x}', ['params(x) ${params.x}']],
    ['${params.x\n}${params.y}', ['params(y) ${params.y}']],
    // Variables.
    ['$NAME ${NAME} $_a1', ['NAME', 'NAME', '_a1']],
    ['$1 ${1} $12', ['1', '1', '12']],
    ['$A-x $A.x $A.b[0].c. $A[0]', ['A', 'A | .x', 'A | .b[0].c', 'A']],
    ['${J.a.b[-1].c} ${J.[0].id} ${J.a | length}', ['J | .a.b[-1].c', 'J | .[0].id', 'J | .a | length']],
    ['${J["k"]} ${J[0]} ${J .a}', ['? ${J["k"]}', '? ${J[0]}', '? ${J .a}']],
    ['${a.output:0:2} ${a.stdout:3} ${a.output}', ['a | .output | :0:2', 'a | .stdout | :3', 'a | .output']],
    ['${V:-d} ${V:=} ${V%.*} ${V/a/b} ${V: -6}', ['V | :-d', 'V | :=', 'V | %.*', 'V | /a/b', 'V | : -6']],
    ['${#V} ${#V-x} ${!V}', ['#V', '? ${#V-x}', '? ${!V}']],
    ['${V:-x${P##*/}}', ['V | :-x${P##*/}']],
    ['$? $$ $# $@ $* $! $', []],
    ['$0', ['0']],
    // Escapes and quotes.
    ['\\${params.x} \\\\${params.x} \\\\\\$E', ['\\params(x) ${params.x}', 'params(x) ${params.x}', '\\E']],
    ["'$A' $B 'x", ["'A", 'B']],
    ["it's $A and '$B'", ["'A", 'B']],
    ['"\'$A\'"', ["'A"]],
  ];
  for (const [text, expected] of table) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(shapes(text), expected));
  }

  it('says where each part stands', () => {
    const text = 'a \\\\${ steps.mk.outputs.s }';
    const [found] = parseReferences(text);
    assert(found?.kind === 'scoped');
    assert.equal(found.backslashes, 2);
    assert.deepEqual(
      found.path.map(part => text.slice(part.range.start, part.range.end)),
      ['mk', 'outputs', 's'],
    );
    assert.equal(text.slice(found.range.start, found.range.end), '${ steps.mk.outputs.s }');
  });

  it('finds the references inside the word of an operator, with their places', () => {
    const text = '${A:-${params.p}/$B}';
    const [found] = parseReferences(text);
    assert(found?.kind === 'variable');
    assert.deepEqual(
      found.operands.map(inner => text.slice(inner.range.start, inner.range.end)),
      ['${params.p}', '$B'],
    );
  });

  it('survives a hundred thousand nested or unclosed operators', () => {
    const open = '${a:-'.repeat(100_000);
    assert.equal(parseReferences(open + '}'.repeat(100_000)).length, 1);
    assert.equal(parseReferences(open).length, 0);
    assert.equal(parseReferences(`${open}}`).length, 1);
    assert.equal(parseReferences('${'.repeat(100_000)).length, 0);
  });
});

describe('quotedSpans', () => {
  it('pairs quotes from the left and leaves a last one without partner alone', () => {
    assert.deepEqual(quotedSpans(`a'b'"'c'" d'e`), [
      { start: 1, end: 4 },
      { start: 5, end: 8 },
    ]);
  });
});

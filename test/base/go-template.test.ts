// What Go's text/template makes of templates.

import { strict as assert } from 'node:assert';
import { Budget } from '../../src/base/go-template/budget';
import { renderTemplate } from '../../src/base/go-template/template';
import { goValue } from '../../src/base/go-template/value';
import type { Json } from '../../src/base/json';
import { actionFunctions } from '../../src/model/template-functions';

function rendered(template: string, data: Json = {}, budget = new Budget()): string {
  const result = renderTemplate(template, goValue(data), actionFunctions, budget);
  return result.ok ? result.value : `${result.error.kind} error: ${result.error.message}`;
}

/** Template, data, text; an error begins with its kind. */
type Row = readonly [template: string, data: Json, text: string];

function check(rows: readonly Row[]): void {
  const made = rows.map(([template, data]) => [template, rendered(template, data)]);
  assert.deepEqual(
    made,
    rows.map(([template, , text]) => [template, text]),
  );
}

/** Templates that are refused, and a part of what is said. */
function refused(rows: readonly Row[], budget = (): Budget => new Budget()): void {
  for (const [template, data, message] of rows) {
    const text = rendered(template, data, budget());
    assert.ok(text.includes(' error: ') && text.includes(message), `${template} says ${text}, not ${message}`);
  }
}

describe('Go templates', () => {
  it('put values in the place of actions', () => {
    check([
      ['plain', {}, 'plain'],
      ['Hi {{ .name }}!', { name: 'bob' }, 'Hi bob!'],
      ['{{.a.b.c}}', { a: { b: { c: 1 } } }, '1'],
      ['{{ $.a }}{{ . }}', { a: 'x' }, 'xmap[a:x]'],
      [
        '{{ .n }} {{ .f }} {{ .t }} {{ .l }} {{ .m }}',
        { n: 100000000, f: 2.5, t: true, l: [1, null, 'x'], m: { b: 1, a: [] } },
        '100000000 2.5 true [1 <nil> x] map[a:[] b:1]',
      ],
      ['{{ .x }}', { x: null }, '<no value>'],
      ['{{ "q\\"\\n\\u00e9\\x41\\101" }}{{ `raw\\n` }}{{ \'a\' }}', {}, 'q"\néAA' + 'raw\\n97'],
      [
        '{{ 0x1F }} {{ 0b11 }} {{ 0o17 }} {{ 017 }} {{ 1_000 }} {{ -5 }} {{ 1e3 }} {{ 2.50 }} {{ 1e7 }} {{ 0.00001 }}',
        {},
        '31 3 15 15 1000 -5 1000 2.5 1e+07 1e-05',
      ],
      ['{{ (dict "k" 1).k }}{{ (.m).a }}', { m: { a: 2 } }, '12'],
      ['{{ .__proto__ }}', JSON.parse('{"__proto__": "own"}'), 'own'],
    ]);
  });

  it('trim the blanks that markers ask for, and leave comments out', () => {
    check([
      ['a  {{- 1 -}}  b', {}, 'a1b'],
      ['a {{ 1 }} b', {}, 'a 1 b'],
      ['a\n\n{{- /* said */ -}}\n b', {}, 'ab'],
      ['a {{/* }} said */}} b', {}, 'a  b'],
      ['{{ 3 -}} \n {{- 4 }}', {}, '34'],
      ['{{"a }} b"}}', {}, 'a }} b'],
      ['{{\n  print\n  1\n}}', {}, '1'],
    ]);
  });

  it('decide by what is empty, in chains too', () => {
    const chain = '{{ if .a }}a{{ else if eq .b 2 }}b{{ else }}c{{ end }}';
    check([
      [chain, { a: 'x', b: 0 }, 'a'],
      [chain, { a: '', b: 2 }, 'b'],
      [chain, { a: [], b: 3 }, 'c'],
      ['{{ with .a }}{{ . }}{{ else with .b }}<{{ . }}>{{ else }}none{{ end }}', { a: '', b: 'q' }, '<q>'],
      ['{{ with $x := .a }}{{ $x }}{{ . }}{{ end }}', { a: 1 }, '11'],
      ['{{ if and .a (not .b) }}y{{ end }}{{ or .b .a "z" }}{{ and .a .b }}', { a: 1, b: 0 }, 'y10'],
      ['{{ if or true .nope }}short{{ end }}', {}, 'short'],
    ]);
  });

  it('walk over lists, sorted maps and numbers', () => {
    check([
      ['{{ range $i, $e := .l }}{{ $i }}={{ $e }};{{ else }}none{{ end }}', { l: ['a', 'b'] }, '0=a;1=b;'],
      ['{{ range .l }}{{ . }}{{ else }}none{{ end }}', { l: [] }, 'none'],
      ['{{ range $k, $v := .m }}{{ $k }}{{ $v }}{{ end }}', { m: { '10': 1, '9': 2, a: 3 } }, '10192a3'],
      ['{{ range $v := .m }}{{ $v }}{{ end }}', { m: { b: 1, a: 2 } }, '21'],
      ['{{ range 3 }}{{ . }}{{ end }}{{ range $i := 2 }}{{ $i }}{{ end }}', {}, '01201'],
      [
        '{{ range .l }}{{ if eq . 2 }}{{ continue }}{{ end }}{{ if eq . 4 }}{{ break }}{{ end }}{{ . }}{{ end }}',
        { l: [1, 2, 3, 4, 5] },
        '13',
      ],
      ['{{ range .l }}{{ range . }}{{ break }}{{ end }}x{{ end }}', { l: [[1], [2]] }, 'xx'],
      ['{{ range .none }}x{{ else }}none{{ end }}', { none: null }, 'none'],
    ]);
  });

  it('keep variables to the block that declares them', () => {
    check([
      ['{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $x := 3 }}{{ $x }}{{ end }}{{ $x }}', {}, '32'],
      ['{{ $s := "" }}{{ range .l }}{{ $s = printf "%s%d" $s . }}{{ end }}{{ $s }}', { l: [1, 2] }, '12'],
      ['{{ $i := 0 }}{{ $e := 0 }}{{ range $i, $e = .l }}{{ end }}{{ $i }}{{ $e }}', { l: [7, 8] }, '18'],
    ]);
  });

  it('define templates and fill them', () => {
    check([
      ['{{ define "t" }}<{{ . }}>{{ end }}{{ template "t" .a }}{{ template "t" }}', { a: 1 }, '<1><<no value>>'],
      ['{{ block "b" .a }}[{{ . }}{{ $ }}]{{ end }}{{ template "b" 5 }}', { a: 2 }, '[22][55]'],
      [
        '{{ define "down" }}{{ . }}{{ if gt . 0 }}{{ template "down" (sub . 1) }}{{ end }}{{ end }}{{ template "down" 3 }}',
        {},
        '3210',
      ],
    ]);
  });

  it('pass a value through a pipe as the last argument', () => {
    check([
      ['{{ .x | upper | printf "%s-%s" "a" }}', { x: 'b' }, 'a-B'],
      ['{{ "b" | eq "b" }}{{ 3 | add 2 }}', {}, 'true5'],
      [
        '{{ .m | len }}{{ index .m "a" 0 }}{{ index .l 1 }}{{ index .m "zz" }}',
        { m: { a: [9] }, l: ['x', 'y'] },
        '19y<no value>',
      ],
      ['{{ len "héé" }}{{ slice "abcdef" 1 3 }}{{ slice .l 1 }}', { l: [1, 2, 3] }, '5bc[2 3]'],
    ]);
  });

  it('compare values of one kind only', () => {
    check([
      [
        '{{ eq 1 1 }} {{ eq .a 2 1 }} {{ ne "a" "b" }} {{ lt 1 2 }} {{ le 2 2 }} {{ gt "b" "a" }} {{ ge 1.5 2.5 }}',
        { a: 1 },
        'true true true true true true false',
      ],
      ['{{ eq .x nil }} {{ eq true true }}', { x: null }, 'true true'],
    ]);
    refused([
      ['{{ eq 1 "1" }}', {}, 'incompatible types for comparison: int and string'],
      ['{{ lt 1.5 1 }}', {}, 'incompatible types'],
      ['{{ eq .l .l }}', { l: [] }, 'non-comparable'],
      ['{{ lt true false }}', {}, 'invalid type for comparison'],
    ]);
  });

  it('print as Go’s fmt does', () => {
    check([
      ['{{ print 1 2 "a" "b" 3 4 }}|{{ println "x" 1 }}|{{ print }}', {}, '1 2ab3 4|x 1\n|'],
      ['{{ printf "%05.1f|%v|%q" 2.5 1 "7" }}', {}, '002.5|1|"7"'],
      [
        '{{ printf "%5d|%-5d|%+d|%05d|%x|%X|%o|%b" 42 42 42 -42 255 255 8 5 }}',
        {},
        '   42|42   |+42|-0042|ff|FF|10|101',
      ],
      ['{{ printf "%c|%U|%#x|%q|%O" 65 233 255 97 8 }}', {}, "A|U+00E9|0xff|'a'|0o10"],
      [
        '{{ printf "%s|%10s|%-4s|%.2s|%x|%q" "ab" "ab" "ab" "abc" "ab" "a\\tb" }}',
        {},
        'ab|        ab|ab  |ab|6162|"a\\tb"',
      ],
      [
        '{{ printf "%e|%g|%.3g|%.0f|%.0f|%6.2f|%f" 1234.5 1e21 1234.5678 2.5 3.5 3.14159 1.0 }}',
        {},
        '1.234500e+03|1e+21|1.23e+03|2|4|  3.14|1.000000',
      ],
      ['{{ printf "%t|%T|%%|%v|%d" true .l nil .l }}', { l: [1, 2] }, 'true|[]interface {}|%|<nil>|[1 2]'],
      ['{{ printf "%[2]d %[1]d" 1 2 }}|{{ printf "%*d" 5 42 }}', {}, '2 1|   42'],
      [
        '{{ printf "%d|%s|%!" "x" 1 }}|{{ printf "%d" }}|{{ printf "%d" 1 2 "x" }}',
        {},
        '%!d(string=x)|%!s(int=1)|%!!(MISSING)|%!d(MISSING)|1%!(EXTRA int=2, string=x)',
      ],
    ]);
  });

  it('escape for HTML, JavaScript and queries', () => {
    check([
      [`{{ html "<a href='x'>&\\"" }}`, {}, '&lt;a href=&#39;x&#39;&gt;&amp;&#34;'],
      [`{{ js "it's <b>" }}`, {}, "it\\'s \\u003Cb\\u003E"],
      ['{{ urlquery "a b&c=d/é" }}', {}, 'a+b%26c%3Dd%2F%C3%A9'],
    ]);
  });

  it('have the functions of sprig', () => {
    check([
      [
        '{{ "hello" | replace "l" "L" }}|{{ "a b" | quote }}|{{ list 1 2 3 | len }}|{{ ternary "y" "n" true }}|{{ "x" | repeat 3 }}',
        {},
        'heLLo|"a b"|3|y|xxx',
      ],
      [
        '{{ title "ab cd" }}|{{ "abc" | trunc 2 }}|{{ "abc" | trunc -2 }}|{{ substr 1 3 "abcd" }}|{{ trimAll "-" "--a-b-" }}',
        {},
        'Ab Cd|ab|bc|bc|a-b',
      ],
      [
        '{{ "a\\nb" | nindent 2 }}|{{ cat "a" nil 1 }}|{{ squote "x" }}|{{ plural "one" "many" 2 }}',
        {},
        "\n  a\n  b|a 1|'x'|many",
      ],
      [
        '{{ .m | toJson }}|{{ .m | toPrettyJson }}|{{ "<" | toRawJson }}{{ toJson "<" }}',
        { m: { k: 1, b: [true, null] } },
        '{"b":[true,null],"k":1}|{\n  "b": [\n    true,\n    null\n  ],\n  "k": 1\n}|"<""\\u003c"',
      ],
      ['{{ (fromJson "{\\"a\\": [1, 2.5]}").a }}{{ fromJson "no" }}', {}, '[1 2.5]<no value>'],
      [
        '{{ until 3 }}{{ untilStep 6 0 -3 }}{{ seq 3 }}|{{ seq 2 2 6 }}|{{ seq 3 1 }}',
        {},
        '[0 1 2][6 3]1 2 3|2 4 6|3 2 1',
      ],
      [
        '{{ add1 1 }} {{ sub 5 "2" }} {{ mul 2 3 4 }} {{ div 7 2 }} {{ mod 7 2 }} {{ max 1 3 2 }} {{ min 1.9 3 }} {{ floor 1.9 }} {{ round 1.2345 2 }} {{ int "0x10" }} {{ atoi "7x" }}',
        {},
        '2 3 24 3 1 3 1 1 1.23 16 0',
      ],
      [
        '{{ first .l }}{{ last .l }}{{ rest .l }}{{ initial .l }}{{ append .l 4 }}{{ reverse .l }}{{ uniq (list 1 1 "1") }}{{ without .l 2 }}{{ has 2 .l }}{{ chunk 2 .l }}',
        { l: [1, 2, 3] },
        '13[2 3][1 2][1 2 3 4][3 2 1][1 1][1 3]true[[1 2] [3]]',
      ],
      [
        '{{ $d := dict "a" 1 "b" 2 }}{{ keys $d }}{{ values $d }}{{ get $d "zz" }}{{ hasKey $d "a" }}{{ pick $d "a" }}{{ omit $d "a" }}{{ $_ := set $d "c" 3 }}{{ $d.c }}{{ dig "x" "y" 0 $d }}',
        {},
        '[a b][1 2]truemap[a:1]map[b:2]30',
      ],
      [
        '{{ "" | default "d" }}{{ coalesce 0 "" "x" }}{{ empty "" }}{{ typeOf 1 }}{{ kindOf .m }}{{ deepEqual .m (dict) }}',
        { m: {} },
        'dxtrueintmaptrue',
      ],
      ['{{ b64enc "hé" }}{{ b64dec "aMOp" }}{{ b32enc "hi" }}{{ b32dec "NBUQ====" }}', {}, 'aMOphéNBUQ====hi'],
      [
        '{{ base "/a/b.c" }} {{ dir "/a/b.c" }} {{ ext "b.c" }} {{ clean "a/../b/./c" }} {{ isAbs "/x" }}',
        {},
        'b.c /a .c b/c true',
      ],
      [
        '{{ regexMatch "^a.c$" "abc" }}{{ regexQuoteMeta "a.b" }}{{ splitn "," 2 "a,b,c" }}{{ sortAlpha (list "b" "a") }}',
        {},
        'truea\\.bmap[_0:a _1:b,c][a b]',
      ],
    ]);
  });

  it('find, replace and split by patterns', () => {
    check([
      [
        '{{ regexFind "b+" "abbbc" }}|{{ regexFind "x" "abc" }}|{{ regexFindAll "[a-z]" "a1b2c3" 2 }}',
        {},
        'bbb||[a b]',
      ],
      ['{{ regexFindAll "a*" "baac" -1 | len }}', {}, '3'],
      [
        '{{ regexReplaceAll "([a-z]+)@(?P<host>[a-z]+)" "me@here you@there" "${host}-$1-$$-$9" }}',
        {},
        'here-me-$- there-you-$-',
      ],
      ['{{ regexReplaceAll "a*?" "baac" "x" }}|{{ regexReplaceAllLiteral "b" "abc" "$1" }}', {}, 'xbxaxaxcx|a$1c'],
      [
        '{{ regexSplit "[,;] *" "a, b;c" -1 }}|{{ regexSplit "," "a,b,c" 2 }}|{{ regexSplit "" "abc" -1 }}',
        {},
        '[a b c]|[a b,c]|[a b c]',
      ],
      ['{{ mustRegexMatch "^a.c$" "abc" }}', {}, 'true'],
    ]);
    refused([
      ['{{ regexFind "(" "a" }}', {}, 'the pattern ( is faulty'],
      ['{{ regexFindAll "x*y|x" (repeat 10000 "x") -1 }}', {}, 'more work'],
    ]);
  });

  it('have Dagu’s own functions, which stand before those of sprig', () => {
    check([
      [
        '{{ .l | join "," }}|{{ "a-b-c" | split "-" }}|{{ count .l }}|{{ count "héé" }}|{{ trim "  q " }}',
        { l: [1, 'b', true] },
        '1,b,true|[a b c]|3|5|q',
      ],
      ['{{ json .l }}{{ json "<" }}', { l: ['a', 'b c'] }, '["a","b c"]"\\u003c"'],
    ]);
    refused([
      ['{{ join "," .m }}', { m: { a: 1 } }, 'join: unsupported type map[string]interface {}'],
      ['{{ add "1" 2 }}', {}, 'wrong type for argument 1 of add: want int, got string'],
      ['{{ env "HOME" }}', {}, 'function "env" not defined'],
      ['{{ now }}', {}, 'function "now" not defined'],
    ]);
  });

  it('say what is wrong and where', () => {
    refused([
      ['{{ .nope }}', { a: 1 }, 'execution error: column 4: map has no entry for key "nope"'],
      ['a\nb {{ .a.b }}', { a: {} }, 'line 2, column 6: map has no entry for key "b"'],
      ['{{ .a.b }}', { a: 'x' }, "can't evaluate field b in type string"],
      ['{{ if }}', {}, 'parse error: column 7: missing value for if'],
      ['{{ if .x }}', {}, '{{if}} has no {{end}}'],
      ['{{ end }}', {}, 'unexpected {{end}}'],
      ['{{ if 1 }}{{ else }}{{ else }}{{ end }}', {}, 'unexpected {{else}}'],
      ['{{ if 1 }}{{ define "x" }}{{ end }}{{ end }}', {}, 'unexpected {{define}}'],
      ['{{ break }}', {}, '{{break}} outside {{range}}'],
      ['{{ .x', {}, 'unclosed action'],
      ['{{ "x }}', {}, 'unterminated quoted text'],
      ['{{ (1 }}', {}, 'unclosed left parenthesis'],
      ['{{ $x }}', {}, 'undefined variable "$x"'],
      ['{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}', {}, 'undefined variable "$x"'],
      ['{{ nil }}', {}, 'nil is not a command'],
      ['{{ 1 | 2 }}', {}, 'non executable command in pipeline stage 2'],
      ['{{ "a" "b" }}', {}, 'cannot get arguments'],
      ['{{ .a 1 }}', { a: 1 }, '.a has arguments but is no function'],
      ['{{ upper }}', {}, 'wrong number of args for upper: want 1 got 0'],
      ['{{ template "t" }}', {}, 'template "t" not defined'],
      ['{{ /* x */ }}', {}, 'unexpected'],
      ['{{/* x', {}, 'unclosed comment'],
      ['{{ range "abc" }}{{ end }}', {}, "range can't iterate over string"],
      ['{{ index .l 5 }}', { l: [] }, 'index out of range: 5'],
      ['{{ div 1 0 }}', {}, 'divide by zero'],
      ['{{ fail "no way" }}', {}, 'no way'],
    ]);
  });

  it('end when they cost too much', () => {
    refused(
      [
        ['{{ range 1000000000000 }}{{ end }}', {}, 'more work than is allowed'],
        ['{{ repeat 1000000000000 "x" }}', {}, 'a text grows beyond'],
        ['{{ until 1000000000000 }}', {}, 'more work'],
        ['{{ $s := "x" }}{{ range 100 }}{{ $s = print $s $s }}{{ end }}', {}, 'a text grows beyond'],
        ['{{ $l := list 1 2 }}{{ range 100 }}{{ $l = list $l $l }}{{ end }}{{ $l }}', {}, 'more work'],
        ['{{ $l := list 1 2 }}{{ range 100 }}{{ $l = list $l $l }}{{ end }}{{ toJson $l }}', {}, 'more work'],
        ['{{ printf (repeat 1000 "%[1]99999d") 1 }}', {}, 'a text grows beyond'],
        ['{{ range 10000 }}{{ $.long }}{{ end }}', { long: 'x'.repeat(1000) }, 'a text grows beyond'],
        ['{{ replace "" (repeat 100000 "y") (repeat 100000 "x") }}', {}, 'a text grows beyond'],
        ['{{ define "t" }}{{ template "t" }}{{ end }}{{ template "t" }}', {}, 'call each other too deeply'],
        [`{{ ${'('.repeat(1000)}1${')'.repeat(1000)} }}`, {}, 'nests too deeply'],
        ['{{ if 1 }}'.repeat(1000) + '{{ end }}'.repeat(1000), {}, 'nests too deeply'],
        ['{{ $d := dict }}{{ set $d "d" $d }}', {}, 'cannot be put into itself'],
      ],
      () => new Budget({ work: 100_000, text: 1_000_000 }),
    );
    assert.equal(rendered('{{ range 100 }}x{{ end }}', {}, new Budget({ work: 50 })).includes('more work'), true);
  });
});

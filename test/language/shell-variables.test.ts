import { strict as assert } from 'node:assert';
import { environmentReads } from '../../src/language/shell-variables';

/** The text with what it reads from its environment in brackets. */
function marked(text: string): string {
  return [...environmentReads(text)]
    .reverse()
    .reduce(
      (all, { range }) => `${all.slice(0, range.start)}[${all.slice(range.start, range.end)}]${all.slice(range.end)}`,
      text,
    );
}

describe('variables of shell texts', () => {
  const rows: Readonly<Record<string, readonly string[]>> = {
    'are read in all forms': ['echo $[X] ${[X]} "${[X]:-$[Y]}" ${#[X]} ${[X]%.*} ${![X]}'],
    'are read inside double quotes, substitutions and backticks': [
      'a "$([X]= b "$[X]" `c $[X]`) $[X]"'.replace('[X]=', 'Z='),
    ],
    'are read in arithmetic': ['echo $(([X] + $[Y] * (2 - [Z]))) $[X]', '(( [X] > 0x1F )) && echo $[X]'],
    'are not read behind a backslash, in single quotes and in comments': [
      "echo \\$X 'it is $X' \"it's $[X]\" # $X\necho $[X]#$[X] $'\\'$X' $[X]",
    ],
    'are no shell variables in references of the workflow': ['echo ${params.X} ${X.a} ${steps.X.outputs.y} $[X].a'],
    'are no special parameters': ['echo $$ $? $1 $@ $# $! $- $* ${1} ${@} "$"X $'],
    'are read in here-documents, unless their end is quoted': [
      "cat <<END\n$[X] 'it is' ${[X]} \\$X ${X.a}\nEND\necho $[X]",
      'cat <<\'END\' && cat <<-"OUT"; cat <<\\E\n$X\nEND\n\t$X\n\tOUT\n$X\nE\necho $[X]',
      'cat <<< "$[X]" <<END\n$[X]',
    ],
    'are their own from where the text has set them': [
      'X="$[X]:/bin"\necho $X',
      'X=1; echo $X',
      'A=1 X=2 B=3\necho $X',
      'X=${[Y]:-a b}\necho $X',
      'if true; then X=1; fi; echo $X',
      'X+=1 && echo $X',
      'X[0]=1; echo ${X[0]}',
      'for X in $[X]; do echo $X; done',
      'while IFS= read -r X Y < in; do echo $X $Y $[in]; done',
      'printf -v X "$[X]"; echo $X',
      'local X Y=$[X]; echo $X',
      'mapfile -t X; echo $X',
    ],
    'stay those of the environment where only one command or a subshell sees others': [
      'X=1 make $[X]; echo $[X]',
      'X=1 "$[X]" y; echo $[X]',
      '(X=1; echo $X); echo $[X]',
      'Z=$(X=1; echo $X); echo $[X]',
      'make X=1; echo $[X]',
      'echo X=1 > X=2; echo $[X]',
      'cmd 2>&1; echo $[X]',
    ],
    'are meant by export, readonly and unset as well': ['export [X]; X=1; export X Y=$[Y]; echo $Y; unset X'],
  };
  for (const [title, texts] of Object.entries(rows)) {
    it(title, () => {
      for (const text of texts) assert.equal(marked(text.replace(/\[([A-Za-z]+)\]/g, '$1')), text);
    });
  }

  it('are told from hostile texts as well', () => {
    for (const text of ['"$(', '${', '$((', "$'", '<<', 'cat <<E\n', '`"`', ')))', '"'.repeat(9999), '$('.repeat(9999)])
      assert.deepEqual(environmentReads(text), []);
  });
});

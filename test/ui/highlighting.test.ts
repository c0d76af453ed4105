// The colours of workflows: which words count as what, in VS Code's own grammar of YAML with what the extension adds.

import { strict as assert } from 'node:assert';
import type { IGrammar } from 'vscode-textmate';
import { LineMap } from '../../src/base/text';
import { parseStream } from '../../src/syntax/document';
import type { YamlNode } from '../../src/syntax/node';
import { readCases } from '../cases/recording';
import { tokensOf, yamlGrammar } from '../support/grammar';

const shell = 'meta.embedded.block.shellscript';
const inline = 'meta.embedded.inline.shellscript';
const key = 'entity.name.tag.yaml';

interface Row {
  readonly title: string;
  readonly text: string;
  /** A token, and what must and must not be among its scopes: `name`, `!name`. */
  readonly tokens: readonly (readonly [token: string, ...scopes: readonly string[]])[];
}

const rows: readonly Row[] = [
  {
    title: 'references and variables in values, not in keys and comments',
    text: '# ${params.A}\n${params.B}: x\na: "${params.C} $D ${E:-x}"\nb: \'${ steps.f.outputs.g }\'\nc: ${h.output} $i\nd: {e: $J}\n',
    tokens: [
      ['params', 'variable.language.namespace.restep', 'string.quoted.double.yaml'],
      ['.C', 'variable.other.property.restep'],
      ['D', 'variable.other.readwrite.restep'],
      ['E', 'variable.other.readwrite.restep'],
      [':-x', 'keyword.operator.expansion.restep'],
      ['steps', 'variable.language.namespace.restep'],
      ['.f.outputs.g', 'variable.other.property.restep'],
      ['h', 'variable.other.object.restep'],
      ['.output', 'variable.other.property.restep'],
      ['i', 'variable.other.readwrite.restep'],
      ['J', 'variable.other.readwrite.restep'],
    ],
  },
  {
    title: 'shell in block scalars, to their end and not beyond',
    text: "steps:\n  - run: |\n      if true; then\n        echo \"it's $X\" '${a.output}' # note\n      fi\n\n      make all\n    id: a\n  - script: >- # folded\n      ls -l\n    id: b\n",
    tokens: [
      ['if', shell, 'keyword.control.if.shell'],
      ['echo', shell, 'support.function.builtin.shell'],
      ["it's ", shell, 'string.quoted.double.shell'],
      ['X', shell, 'variable.other.normal.shell'],
      ['a', shell, 'variable.other.object.restep', 'string.quoted.single.shell'],
      [' note', shell, 'comment.line.number-sign.shell'],
      ['make', shell, 'entity.name.command.shell'],
      ['id', key, `!${shell}`],
      [' folded', 'comment.line.number-sign.yaml', `!${shell}`],
      ['ls', shell, 'entity.name.command.shell'],
    ],
  },
  {
    title: 'comments behind block scalars, which are indented less',
    text: 'steps:\n  # one\n  - run: |\n      echo a\n      # two\n\n  # three\n  - run: |\n      echo b\n     # four\n    id: c\n',
    tokens: [
      [' one', 'comment.line.number-sign.yaml', `!${shell}`],
      [' two', 'comment.line.number-sign.shell', shell],
      [' three', 'comment.line.number-sign.yaml', `!${shell}`],
      [' four', 'comment.line.number-sign.yaml', `!${shell}`],
      ['id', key, `!${shell}`],
    ],
  },
  {
    title: 'shell in texts of one line, plain and quoted, whose quotes end nothing else',
    text: 'steps:\n  - run: printf $X # note\n  - run: "cd \\"$Y\\" it\'s"\n  - command: \'pwd "$Z"\'\n  - run: export A=it\'s\n    id: a\n',
    tokens: [
      ['printf', inline, 'support.function.builtin.shell'],
      ['X', inline, 'variable.other.normal.shell'],
      ['cd', inline, 'support.function.builtin.shell'],
      ['Y', inline, 'variable.other.normal.shell'],
      ['pwd', inline, 'support.function.builtin.shell'],
      ['Z', inline, 'variable.other.normal.shell', 'string.quoted.double.shell'],
      ['export', inline],
      ['id', key, `!${inline}`],
    ],
  },
  {
    title: 'shell in the items of a list',
    text: 'steps:\n  - run:\n      - printf a\n      - "cd b"\n      - |\n        echo c\n    id: d\n  - command:\n    - pwd\n    id: e\n',
    tokens: [
      ['printf', inline, 'support.function.builtin.shell'],
      ['cd', inline, 'support.function.builtin.shell'],
      ['echo', shell, 'support.function.builtin.shell'],
      ['pwd', inline, 'support.function.builtin.shell'],
      ['id', key, `!${inline}`],
    ],
  },
  {
    title: 'here-documents, whose last word is indented with the block',
    text: "run: |\n  cat <<END > a\n    it's $X ${params.Y}\n  END\n  cat <<'Z'\n  $no\n  Z\n  echo done\n",
    tokens: [
      ['X', 'string.unquoted.heredoc.shell', 'variable.other.normal.shell'],
      ['params', 'string.unquoted.heredoc.shell', 'variable.language.namespace.restep'],
      ['$no', 'string.unquoted.heredoc.shell', '!variable.other.normal.shell'],
      ['echo', '!string.unquoted.heredoc.shell', 'support.function.builtin.shell'],
    ],
  },
  {
    title: 'other languages by the first line of a script',
    text: 'a:\n  run: |\n    #!/usr/bin/env python3\n    import os\n    print("${params.A}")\nb:\n  run: |\n    #!/usr/bin/node\n    const x = 1;\nc:\n  run: |\n    echo hi\n    #!/usr/bin/python\n',
    tokens: [
      ['import', 'meta.embedded.block.python', 'keyword.control.import.python'],
      ['params', 'meta.embedded.block.python', 'variable.language.namespace.restep'],
      ['const', 'meta.embedded.block.javascript', 'storage.type.js'],
      ['echo', shell],
    ],
  },
  {
    title: 'fields of the same name in other files, whatever they hold',
    text: 'run:\n  nested: 1\n  on: true\nscript:\n  - name: x\n    other: yes\ncommand: ["a", "$B"]\ntext: |\n  run: |\n    echo\nlast: 1\n',
    tokens: [
      ['nested', key],
      ['1', 'constant.numeric.integer.decimal.yaml'],
      ['true', 'constant.language.boolean.yaml'],
      ['name', key],
      ['other', key],
      ['B', 'variable.other.readwrite.restep', `!${inline}`],
      ['run: |', 'string.unquoted.block.yaml'],
      ['last', key],
    ],
  },
];

describe('highlighting', () => {
  let grammar: IGrammar;

  before(async () => {
    grammar = await yamlGrammar(true);
  });

  for (const { title, text, tokens } of rows) {
    it(`knows ${title}`, () => {
      const found = tokensOf(grammar, text);
      for (const [word, ...scopes] of tokens) {
        const fits = found.filter(token => token.text === word);
        const isFit = fits.some(token =>
          scopes.every(scope =>
            scope.startsWith('!') ? !token.scopes.includes(scope.slice(1)) : token.scopes.includes(scope),
          ),
        );
        assert.ok(isFit, `${word}: ${JSON.stringify(fits)}`);
      }
    });
  }

  it('leaves every key of the recorded files a key', async () => {
    const plain = await yamlGrammar(false);
    const faults: string[] = [];
    let keys = 0;
    for (const { name, files } of readCases()) {
      for (const [file, text] of Object.entries(files)) {
        if (!/\.ya?ml$/.test(file)) continue;
        const isKey = keysIn(grammar, text);
        const wasKey = keysIn(plain, text);
        for (const place of placesOfKeys(text)) {
          if (!wasKey.has(place)) continue;
          keys++;
          if (!isKey.has(place)) faults.push(`${name} ${file}: line ${place}`);
        }
      }
    }
    assert.deepEqual(faults, []);
    assert.ok(keys > 5000, `only ${keys} keys were seen`);
  });
});

/** `line:column` of each token that is a key. */
function keysIn(grammar: IGrammar, text: string): ReadonlySet<string> {
  return new Set(
    tokensOf(grammar, text)
      .filter(({ scopes }) => scopes.includes(key))
      .map(({ line, start }) => `${line + 1}:${start + 1}`),
  );
}

function placesOfKeys(text: string): readonly string[] {
  const lines = new LineMap(text);
  const collect = (node: YamlNode | undefined): readonly number[] => {
    if (node?.kind === 'sequence') return node.items.flatMap(collect);
    return node?.kind === 'mapping'
      ? node.entries.flatMap(entry => [entry.key.range.start, ...collect(entry.value)])
      : [];
  };
  return parseStream(text).documents.flatMap(({ root }) =>
    collect(root).map(offset => {
      const { line, character } = lines.position(offset);
      return `${line + 1}:${character + 1}`;
    }),
  );
}

// Which places of a file mean the same thing. In each row the marks are around all places of one thing.

import { strict as assert } from 'node:assert';
import { thingsOf } from '../../src/language/things';
import { readWorkflow } from '../../src/language/workflow-reader';
import { withoutPlaces, withPlaces } from '../support/marked-places';

function assertOneThing(marked: string): void {
  const { text, places } = withoutPlaces(marked);
  const things = thingsOf(readWorkflow(text));
  for (const { start, end } of places) {
    for (const offset of [start, end]) {
      const thing = things.at(offset)?.thing;
      assert.equal(withPlaces(text, [...(thing?.definitions ?? []), ...(thing?.references ?? [])]), marked);
    }
  }
}

const rows: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  steps: {
    'by id in all forms of depends': `steps:
  - id: ‹a›
    run: echo a
  - {id: b, depends: ‹a›, run: echo a}
  - {id: c, depends: ["‹a›", b], run: echo a}
  - id: d
    depends:
      - '‹a›' # a
      - c
    run: a
`,
    'by name, when the id is another': `steps:
  - id: a
    name: ‹build it›
    run: echo a
  - depends: [‹build it›, a]
    run: echo \${a.stdout}
`,
    'whose id and name are the same': `steps:
  - id: ‹a›
    name: ‹a›
    run: x
  - depends: ‹a›
    run: echo \${‹a›.stdout}
`,
    'in references of both languages': `steps:
  - id: ‹a›
    output: A
    outputs: [{name: x}]
    run: x
  - depends: ‹a›
    env:
      - E: "\${‹a›.exit_code} \${‹a›.exitCode} \${a.status} $a"
    run: |
      echo \${steps.‹a›.outputs.x} '\${‹a›.output}' "\${ steps.‹a›.outputs.x }"
      echo \\\${steps.a.outputs.x} \${‹a›.outputs.x} \${‹a›.stdout:0:3}
    with: {shell: bash}
`,
    'as targets of routes and push-backs': `steps:
  - id: r
    action: router.route
    with:
      value: x
      routes: {x: [‹a›], "re:.*": ["‹a›"]}
  - id: ‹a›
    run: x
    approval: {rewind_to: ‹a›}
`,
    'in groups and as keys': `type: chain
steps:
  - [{id: ‹a›, run: x}, {id: b, run: x}]
  - run: echo \${‹a›.stdout}
`,
    'that are keys': 'steps:\n  ‹a›: {run: x}\n  b: {depends: [‹a›], run: x}\n',
    'in the body of a foreach, which sees those around': `steps:
  - id: ‹a›
    run: x
  - id: f
    depends: ‹a›
    foreach:
      items: [1]
      steps:
        - id: b
          run: echo \${steps.‹a›.outputs.x}
        - id: c
          depends: a
          run: x
`,
    'of the body of a foreach before those around': `steps:
  - id: a
    run: x
  - foreach:
      items: [1]
      steps:
        - id: ‹a›
          run: x
        - depends: ‹a›
          run: echo \${‹a›.stdout}
      collect: {out: "\${steps.‹a›.outputs.x}"}
`,
    'that handlers see': `handler_on:
  exit: {id: a, run: "echo \${‹a›.stdout}"}
steps:
  - id: ‹a›
    run: x
`,
    'of one document only': `steps:
  - id: ‹a›
    run: echo a
  - depends: ‹a›
    run: x
---
name: a
steps:
  - id: a
    run: x
  - depends: a
    run: x
`,
    'before variables of the same name': `env: [{a: '{"stdout": 1}'}]
steps:
  - id: ‹a›
    run: x
  - depends: ‹a›
    run: echo \${‹a›.stdout} \${a.other} $a
`,
  },
  constants: {
    'in all fields': `consts:
  - ‹A›: 1
  - B: \${consts.‹A›}
env: {A: "\${consts.‹A›}"}
steps:
  - run: echo \${consts.‹A›} $A \${env.A}
    timeout_sec: 5
`,
  },
  parameters: {
    'that are texts': `params: "‹A›=1 B=\\"A $A\\" ‹A›=2"
steps:
  - run: echo $‹A› \${‹A›} "\${‹A›:-x}" '$A' \${params.‹A›} '\${params.‹A›}' $A_ \${A_}
  - env: [X: "$‹A› '$A' \\\\$A \${env.‹A›}"]
    run: echo $‹A›
`,
    'in a list of texts and mappings': `params:
  - B=1
  - ‹A›=2
  - C: 3
steps:
  - run: echo \${params.‹A›} \${‹A›.x[0]}
`,
    'with definitions, read by later ones': `params:
  - name: ‹A›
    default: $A
  - name: B
    eval: "\${params.‹A›}$‹A›"
steps:
  - run: x
`,
    'of a schema': `params:
  schema:
    type: object
    required: [‹A›]
    properties:
      ‹A›: {type: string}
  values: {‹A›: x}
steps:
  - run: echo $‹A›
`,
    'of a called document, in its calls': `params: A=1
steps:
  - action: dag.run
    with: {dag: child, params: "‹A›=\${params.A} B=2"}
  - call: child
    params: {‹A›: 1}
  - action: dag.run
    with:
      dag: child
      params:
        - ‹A›: $A
---
name: child
params: ‹A›=2
steps:
  - run: echo $‹A›
`,
  },
  variables: {
    'of the workflow, but not what they are made from': `env:
  - ‹A›: "$A:1"
  - ‹A›: "$‹A›:2"
  - B=$‹A›
steps:
  - run: echo $‹A›
  - env: {A: "$‹A›"}
    run: echo $A
  - env: [B: "$‹A›", A: 1, C: $A]
    working_dir: $‹A›
    run: echo $A
  - run: |
      echo $‹A›
      A=$‹A›
      echo $A
`,
    'of the workflow before parameters': `params: A=1
env: {‹A›: $A}
steps:
  - run: echo $‹A› \${params.A} \${env.‹A›}
`,
    'of a step': `env: {A: 0}
steps:
  - env: ["‹A›=1", "B=\${env.‹A›}"]
    run: echo $‹A›
  - run: echo $A
`,
    'of steps by default': `defaults: {env: {‹A›: 1}}
steps:
  - run: echo $‹A›
  - env: {A: 1}
    run: echo $A
`,
    'that steps capture, where they have run before': `params: A=1
steps:
  - id: a
    output: ‹A›
    run: x
  - id: b
    depends: a
    run: echo $‹A› \${‹A›.x} \${env.‹A›}
  - depends: b
    output: $‹A›
    run: echo $‹A›
  - run: echo $A
handler_on:
  exit: {run: echo $‹A›}
`,
    'that are entered at approvals': `steps:
  - id: a
    run: x
    approval: {input: [‹WHY›], required: [‹WHY›]}
  - depends: a
    run: echo $‹WHY›
`,
    'in scripts of other languages, as their programs read them': `env: {‹A›: 1, B: 2}
steps:
  - run: |
      #!/usr/bin/env python3
      print("$A \${A} \${env.‹A›} \${‹A›.x}", os.environ["‹A›"], os.environ.get('‹A›'), os.getenv( "‹A›"))
  - run: |
      node -e 'process.env.‹A› + process.env["‹A›"]' | ruby -e 'ENV.fetch("‹A›")' | perl -e '$ENV{‹A›}'
  - run: |
      #!/bin/bash
      echo $‹A›
  - run: Write-Output $env:‹A› $A
    with: {shell: pwsh}
  - run: echo $‹A› '$A'
    with: {shell: fish}
  - script: print("$A")
    command: python3
`,
    'of a caller, in what it calls': `env: {‹A›: 1}
params: B=1
steps:
  - call: one
---
name: one
env: {C: $A}
steps:
  - call: two
---
name: two
steps:
  - run: echo $‹A› $B \${env.‹A›}
---
name: alone
steps:
  - run: echo $A
`,
    'that are secrets': `secrets: [{name: ‹A›, provider: env, key: A}]
env: {B: $A}
steps:
  - run: echo $‹A›
`,
    'repeated by an alias': `steps:
  - env: &common
      - ‹A›: 1
    run: echo $‹A›
  - env: *common
    run: echo $‹A›
`,
  },
  outputs: {
    'that are declared': `steps:
  - id: a
    outputs:
      - name: ‹x›
        type: string
    run: |
      echo "‹x›=1" >> "$DAGU_OUTPUT_FILE"
      echo x=2
  - depends: a
    run: echo \${steps.a.outputs.‹x›} \${a.outputs.‹x›} \${a.output.‹x›} $x
`,
    'that are written together': `steps:
  - id: a
    outputs: [{name: ‹x›}]
    run: |
      {
        echo ‹x›=1
        echo x=2 >> other
      } >> $DAGU_OUTPUT_FILE
      cat <<END >> $DAGU_OUTPUT_FILE
      ‹x›=3
      END
`,
    'that are published': `steps:
  - id: a
    output:
      ‹x›: {from: stdout}
    run: x
  - depends: a
    run: echo \${a.output.‹x›.y} \${a.outputs.‹x›}
`,
    'of a called document': `steps:
  - id: a
    call: kid
  - depends: a
    run: echo \${a.outputs.‹x›} \${steps.a.outputs.‹x›}
---
name: kid
steps:
  - action: outputs.write
    with: {values: {‹x›: 1}}
`,
    'of a called document, in its report': `steps:
  - action: dag.run
    with: {dag: kid}
    output: OUT
    id: a
  - depends: a
    run: echo \${OUT.outputs.‹V›} \${OUT.outputValues.V} \${OUT.status.V} $V
---
name: kid
steps:
  - run: x
    output: ‹V›
  - run: echo $‹V›
`,
    'published by a called document, in its report': `steps:
  - {id: a, call: kid, output: OUT}
  - depends: a
    run: echo \${OUT.outputValues.‹x›} \${OUT.outputs.x} \${a.outputs.‹x›}
---
name: kid
steps:
  - action: outputs.write
    with: {values: {‹x›: 1}}
`,
    'that people enter': `steps:
  - id: ask
    action: human.task
    with: {prompt: p, form: {type: object, required: [‹why›], properties: {‹why›: {type: string}}}}
  - depends: ask
    run: echo \${steps.ask.outputs.‹why›}
`,
    'of builds': `type: build
steps:
  - id: a
    inputs: [{name: x, path: x}]
    outputs: [{name: ‹x›, path: y}]
    run: cp \${inputs.x} \${outputs.‹x›}
  - run: cat \${steps.a.outputs.‹x›}
`,
  },
  'other names': {
    'of inputs': `type: build
steps:
  - inputs: [{name: ‹x›, path: x}]
    run: cat \${inputs.‹x›}
`,
    'of items': `steps:
  - foreach:
      items: [1]
      as: ‹it›
      key: \${foreach.‹it›.id}
      steps:
        - run: echo \${foreach.‹it›} \${foreach.index}
`,
    'of custom actions': `actions:
  ‹notify›: {template: {run: x}}
  other: {template: {action: ‹notify›}}
steps:
  - action: ‹notify›
handler_on:
  exit: {action: ‹notify›}
`,
    'of documents': `steps:
  - action: dag.run
    with: {dag: ‹child›}
  - call: ‹child›
---
name: ‹child›
steps:
  - run: child
`,
  },
};

describe('things', () => {
  for (const [group, texts] of Object.entries(rows)) {
    describe(`that are ${group}`, () => {
      for (const [title, marked] of Object.entries(texts)) it(`are found ${title}`, () => assertOneThing(marked));
    });
  }

  it('are found in files that are half written', () => {
    assertOneThing('params: ‹A›=1\nsteps:\n  - id: a\n    run: echo $‹A›\n  - id: b\n    depends: [a\n');
  });
});

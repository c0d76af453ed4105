// What a workflow file means: steps in all their forms, order, names, parameters, inherited values.

import { strict as assert } from 'node:assert';
import type { Dag, Step } from '../../src/model/dag';
import { compile } from '../../src/spec/compile';

interface Around {
  readonly base?: string;
  readonly files?: Readonly<Record<string, string>>;
}

function dagOf(text: string, { base, files = {} }: Around = {}): Dag {
  const { dag, refusals } = compile(text, {
    file: '/flows/flow.yaml',
    lookup: { read: path => files[path] },
    ...(base === undefined ? {} : { base: { file: '/dagu/base.yaml', text: base } }),
  });
  assert.ok(dag !== undefined, refusals.map(found => found.message).join('\n'));
  return dag;
}

function stepsOf(text: string): readonly Step[] {
  return dagOf(text).steps;
}

/** `name <- dependency, dependency` */
function order(steps: readonly Step[]): readonly string[] {
  return steps.map(({ name, depends }) => (depends.length === 0 ? name : `${name} <- ${depends.join(', ')}`));
}

describe('Steps of a workflow', () => {
  it('are shell lines, scripts and lists of lines', () => {
    const text = `
steps:
  - run: "  echo one "
  - run: |
      echo two
      echo lines
  - run: [echo a, 5]
  - run: echo
    with: {shell: "bash -u", shell_args: [-x]}
`;
    assert.deepEqual(
      stepsOf(text).map(step => step.action),
      [
        { name: 'run', form: 'command', texts: ['echo one'] },
        { name: 'run', form: 'script', texts: ['echo two\necho lines\n'] },
        { name: 'run', form: 'list', texts: ['echo a', '5'] },
        { name: 'run', form: 'command', texts: ['echo'], shell: ['bash', '-u', '-x'] },
      ],
    );
  });

  it('keep all digits of a number where it becomes text', () => {
    const text = `
steps:
  - {action: exec, with: {command: echo, args: [1234567890123456789, 1.50, 0x1F]}}
  - {action: dag.run, with: {dag: c, params: {ID: 1234567890123456789}}}
  - {action: dag.run, with: {dag: c}, parallel: [1234567890123456789, 7]}
`;
    const [exec, call, parallel] = stepsOf(text);
    assert.deepEqual(exec?.action, { name: 'exec', command: 'echo', args: ['1234567890123456789', '1.5', '31'] });
    assert.deepEqual(call?.action, { name: 'dag.run', dag: 'c', params: { ID: '1234567890123456789' } });
    assert.deepEqual(parallel?.parallel?.items, ['1234567890123456789', 7]);
  });

  it('arrive in the canonical form, however old the way they are written', () => {
    const text = `
steps:
  - echo bare
  - command: [one, two]
  - {command: cat, script: text}
  - {command: echo, shell: [bash, -e]}
  - exec: {command: printf, args: ["%s", 5, true]}
  - {call: child, params: A=1}
  - {type: jq, config: {raw: true}, command: .a, script: "{}"}
  - {type: http, command: GET http://localhost/, config: {silent: true}}
  - {type: ssh, command: [a, b], config: {host: h}}
  - {type: docker, command: [a, b], config: {image: i}}
  - {action: mail, with: {to: a}}
`;
    assert.deepEqual(
      stepsOf(text).map(step => step.action),
      [
        { name: 'run', form: 'command', texts: ['echo bare'] },
        { name: 'run', form: 'list', texts: ['one', 'two'] },
        { name: 'run', form: 'script', texts: ['text'], interpreter: 'cat' },
        { name: 'run', form: 'command', texts: ['echo'], shell: ['bash', '-e'] },
        { name: 'exec', command: 'printf', args: ['%s', '5', 'true'] },
        { name: 'dag.run', dag: 'child', params: 'A=1' },
        { name: 'other', action: 'jq.filter', with: { raw: true, filter: '.a', data: '{}' } },
        { name: 'other', action: 'http.request', with: { silent: true, method: 'GET', url: 'http://localhost/' } },
        { name: 'other', action: 'ssh.run', with: { host: 'h', command: ['a', 'b'] } },
        { name: 'other', action: 'docker.run', with: { image: 'i', command: 'a\nb' } },
        { name: 'other', action: 'mail.send', with: { to: 'a' } },
      ],
    );
  });

  it('get automatic names by kind and place, past names that are taken', () => {
    const text = `
type: chain
steps:
  - {name: cmd_2, run: x}
  - run: x
  - run: "a\\nb"
  - {action: log.write, with: {message: m}}
  - - run: x
    - run: x
  - {action: exec, with: {command: x}}
  - {id: with_id, action: noop}
  - {action: dag.run, with: {dag: c}, parallel: [1]}
  - output: {a: 1}
`;
    assert.deepEqual(
      stepsOf(text).map(step => step.name),
      ['cmd_2', 'cmd_3', 'script_3', 'log_4', 'cmd_5', 'cmd_6', 'cmd_7', 'with_id', 'parallel_8', 'step_9'],
    );
  });

  it('of a chain wait for the entry before, groups side by side', () => {
    const text =
      'type: chain\nsteps:\n  - {id: a, run: x}\n  - - {id: b, run: x}\n    - {id: c, run: x}\n  - {id: d, run: x}\n';
    assert.deepEqual(order(stepsOf(text)), ['a', 'b <- a', 'c <- a', 'd <- b, c']);
    assert.deepEqual(order(stepsOf('type: chain\nsteps: [{id: a, run: x}, [], {id: b, run: x}]')), ['a', 'b']);
  });

  it('wait for names and ids, given as a text or a list, each once', () => {
    const text =
      'steps:\n  - {id: a, name: the first, run: x}\n  - {id: b, run: x, depends: [a, the first]}\n  - {run: x, depends: b}\n';
    assert.deepEqual(order(stepsOf(text)), ['the first', 'b <- the first', 'cmd_3 <- b']);
  });

  it('behind a router wait for it and run only when their pattern matches', () => {
    const [, left, after] = stepsOf(`
steps:
  - {id: pick, action: router.route, with: {value: "\${params.x}", routes: {"re:^l": [left]}}}
  - {id: left, run: x, preconditions: "true"}
  - {id: after, run: x, depends: left}
`);
    assert.deepEqual(left?.depends, ['pick']);
    assert.deepEqual(
      left?.preconditions.map(({ text, kind, expected }) => [text, kind, expected]),
      [
        ['${params.x}', 'match', 're:^l'],
        ['true', 'command', undefined],
      ],
    );
    assert.equal(left?.continueOn.skipped, true);
    assert.deepEqual(after?.depends, ['left']);
  });

  it('carry their policies', () => {
    const [step] = stepsOf(`
steps:
  - run: x
    continue_on: {exit_code: [3, "4"], output: "re:x", mark_success: true}
    retry_policy: {limit: "\${N}", interval_sec: 2, exit_code: [1], backoff: true, max_interval_sec: 9}
    repeat_policy: {condition: test, expected: done, limit: 5}
    timeout_sec: 1.9
    signal_on_stop: SIGINT
    preconditions: ["true", {eval: "\`date\`", expected: "re:.", negate: true}]
`);
    assert.deepEqual(step?.continueOn, {
      failure: false,
      skipped: false,
      exitCodes: [3, 4],
      output: ['re:x'],
      markSuccess: true,
    });
    assert.deepEqual(step?.retryPolicy, {
      limit: '${N}',
      intervalSec: 2,
      exitCodes: [1],
      factor: 2,
      maxIntervalSec: 9,
    });
    assert.equal(step?.repeatPolicy?.mode, 'until');
    assert.deepEqual([step?.timeoutSec, step?.signalOnStop], [1, 'SIGINT']);
    assert.deepEqual(
      step?.preconditions.map(({ text, kind, negate }) => [text, kind, negate]),
      [
        ['true', 'command', false],
        ['`date`', 'eval', true],
      ],
    );
  });

  it('stand in the foreach of a handler and of mapped steps too', () => {
    const each = '{foreach: {items: [1], steps: [{id: a, run: x}, {run: y, depends: a}]}}';
    const dag = dagOf(`type: chain\nhandler_on: {exit: ${each}}\nsteps: {one: ${each}}`);
    for (const step of [dag.handlers.exit, dag.steps[0]])
      assert.deepEqual(step?.action.name === 'foreach' ? order(step.action.steps) : [], ['a', 'cmd_2 <- a']);
  });

  it('know where they stand', () => {
    const text = 'steps:\n  - id: a\n    run: echo\n  - name: two\n    run: x\n';
    assert.deepEqual(
      stepsOf(text).map(({ nameRange }) => text.slice(nameRange.start, nameRange.end)),
      ['a', 'two'],
    );
    assert.equal(text.slice(stepsOf(text)[0]?.range.start, stepsOf(text)[0]?.range.end), 'id: a\n    run: echo\n');
  });

  it('that nothing here can execute are named with their place', () => {
    const dag = dagOf(
      'type: chain\nsteps:\n  - {action: sftp.upload, with: {host: h}}\n  - {action: s3.upload, with: {bucket: b}}\n',
    );
    assert.deepEqual(
      dag.unsupported.map(one => one.field),
      ['steps[0].action', 'steps[1].action'],
    );
  });
});

describe('The folder of artifacts', () => {
  it('is there for every step that uses it, also in the body of a foreach', () => {
    const write = '{action: artifact.write, with: {path: a, content: b}}';
    const texts = ['{run: x}', write, `{foreach: {items: [1], steps: [${write}]}}`];
    assert.deepEqual(
      texts.map(step => dagOf(`steps: [${step}]`).artifacts.enabled),
      [false, true, true],
    );
  });

  it('is there for a handler that uses it', () => {
    const handlers = ['{run: x, stdout: {artifact: a}}', '{action: artifact.list}', '{run: ls $DAG_RUN_ARTIFACTS_DIR}'];
    for (const handler of handlers) {
      const dag = dagOf(`handler_on: {exit: ${handler}}\nsteps: [{run: x}]`);
      assert.equal(dag.artifacts.enabled, true, handler);
    }
  });
});

describe('Values of a workflow', () => {
  it('become text as Dagu prints them', () => {
    const dag = dagOf(`
env:
  HEX: 0x1F
  OCTAL: 017
  FLOAT: 1.50
  WORD: yes
  BOOL: TRUE
  NOTHING:
  EXPONENT: 1e3
consts: [{N: 2.0}, {SMALL: -1.5e-7}, {LARGE: 2.5e21}, {TEXT: 1e-07}]
steps: [{run: x, env: ["A=b=c", {B: 1, C: 2}]}]
`);
    assert.deepEqual(
      dag.env.map(({ name, value }) => `${name}=${value}`),
      ['HEX=31', 'OCTAL=15', 'FLOAT=1.5', 'WORD=yes', 'BOOL=true', 'NOTHING=<nil>', 'EXPONENT=1e3'],
    );
    assert.deepEqual(
      dag.consts.map(({ name, value }) => `${name}=${value}`),
      ['N=2', 'SMALL=-0.00000015', 'LARGE=2500000000000000000000', 'TEXT=1e-07'],
    );
    assert.deepEqual(
      dag.steps[0]?.env.map(({ name, value }) => `${name}=${value}`),
      ['A=b=c', 'B=1', 'C=2'],
    );
  });

  it('are read from parameters in every form', () => {
    const params = (source: string, around: Around = {}): unknown => {
      const { form, list } = dagOf(`params: ${source}\nsteps: [{run: x}]\n`, around).params;
      return [form, ...list.map(param => `${param.name}:${param.type}=${param.default ?? '?'}`)];
    };
    assert.deepEqual(params('A=1 B="x y" pos'), ['simple', 'A:string=1', 'B:string=x y', '3:string=pos']);
    assert.deepEqual(params('{Z: 1, A: 0x10}'), ['simple', 'A:string=16', 'Z:string=1']);
    assert.deepEqual(params('[A=1, {B: 2.50}]'), ['simple', 'A:string=1', 'B:string=2.5']);
    assert.deepEqual(params('[{name: n, type: integer, default: "3"}, {name: s, required: true}]'), [
      'rich',
      'n:integer=3',
      's:string=?',
    ]);
    assert.deepEqual(params('{type: object, properties: {b: {type: boolean}, a: {type: integer, default: 4}}}'), [
      'schema',
      'a:integer=4',
      'b:boolean=?',
    ]);
    const files = { '/flows/s.json': '{"type":"object","properties":{"A":{"type":"integer"}}}' };
    assert.deepEqual(params('{schema: s.json, values: {A: 5}}', { files }), ['schema', 'A:integer=5']);
    assert.deepEqual(dagOf('steps: [{run: x}]').params, { form: 'none', list: [], additional: true });
  });

  it('fill defaults into what steps leave out, and keep out of keys that steps write', () => {
    const [plain, own] = stepsOf(`
type: chain
defaults: {env: {A: d}, continue_on: failed, timeout_sec: 5, preconditions: "true"}
steps:
  - run: x
  - {run: x, env: {B: s}, continue_on: , timeout_sec: 0, preconditions: []}
`);
    assert.deepEqual([plain?.continueOn.failure, plain?.timeoutSec, plain?.preconditions.length], [true, 5, 1]);
    assert.deepEqual([own?.continueOn.failure, own?.timeoutSec, own?.preconditions.length], [false, 0, 1]);
    assert.deepEqual(
      own?.env.map(binding => binding.name),
      ['A', 'B'],
    );
  });
});

describe('A base configuration', () => {
  const steps = 'steps: [{run: x}]\n';

  it('gives single values that the workflow leaves out or writes as zero', () => {
    const base = 'type: chain\ntimeout_sec: 5\nworking_dir: /base\nshell: bash\nname: never\n';
    const dag = dagOf(`timeout_sec: 0\n${steps}`, { base });
    assert.deepEqual(
      [dag.name, dag.type, dag.timeoutSec, dag.workingDir, dag.shell],
      ['flow', 'chain', 5, '/base', undefined],
    );
    assert.equal(dagOf(`type: ""\n${steps}`, { base }).type, 'graph');
    assert.equal(dagOf(`timeout_sec: 7\n${steps}`, { base }).timeoutSec, 7);
  });

  it('comes first where lists are joined, and gives way where names meet', () => {
    const base = 'env: {A: base, B: base}\nparams: P=p Q=q\nconsts: [{X: 1}, {Y: 2}]\ndotenv: []\n';
    const dag = dagOf(`env: {B: own}\nparams: Q=own\nconsts: [{X: 3}]\n${steps}`, { base });
    assert.deepEqual(
      dag.env.map(({ name, value }) => `${name}=${value}`),
      ['A=base', 'B=base', 'B=own'],
    );
    assert.deepEqual(
      dag.params.list.map(param => `${param.name}=${param.default}`),
      ['P=p', 'Q=own'],
    );
    assert.deepEqual(
      dag.consts.map(({ name, value }) => `${name}=${value}`),
      ['Y=2', 'X=3'],
    );
    assert.deepEqual(dag.dotenv, ['.env']);
  });

  it('merges handlers and defaults key by key; later documents get no handlers', () => {
    const base = 'handler_on: {exit: {run: base}, failure: {run: base}}\ndefaults: {env: {A: base}, timeout_sec: 4}\n';
    const text = `handler_on: {exit: {run: own}}\ndefaults: {env: {A: own}}\n${steps}---\nname: child\n${steps}`;
    const dag = dagOf(text, { base });
    const texts = Object.entries(dag.handlers).map(
      ([name, { action }]) => `${name} ${action.name === 'run' ? action.texts[0] : ''}`,
    );
    assert.deepEqual(texts.sort(), ['exit own', 'failure base']);
    assert.deepEqual(
      dag.steps[0]?.env.map(binding => binding.value),
      ['base', 'own'],
    );
    assert.equal(dag.steps[0]?.timeoutSec, 4);
    assert.deepEqual(dag.documents[0]?.handlers, {});
    assert.equal(dag.documents[0]?.steps[0]?.timeoutSec, 4);
    const cleared = dagOf(`defaults: {env: [], timeout_sec: }\n${steps}`, { base }).steps[0];
    assert.deepEqual([cleared?.env, cleared?.timeoutSec], [[], 0]);
  });

  it('declares parameters that bind nobody: a workflow without its own takes any', () => {
    const forms = [
      'params: A=1',
      'params: [{name: A, default: 1}]',
      'params: {type: object, properties: {A: {default: 1}}}',
    ];
    for (const base of forms) {
      const { params } = dagOf('steps: [{run: x}]', { base });
      assert.equal(params.form, 'none', base);
      assert.deepEqual(
        params.list.map(param => [param.name, param.default]),
        [['A', '1']],
      );
    }
    assert.equal(dagOf('params: B=2\nsteps: [{run: x}]', { base: 'params: A=1' }).params.form, 'simple');
  });

  it('adds up with a workflow whatever form each of both has', () => {
    const base =
      'labels: "a, b"\nparams: P=1 Q=2\nconsts: [{C: 1}, {D: 1}]\nsecrets: [{name: S, provider: env, key: A}]';
    const schema = '{type: object, additionalProperties: false, properties: {Q: {type: integer, default: 3}}}';
    const dag = dagOf(
      `labels: {c: d}\nparams: ${schema}\nconsts: [{C: 2}]\nsecrets: [{name: S, provider: file, key: f}]\nsteps: [{run: x}]`,
      { base },
    );
    assert.deepEqual(dag.labels, ['a', 'b', 'c=d']);
    assert.deepEqual(
      dag.params.list.map(param => [param.name, param.default]),
      [
        ['P', '1'],
        ['Q', '3'],
      ],
    );
    assert.deepEqual(dag.consts, [
      { name: 'D', value: '1' },
      { name: 'C', value: '2' },
    ]);
    assert.deepEqual(
      dag.secrets.map(secret => secret.provider),
      ['file'],
    );
  });

  it('of a workspace stands over the general one, and handlers stay away from called files', () => {
    const files = { '/dags/workspaces/ops/base.yaml': 'env: {B: ops}\ntype: chain\n' };
    const options = {
      file: '/flows/flow.yaml',
      lookup: { read: (path: string) => (path === '/dags/workspaces/ops/base.yaml' ? files[path] : undefined) },
      base: { file: '/dagu/base.yaml', text: 'env: {A: general, B: general}\nhandler_on: {exit: {run: x}}\n' },
      workspaces: '/dags/workspaces',
    };
    const { dag } = compile(`labels: [Workspace=ops]\n${steps}`, options);
    assert.deepEqual(
      dag?.env.map(({ name, value }) => `${name}=${value}`),
      ['A=general', 'B=general', 'B=ops'],
    );
    assert.equal(dag?.type, 'chain');
    assert.deepEqual(Object.keys(dag?.handlers ?? {}), ['exit']);
    assert.equal(compile(steps, options).dag?.env.length, 2);
    assert.deepEqual(compile(steps, { ...options, called: true }).dag?.handlers, {});
  });
});

describe('What a workflow says of programs and servers', () => {
  it('is refused where it cannot be followed: mails that are sent after signing in by OAuth', () => {
    const text = `
smtp: {host: h, oauth: {client_id: x}}
steps: [{run: x}, {id: m, action: mail.send, with: {to: a}}]
`;
    const { unsupported } = dagOf(text);
    assert.deepEqual(
      unsupported.map(({ field, range }) => [field, text.slice(range.start, range.end)]),
      [['smtp.oauth', 'm']],
    );
    assert.deepEqual(dagOf('smtp: {oauth: {a: b}}\nsteps: [{run: x}]').unsupported, []);
  });

  it('reaches its steps: containers by name or image, with what is usual filled in', () => {
    const text = `
container: {image: alpine, pull_policy: true, shell: "bash -c", startup: command, command: [a, 5], healthcheck: {test: [CMD, x], start_period: 1s}}
steps:
  - {run: x, container: db}
  - {run: x, container: {exec: db, user: u, env: [A: b]}}
  - {run: x}
`;
    const { container, steps } = dagOf(text);
    assert.deepEqual(container, {
      kind: 'new',
      image: 'alpine',
      env: [],
      shell: ['bash', '-c'],
      pullPolicy: 'always',
      volumes: [],
      ports: [],
      keep: false,
      startup: 'command',
      command: ['a', '5'],
      waitFor: 'running',
      healthCheck: { test: ['CMD', 'x'], startPeriod: '1s' },
    });
    assert.deepEqual(
      steps.map(step => step.container),
      [
        { kind: 'running', name: 'db', env: [] },
        { kind: 'running', name: 'db', env: [{ name: 'A', value: 'b' }], user: 'u' },
        undefined,
      ],
    );
  });

  it('is kept as written, with the mails in one form', () => {
    const text = `
smtp: {host: h, port: "25"}
mail_on: {failure: true}
error_mail: {from: a, to: [b, c], attach_logs: true}
registry_auths: '{"my.io": {"auth": "x"}}'
steps: [{run: x, mail_on_error: true}]
`;
    const { connections, steps } = dagOf(text);
    assert.deepEqual(connections, {
      smtp: { host: 'h', port: '25' },
      mails: {
        on: { success: false, failure: true, wait: false },
        error: { from: 'a', to: ['b', 'c'], prefix: '', attachLogs: true },
      },
      registryAuths: '{"my.io": {"auth": "x"}}',
    });
    assert.equal(steps[0]?.mailOnError, true);
    assert.equal(dagOf('steps: [{run: x}]').connections, undefined);
  });
});

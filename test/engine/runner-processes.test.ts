import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Action, Step } from '../../src/model/dag';
import { condition, type DagExtras, dagOf, runAction } from '../support/dag-text';
import { EngineHome } from '../support/engine-home';
import { shortRun } from '../support/fake-executor';

const script = (text: string, more: Partial<Extract<Action, { name: 'run' }>> = {}): Action => ({
  name: 'run',
  form: 'script',
  texts: [text],
  ...more,
});
const line = (text: string, more: Partial<Extract<Action, { name: 'run' }>> = {}): Action => ({
  name: 'run',
  form: 'command',
  texts: [text],
  ...more,
});
const tolerant = { failure: true, skipped: false, exitCodes: [], output: [], markSuccess: false };

describe('a step with real processes', () => {
  let home: EngineHome;
  beforeEach(() => {
    home = new EngineHome();
  });
  afterEach(() => home.dispose());

  /** Runs steps that do not depend on one another, and returns what each left: its status, and its stdout or error. */
  async function left(
    actions: Readonly<Record<string, Action>>,
    extras: DagExtras = {},
  ): Promise<Record<string, string>> {
    const steps = Object.fromEntries(
      Object.entries(actions).map(([name, action]) => [name, { action, ...extras.steps?.[name] }]),
    );
    const dag = { file: join(home.dir, 'flow.yaml'), ...extras.dag };
    await home.play(dagOf(Object.keys(actions).join(';'), { ...extras, steps, dag }));
    return Object.fromEntries(
      Object.keys(actions).map(name => {
        const node = home.node(name);
        return [name, `${node.status} ${node.error ?? home.stdout(name)}`];
      }),
    );
  }

  it('stops at the first failing command unless the step names its shell', async () => {
    const text = 'false\necho reached';
    assert.deepEqual(
      await left({
        script_default: script(text),
        line_default: line('false; echo reached'),
        script_named: script(text, { shell: ['sh'] }),
        line_named: line('false; echo reached', { shell: ['bash'] }),
        named_with_e: line('false; echo reached', { shell: ['bash', '-e'] }),
        carrier: line('echo hi', { shell: ['sh', '-c'] }),
        login: line('echo hi', { shell: ['bash', '-lc'] }),
      }),
      {
        script_default: 'failed exit status 1',
        line_default: 'failed exit status 1',
        script_named: 'succeeded reached\n',
        line_named: 'succeeded reached\n',
        named_with_e: 'failed exit status 1',
        carrier: 'succeeded hi\n',
        login: 'succeeded hi\n',
      },
    );
  });

  it('gives a root shell -e like the default one', async () => {
    assert.deepEqual(await left({ a: line('false; echo reached') }, { dag: { shell: ['bash'] } }), {
      a: 'failed exit status 1',
    });
  });

  it('refuses shells that cannot take the text', async () => {
    const result = await left({
      glued: line('echo hi', { shell: ['sh', '-cecho'] }),
      script_c: script('echo one\necho two', { shell: ['sh', '-c'] }),
      packages: line('echo hi', { shell: ['sh'], shellPackages: ['jq'] }),
      missing: line('echo hi', { shell: ['no-such-shell-xyz'] }),
    });
    assert.match(result.glued ?? '', /^failed .*separate shell argument; got "-cecho"/);
    assert.match(result.script_c ?? '', /^failed .*script form.*"-c"/);
    assert.match(result.packages ?? '', /^failed .*shell_packages/);
    assert.match(result.missing ?? '', /^failed .*not found.*no-such-shell-xyz/);
    assert.equal(home.node('missing').exitCode, 127);
  });

  it('runs a script with the interpreter of its first line, and removes its file', async () => {
    const result = await left({
      args: script('#!/bin/sh -x\necho traced'),
      overruled: script('#!/usr/bin/env python3\necho "shell wins"', { shell: ['sh'] }),
      missing: script('#!/no/such/interpreter\necho never'),
      legacy: script('echo "by $0" | grep -c legacy', { interpreter: 'bash -u' }),
    });
    assert.deepEqual(
      [result.args, result.overruled, result.legacy],
      ['succeeded traced\n', 'succeeded shell wins\n', 'succeeded 1\n'],
    );
    assert.match(result.missing ?? '', /^failed .*\/no\/such\/interpreter/);
    assert.equal(home.stderr('args'), '+ echo traced\n');
    assert.equal(existsSync(join(home.run.place.dir, 'scratch')), false);
  });

  it('runs each text of a list in a fresh shell and stops at the first failure', async () => {
    const list = (...texts: string[]): Action => ({ name: 'run', form: 'list', texts });
    const result = await left({
      list: list('X=1; echo "first $X"', 'echo "second [$X]"', 'cd / && echo moved', 'pwd | grep -c work'),
      fails: list('echo one', 'exit 6', 'echo three'),
    });
    assert.deepEqual(result, {
      list: 'succeeded first 1\nsecond []\nmoved\n1\n',
      fails: 'failed command 2 failed: exit status 6',
    });
    assert.equal(home.stdout('fails'), 'one\n');
  });

  it('starts a program without a shell, arguments as they are', async () => {
    const args = ['<%s>', '$NAME', 'a;b | c > d', '*', 'two\nlines'];
    const dag = {
      params: {
        form: 'simple',
        list: [{ name: 'NAME', type: 'string', default: 'two words', required: false }],
        additional: true,
      },
    } as const;
    const result = await left({ a: { name: 'exec', command: 'printf', args } }, { dag });
    assert.deepEqual(result, { a: 'succeeded <two words><a;b | c > d><*><two\nlines>' });
  });

  it('refuses a line into which a value brought a line break', async () => {
    const dag = { env: [{ name: 'TWO', value: 'a\nb' }] };
    assert.match((await left({ a: line('echo ${env.TWO}') }, { dag })).a ?? '', /^failed .*line break/);
  });

  it('quotes the end of stderr in the error of a step', async () => {
    const result = await left({ a: line('echo oops >&2; exit 9') });
    assert.deepEqual(result, { a: 'failed exit status 9\nrecent stderr (tail):\noops\n' });
  });

  it('captures stdout, trimmed, for those that depend on it, and fails when it is too large', async () => {
    const steps: Record<string, Partial<Step>> = {
      make: { action: line("printf '\\n  two  words \\n\\n'; echo noise >&2"), output: 'RES' },
      use: { action: line('echo "[$RES]" \'[${env.RES}]\'') },
      stranger: { action: line('echo "[$RES]"') },
      fits: { action: line('printf 0123456789'), output: 'FITS' },
      big: { action: line('printf 0123456789A'), output: 'BIG' },
    };
    await home.play(dagOf('make; use <- make; stranger; fits; big', { steps, dag: { maxOutputSize: 20 } }));
    assert.deepEqual([home.stdout('use'), home.stdout('stranger')], ['[two  words] [two  words]\n', '[]\n']);
    home.dispose();
    home = new EngineHome();
    await home.play(dagOf('fits; big', { steps, dag: { maxOutputSize: 10 } }));
    assert.deepEqual([home.node('fits').variables, home.node('big').status], [{ FITS: '0123456789' }, 'failed']);
    assert.match(home.node('big').error ?? '', /max_output_size/);
  });

  it('keeps all tries in one log and captures the last only', async () => {
    const retryPolicy = { limit: 5, intervalSec: 0, exitCodes: [], factor: 1, maxIntervalSec: 0 };
    const action = script('echo x >> tries.txt\nn=$(wc -l < tries.txt | tr -d " ")\necho "try $n"\n[ "$n" = 3 ]');
    const steps = {
      third: { action, output: 'LAST', retryPolicy, preconditions: [condition('echo checked >> checks.txt')] },
    };
    await home.play(dagOf('third', { steps, dag: { workingDir: home.dir } }));
    assert.equal(home.stdout('third'), 'try 1\ntry 2\ntry 3\n');
    assert.deepEqual([home.node('third').variables, home.node('third').retries], [{ LAST: 'try 3' }, 2]);
    assert.equal(home.text('checks.txt'), 'checked\n');
  });

  it('reads declared outputs from $DAGU_OUTPUT_FILE, fresh for every try', async () => {
    const retryPolicy = { limit: 1, intervalSec: 0, exitCodes: [], factor: 1, maxIntervalSec: 0 };
    const outputs = [{ name: 'x', type: 'string' }] as const;
    const text =
      'if [ -f mark ]; then echo x=second >> $DAGU_OUTPUT_FILE; else touch mark; echo x=first >> $DAGU_OUTPUT_FILE; exit 1; fi';
    const steps: Record<string, Partial<Step>> = {
      a: { action: script(text), outputs, retryPolicy },
      b: { action: line("echo '${steps.a.outputs.x}'") },
      c: { action: line('true'), outputs },
      d: { action: line('echo y=2 >> $DAGU_OUTPUT_FILE') },
    };
    await home.play(dagOf('a#a; b <- a; c#c; d', { steps, dag: { workingDir: home.dir } }));
    assert.equal(home.stdout('b'), 'second\n');
    assert.deepEqual(home.node('a').outputs, { x: 'second' });
    assert.match(home.node('c').error ?? '', /"x" was not emitted/);
    assert.match(home.node('d').error ?? '', /undeclared step output "y"/);
  });

  it('writes stdout and stderr to files besides, which keep growing, and needs their folder', async () => {
    const steps: Record<string, Partial<Step>> = {
      a: { action: line('echo out; echo err >&2'), stdout: { path: 'copy.txt' }, stderr: { path: 'err.txt' } },
      b: { action: line('echo never'), stdout: { path: 'nowhere/copy.txt' } },
    };
    home.write('copy.txt', 'before\n');
    await home.play(dagOf('a; b', { steps, dag: { workingDir: home.dir } }));
    assert.deepEqual(
      [home.text('copy.txt'), home.text('err.txt'), home.stdout('a')],
      ['before\nout\n', 'err\n', 'out\n'],
    );
    assert.match(home.node('b').error ?? '', /nowhere.* does not exist/);
    assert.equal(home.node('b').startedAt, undefined);
  });

  it('lets continue_on count for a step that cannot begin', async () => {
    const continueOn = { failure: true, skipped: false, exitCodes: [], output: [], markSuccess: false };
    const a = { stdout: { path: 'nowhere/copy.txt' }, continueOn };
    const { run } = await home.play(dagOf('a; b <- a', { steps: { a } }));
    assert.equal(shortRun(run), 'partially_succeeded: a failed, b succeeded');
  });

  it('keeps the streams of a step apart that asks for it, whatever the workflow says', async () => {
    const steps = { a: { action: line('echo out; echo err >&2') } };
    await home.play(dagOf('a', { steps, dag: { logOutput: 'merged' } }));
    assert.deepEqual([home.stdout('a'), home.stderr('a')], ['out\n', 'err\n']);
  });

  it('gives its file to the interpreter of an older script without the line break at its end', async () => {
    assert.deepEqual(await left({ a: script('text\n', { interpreter: 'cat' }) }), { a: 'succeeded text' });
  });

  it('writes merged logs in one file, and captures stdout alone all the same', async () => {
    const action = line('echo one; echo two >&2; echo three');
    await home.play(dagOf('a', { steps: { a: { action, output: 'OUT', logOutput: 'merged' } } }));
    // Since stdout is also looked at alone, the order between the two streams is not certain.
    assert.deepEqual(home.stdout('a').split('\n').sort(), ['', 'one', 'three', 'two']);
    assert.deepEqual(home.node('a').variables, { OUT: 'one\nthree' });
    assert.equal(home.node('a').stdout, home.node('a').stderr);
  });

  it('captures what the step prints, and not what its own file held before, where logs are merged', async () => {
    const file = join(home.dir, 'grown.txt');
    writeFileSync(file, 'before\n');
    const step = { action: line('echo one; echo two >&2'), output: 'OUT', logOutput: 'merged', stdout: { path: file } };
    await home.play(dagOf('a', { steps: { a: step as Partial<Step> } }));
    assert.deepEqual(home.node('a').variables, { OUT: 'one' });
    assert.equal(readFileSync(file, 'utf8'), 'before\none\n');
  });

  it('hides secrets in logs, stored values and errors, and hands them on as they are', async () => {
    home.dispose();
    home = new EngineHome({ MY_TOKEN: 's3cr3t-abc' });
    home.write('token.txt', 'file-secret-value\n');
    const steps: Record<string, Partial<Step>> = {
      one: {
        action: script('echo "tok=$TOK ftok=$FTOK"\necho "err $TOK" >&2\nexit 3'),
        output: 'OUT',
        continueOn: tolerant,
      },
      two: { action: line('echo "$OUT" | rev; echo "$TOK" | rev') },
      three: { action: { name: 'other', action: 'log.write', with: { message: 'said ${env.TOK}' } } },
    };
    const secrets = [
      { name: 'TOK', provider: 'env', key: 'MY_TOKEN', options: {} },
      { name: 'FTOK', provider: 'file', key: 'token.txt', options: {} },
    ];
    await home.play(
      dagOf('one; two <- one; three', {
        steps,
        dag: { secrets, workingDir: home.dir, file: join(home.dir, 'x.yaml') },
      }),
    );
    assert.deepEqual([home.stdout('one'), home.stderr('one')], ['tok=******* ftok=*******\n', 'err *******\n']);
    assert.deepEqual(
      [home.node('one').variables, home.node('one').masked],
      [{ OUT: 'tok=******* ftok=*******' }, ['OUT']],
    );
    assert.equal(home.stdout('two'), 'eulav-terces-elif=kotf cba-t3rc3s=kot\ncba-t3rc3s\n');
    assert.equal(home.stdout('three'), 'said *******\n');
    const everything =
      JSON.stringify(home.run.events) +
      readdirSync(home.run.place.logDir)
        .map(name => home.text(`run/logs/${name}`))
        .join('');
    assert.ok(!everything.includes('s3cr3t') && !everything.includes('file-secret'));
  });

  it('tells steps and handlers who they are', async () => {
    const names =
      "env | cut -d= -f1 | grep -E '^(DAG_RUN|DAG_NAME|DAG_PARAMS|DAGU_(OUTPUT|PARAMS)|k$|PWD)' | LC_ALL=C sort | tr '\\n' ' '";
    const dag = dagOf('names; my checks', {
      steps: {
        names: { action: line(names) },
        'my checks': {
          action: script(
            'echo "$DAG_NAME $DAG_RUN_ID $DAG_RUN_STEP_NAME [$DAG_RUN_STATUS]"\ntest "$PWD" = "$DAG_RUN_WORK_DIR" && echo cwd\ntest -f "$DAGU_OUTPUT_FILE" && test -f "$DAG_RUN_LOG_FILE" && test -f "$DAG_RUN_STEP_STDOUT_FILE" && echo files',
          ),
        },
      },
      handlers: ['exit'],
    });
    const { exit } = dag.handlers;
    assert.ok(exit);
    await home.play({ ...dag, handlers: { exit: { ...exit, action: line(names) } } }, { k: 'v' });
    assert.equal(
      home.stdout('names'),
      'DAGU_OUTPUT_FILE DAGU_PARAMS_JSON DAG_NAME DAG_PARAMS_JSON DAG_RUN_ID DAG_RUN_LOG_FILE DAG_RUN_STEP_NAME DAG_RUN_STEP_STDERR_FILE DAG_RUN_STEP_STDOUT_FILE DAG_RUN_WORK_DIR PWD k ',
    );
    assert.equal(home.stdout('my checks'), 'flow r1 my checks []\ncwd\nfiles\n');
    assert.equal(
      home.text(`run/logs/@onExit.1.out`),
      'DAGU_OUTPUT_FILE DAGU_PARAMS_JSON DAG_NAME DAG_PARAMS_JSON DAG_RUN_ID DAG_RUN_LOG_FILE DAG_RUN_STATUS DAG_RUN_STEP_NAME DAG_RUN_WORK_DIR PWD k ',
    );
  });

  it('runs where working_dir says, and creates what is missing, but not for a precondition', async () => {
    const steps: Record<string, Partial<Step>> = {
      where: { action: line('pwd') },
      child: { action: line('pwd'), workingDir: 'a/${PLACE}' },
      up: { action: line('pwd'), workingDir: '../up' },
      home: { action: line('pwd'), workingDir: '~/inhome' },
      missing: { action: line('echo dir'), workingDir: 'sub', preconditions: [condition('pwd')] },
    };
    const dag = {
      file: join(home.dir, 'sub dir', 'flow.yaml'),
      workingDir: './data',
      env: [{ name: 'PLACE', value: 'b' }],
    };
    await home.play(dagOf('where; child; up; home; missing', { steps, dag }));
    assert.deepEqual(
      ['where', 'child', 'up', 'home'].map(name => home.stdout(name).trim().replace(home.dir, '')),
      ['/sub dir/data', '/sub dir/data/a/b', '/sub dir/up', '/inhome'],
    );
    assert.equal(home.node('missing').status, 'skipped');
  });

  it('fails a step whose working_dir cannot be made, also where the system has no place for folders', async () => {
    const places = process.platform === 'linux' ? ['/dev/null/x', '/proc/none/x'] : ['/dev/null/x'];
    const steps = Object.fromEntries(
      places.map((workingDir, at) => [`s${at}`, { action: line('pwd'), workingDir }] as const),
    );
    await home.play(dagOf(Object.keys(steps).join(';'), { steps }));
    for (const name of Object.keys(steps)) {
      assert.equal(home.node(name).status, 'failed');
      assert.match(home.node(name).error ?? '', /cannot be created/);
    }
  });

  it('says where the notes about a workflow lie, where the host knows it', async () => {
    home.parts = { ...home.parts, wikiDir: '/dags/wiki' };
    const say = line('echo "$DAG_WIKI_DIR $DAG_DOCS_DIR" ${context.paths.wiki_dir} ${context.paths.docs_dir}');
    await home.play(dagOf('a', { steps: { a: { action: say } } }));
    assert.equal(home.stdout('a'), `${Array(4).fill('/dags/wiki/flow').join(' ')}\n`);
  });

  it('gives steps with hostile names log files of their own inside the folder of logs', async () => {
    const names = ['../../escape', 'a/b', 'Same', 'same', 'CON', 'run.log', '@onExit'];
    const steps = Object.fromEntries(names.map(name => [name, { action: line(`echo "${name}"`) }]));
    await home.play(dagOf(names.join(';'), { steps }));
    assert.deepEqual(
      names.map(name => home.stdout(name)),
      names.map(name => `${name}\n`),
    );
    const files = names.map(name => home.node(name).stdout ?? '');
    assert.equal(new Set(files.map(file => file.toLowerCase())).size, names.length);
    assert.ok(files.every(file => statSync(file).isFile() && dirname(file) === home.run.place.logDir));
  });

  it('reads dotenv files over root env, and evaluates parameters before the run', async () => {
    home.write('.env', 'FROM=dot\nTWICE="$FROM$FROM"\n');
    home.write('broken.env', 'no value here\n');
    const list = [
      { name: 'day', type: 'string', eval: '$(echo mon)day', required: false },
      { name: 'again', type: 'string', eval: '`printf %s "$day"`!', required: false },
    ] as const;
    const result = await left(
      { a: line('echo "$FROM $TWICE $day $again"') },
      {
        dag: {
          dotenv: ['.env', 'broken.env', 'absent.env'],
          env: [{ name: 'FROM', value: 'root' }],
          params: { form: 'rich', list, additional: false },
        },
      },
    );
    assert.deepEqual(result, { a: 'succeeded dot dotdot monday monday!\n' });
    assert.match(home.text('run/logs/run.log'), /broken\.env was ignored/);
  });

  it('kills a step with everything it started when its time is up', async () => {
    const { run } = await home.play(
      dagOf('a', { steps: { a: { action: runAction('sleep 30 & echo begin; wait'), timeoutSec: 1 } } }),
    );
    assert.deepEqual([run.nodes[0]?.status, run.nodes[0]?.exitCode, home.stdout('a')], ['failed', 124, 'begin\n']);
  });

  it('stops a running step and leaves what had not begun', async () => {
    const dag = dagOf('before; running <- before; later <- running', {
      steps: { running: { action: line('echo up; sleep 30') } },
    });
    const { done, stop } = await home.begin(dag);
    const started = home.run.changed(() => home.run.run().nodes[1]?.status === 'running');
    await started;
    stop();
    const { run, exitCode } = await done;
    assert.deepEqual(
      run.nodes.map(node => node.status),
      ['succeeded', 'aborted', 'not_started'],
    );
    assert.deepEqual([run.status, exitCode, run.nodes[1]?.error], ['aborted', 0, 'signal: terminated']);
  });
});

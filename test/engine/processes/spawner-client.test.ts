// Processes through the real spawner: streams, ends, failures to start, stopping, secrets.

import { strict as assert } from 'node:assert';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { livingMembers, newPlace, type Place, untilText } from './spawner-program';

describe('a process started through the spawner', () => {
  let place: Place;
  beforeEach(() => {
    place = newPlace();
  });
  afterEach(() => place.dispose());

  const run = (key: string, script: string, more?: Parameters<Place['request']>[2]) =>
    place.processes.start(place.request(key, script, more));

  it('writes its streams into its log files and tells its exit code', async () => {
    const { started, ended } = run('a', 'echo out; echo err >&2; exit 3');
    const { code, signal, error, startedAt, endedAt } = await ended;
    assert.deepEqual({ code, signal, error }, { code: 3, signal: null, error: undefined });
    assert(endedAt >= startedAt && endedAt - startedAt < 60_000);
    assert.deepEqual([place.text('a.out'), place.text('a.err')], ['out\n', 'err\n']);
    assert.equal(typeof (await started)?.pid, 'number');
  });

  it('appends to logs that exist', async () => {
    await run('a', 'echo 1').ended;
    await run('a', 'echo 2').ended;
    assert.equal(place.text('a.out'), '1\n2\n');
  });

  it('gets exactly the environment it was given', async () => {
    const env = { PATH: process.env.PATH ?? '', A: 'x=y\n"', LÄNGE: 'ß' };
    await run('a', '', { env, argv: ['env', '-0'] }).ended;
    const seen = place.text('a.out').split('\0').slice(0, -1);
    assert.deepEqual(
      seen.sort(),
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}`)
        .sort(),
    );
  });

  it('gets its own environment although only differences are sent', async () => {
    const base = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`N${index}`, `${index}`]));
    const PATH = process.env.PATH ?? '';
    await run('a', 'true', { env: { ...base, PATH, A: '1' } }).ended;
    await run('b', 'echo "$A|$B|$N1|$N2"', { env: { ...base, PATH, B: '2', N1: 'new' } }).ended;
    const { N2, ...less } = base;
    await run('c', 'echo "$A|$B|$N1|${N2-unset}"', { env: { ...less, PATH } }).ended;
    await run('d', 'echo "$N1|$X"', { env: { PATH, X: 'other' } }).ended;
    assert.equal(N2, '2');
    assert.deepEqual(
      ['b', 'c', 'd'].map(key => place.text(`${key}.out`)),
      ['|2|new|2\n', '||1|unset\n', '|other\n'],
    );
  });

  it('has an empty standard input', async () => {
    await run('a', 'cat; echo end').ended;
    assert.equal(place.text('a.out'), 'end\n');
  });

  it('reads the text it was given, also by the name of its standard input', async () => {
    const stdin = `${'line\n'.repeat(100_000)}last`;
    await run('a', 'cat /dev/stdin | wc -c', { stdin }).ended;
    assert.equal(Number(place.text('a.out')), stdin.length);
  });

  it('may leave its input unread', async () => {
    const { code } = await run('a', 'exit 4', { stdin: 'x'.repeat(1_000_000) }).ended;
    assert.equal(code, 4);
  });

  it('keeps the order of merged streams', async () => {
    const log = { log: join(place.folder, 'merged') };
    await run('a', 'for i in 1 2 3; do echo o$i; echo e$i >&2; done', { stdout: log, stderr: log }).ended;
    assert.equal(place.text('merged'), 'o1\ne1\no2\ne2\no3\ne3\n');
  });

  it('keeps the order of merged streams when secrets are hidden', async () => {
    const log = { log: join(place.folder, 'merged') };
    const script = 'for i in 1 2 3; do echo o$i hush; echo e$i >&2; done';
    await run('a', script, { stdout: log, stderr: log, secrets: ['hush'] }).ended;
    assert.equal(place.text('merged'), 'o1 *******\ne1\no2 *******\ne2\no3 *******\ne3\n');
  });

  it('writes a copy of a stream', async () => {
    const copy = join(place.folder, 'copy');
    writeFileSync(copy, 'before\n');
    await run('a', 'echo out; echo err >&2', { stdout: { log: join(place.folder, 'a.out'), copy } }).ended;
    assert.deepEqual(
      [place.text('copy'), place.text('a.out'), place.text('a.err')],
      ['before\nout\n', 'out\n', 'err\n'],
    );
  });

  it('lets no secret reach a file, whatever pieces it is written in', async () => {
    const copy = join(place.folder, 'copy');
    const secrets = ['geheim-42', 'with newline\n', ''];
    const script = 'printf "x geh"; sleep 0.05; printf "eim-42 y\\n"; echo "with newline" >&2; printf geheim-4';
    await run('a', script, { secrets, stdout: { log: join(place.folder, 'a.out'), copy } }).ended;
    assert.equal(place.text('a.out'), 'x ******* y\ngeheim-4');
    assert.equal(place.text('copy'), place.text('a.out'));
    assert.match(place.text('a.err'), /^\*{7}\n?$/);
    assert.doesNotMatch(readFileSync(place.record, 'utf8'), /geheim|newline/);
  });

  it('can open its streams by name also when they are copied', async () => {
    await run('a', 'echo out > /dev/stdout; echo err > /dev/stderr', { secrets: ['s3cret'] }).ended;
    assert.deepEqual([place.text('a.out'), place.text('a.err')], ['out\n', 'err\n']);
  });

  it('has everything in its files when its end is told, also much of it', async () => {
    await run('a', 'head -c 3000000 /dev/zero | tr "\\0" x', { secrets: ['s3cret'] }).ended;
    assert.equal(place.text('a.out').length, 3_000_000);
  });

  it('ends when it ends, although what it left behind holds its streams', async () => {
    const { started, ended, stop } = run('a', 'sleep 60 & echo done', { secrets: ['s3cret'] });
    assert.equal((await ended).code, 0);
    assert.equal(place.text('a.out'), 'done\n');
    const pid = (await started)?.pid ?? 0;
    assert.equal(livingMembers(pid).length, 1);
    await stop({ signal: 'SIGTERM', graceMs: 5000 });
    assert.deepEqual(livingMembers(pid), []);
  });

  it('runs beside others', async () => {
    const all = Array.from({ length: 40 }, (_, index) => run(`p${index}`, `echo ${index}; exit ${index}`));
    const ends = await Promise.all(all.map(({ ended }) => ended));
    assert.deepEqual(
      ends.map(({ code }) => code),
      all.map((_, index) => index),
    );
    assert.equal(place.text('p39.out'), '39\n');
  });

  it('creates files and folders for the user alone', async () => {
    const log = join(place.folder, 'new/logs/a.out');
    await run('a', 'true', { stdout: { log }, record: join(place.folder, 'rec/p.jsonl') }).ended;
    const mode = (path: string): number => statSync(join(place.folder, path)).mode & 0o777;
    assert.deepEqual(['new', 'new/logs', 'rec'].map(mode), [0o700, 0o700, 0o700]);
    assert.deepEqual(['new/logs/a.out', 'a.err', 'rec/p.jsonl'].map(mode), [0o600, 0o600, 0o600]);
  });

  it('tells why it could not be started, and in which part', async () => {
    const plain = join(place.folder, 'plain.txt');
    writeFileSync(plain, 'x');
    chmodSync(plain, 0o600);
    const failing: readonly [string, Parameters<Place['request']>[2], string, RegExp][] = [
      ['missing', { argv: ['no-such-program-x'] }, 'ENOENT', /program not found: no-such-program-x/],
      ['plain', { argv: [plain] }, 'EACCES', /not allowed to execute/],
      ['cwd', { cwd: join(place.folder, 'nowhere') }, 'ENOENT', /working directory/],
      ['nul', { argv: ['sh', '-c', 'a\0b'] }, 'EINVAL', /cannot start sh/],
      ['long', { argv: ['sh', '-c', 'x'.repeat(3_000_000)] }, 'E2BIG', /too long/],
      ['log', { stdout: { log: place.folder } }, 'EISDIR', /log files/],
      [
        'copy',
        { stdout: { log: join(place.folder, 'c'), copy: join(place.folder, 'no/copy') } },
        'ENOENT',
        /log files/,
      ],
      ['record', { record: place.folder }, 'EISDIR', /log files/],
    ];
    for (const [key, more, code, message] of failing) {
      const { started, ended } = run(key, 'true', more);
      const end = await ended;
      assert.deepEqual([key, end.error?.code, end.code, end.signal], [key, code, null, null]);
      assert.match(end.error?.message ?? '', message);
      assert.equal(await started, undefined);
    }
    assert.equal((await run('after', 'exit 7').ended).code, 7);
  });

  it('tells the signal that ended it', async () => {
    const end = await run('a', 'kill -KILL $$').ended;
    assert.deepEqual([end.code, end.signal], [null, 'SIGKILL']);
  });

  it('is not started when it is stopped after a failed start', async () => {
    const { ended, stop, kill } = run('a', '', { argv: ['no-such-program-x'] });
    await ended;
    await stop({ signal: 'SIGTERM', graceMs: 10 });
    kill();
  });

  it('may be stopped by the signal that its step names, and answer it', async () => {
    const { ended, stop } = run('a', 'trap "echo bye; exit 9" INT; echo ready; while :; do sleep 0.05; done');
    await untilText(join(place.folder, 'a.out'), text => text === 'ready\n');
    await stop({ signal: 'SIGINT', graceMs: 10_000 });
    assert.equal((await ended).code, 9);
    assert.equal(place.text('a.out'), 'ready\nbye\n');
  });

  it('is stopped with all that it started, also what ignores the signal', async () => {
    const stubborn = '(trap "" TERM; echo ready; while :; do sleep 0.05; done) &';
    const { started, ended, stop } = run('a', `${stubborn} exec sleep 60`);
    const pid = (await started)?.pid ?? 0;
    await untilText(join(place.folder, 'a.out'), text => text === 'ready\n');
    await stop({ signal: 'SIGTERM', graceMs: 300 });
    assert.deepEqual(livingMembers(pid), []);
    assert.equal((await ended).signal, 'SIGTERM');
  });

  it('is killed at once with all that it started', async () => {
    const { started, ended, kill, stop } = run('a', 'trap "" TERM; (trap "" TERM; sleep 60) & sleep 60; :');
    const pid = (await started)?.pid ?? 0;
    kill();
    assert.equal((await ended).signal, 'SIGKILL');
    await stop({ signal: 'SIGTERM', graceMs: 0 });
    assert.deepEqual(livingMembers(pid), []);
  });

  it('does not signal anybody when it has ended long ago', async () => {
    const { ended, stop } = run('a', 'true');
    await ended;
    await stop({ signal: 'SIGTERM', graceMs: 60_000 });
  });

  it('is a group of its own, apart from the host and the spawner', async () => {
    const { started, ended } = run('a', 'ps -o pid=,pgid=,sid= -p $$');
    await ended;
    const [pid, group, session] = place.text('a.out').trim().split(/\s+/).map(Number);
    assert.deepEqual([pid, group], [(await started)?.pid, (await started)?.pid]);
    assert.notEqual(session, process.pid);
  });

  it('runs where it was told to', async () => {
    const cwd = join(place.folder, 'ä b');
    mkdirSync(cwd);
    await run('a', 'pwd -P', { cwd }).ended;
    assert.match(place.text('a.out'), /ä b\n$/);
  });
});

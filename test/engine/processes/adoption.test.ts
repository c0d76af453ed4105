// Hosts and spawners that die: what they started goes on, is recorded, and is found again.

import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecorded } from '../../../src/engine/processes/process-record';
import { SpawnerClient } from '../../../src/engine/processes/spawner-client';
import { livingMembers, newPlace, type Place, spawnerFile, untilText } from './spawner-program';

const clientModule = require.resolve('../../../src/engine/processes/spawner-client');

/** A host as a program of its own: starts the requests and says so. */
const hostProgram = `
  const { SpawnerClient } = require(${JSON.stringify(clientModule)});
  const client = new SpawnerClient({ file: ${JSON.stringify(spawnerFile)} });
  const requests = JSON.parse(process.argv[1]);
  Promise.all(requests.map(request => client.start(request).started)).then(all => {
    console.log(JSON.stringify(all));
    setInterval(() => undefined, 1000);
  });`;

describe('processes whose host is gone', () => {
  let place: Place;
  beforeEach(() => {
    place = newPlace();
  });
  afterEach(() => place.dispose());

  /** Starts the requests from another host and kills that host with SIGKILL. Returns the numbers of the processes. */
  const abandon = async (...requests: readonly object[]): Promise<number[]> => {
    const host = spawn(process.execPath, ['-e', hostProgram, JSON.stringify(requests)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_PATH: process.env.NODE_PATH ?? '' },
    });
    const started = await new Promise<string>(resolve => host.stdout.once('data', data => resolve(String(data))));
    const gone = new Promise(resolve => host.once('close', resolve));
    host.kill('SIGKILL');
    await gone;
    return (JSON.parse(started) as ({ pid: number } | null)[]).map(leader => leader?.pid ?? 0);
  };

  it('go on, and their end is recorded', async () => {
    await abandon(place.request('1:a:1', 'until [ -e go ]; do sleep 0.02; done; echo late; exit 5'));
    writeFileSync(join(place.folder, 'go'), '');
    await untilText(place.record, text => text.includes('endedAt'));
    assert.equal(readRecorded(place.record, '1:a:1')?.end?.code, 5);
    assert.equal(place.text('1:a:1.out'), 'late\n');
  });

  it('are adopted while they run, and their end is told', async () => {
    const [pid] = await abandon(place.request('1:a:1', 'until [ -e go ]; do sleep 0.02; done; exit 6'));
    const adopted = await place.processes.adopt(place.record, '1:a:1');
    assert.equal((await adopted?.started)?.pid, pid);
    writeFileSync(join(place.folder, 'go'), '');
    const end = await adopted?.ended;
    assert.deepEqual([end?.code, end?.signal, end?.error], [6, null, undefined]);
  });

  it('are stopped after they were adopted, group and all', async () => {
    const [pid = 0] = await abandon(place.request('1:a:1', 'sleep 60 & (trap "" TERM; sleep 60; :) & wait'));
    const adopted = await place.processes.adopt(place.record, '1:a:1');
    await adopted?.stop({ signal: 'SIGTERM', graceMs: 100 });
    assert.deepEqual(livingMembers(pid), []);
    assert.equal((await adopted?.ended)?.signal, 'SIGTERM');
  });

  it('still have their secrets hidden', async () => {
    await abandon(place.request('1:a:1', 'until [ -e go ]; do sleep 0.02; done; echo geheim', { secrets: ['geheim'] }));
    writeFileSync(join(place.folder, 'go'), '');
    await untilText(place.record, text => text.includes('endedAt'));
    assert.equal(place.text('1:a:1.out'), '*******\n');
  });

  it('are known by their record when they ended meanwhile', async () => {
    await abandon(place.request('1:a:1', 'exit 2'), place.request('1:b:1', '', { argv: ['no-such-program-x'] }));
    await untilText(place.record, text => text.split('endedAt').length === 3);
    const [a, b] = await Promise.all(['1:a:1', '1:b:1'].map(key => place.processes.adopt(place.record, key)));
    assert.equal((await a?.ended)?.code, 2);
    assert.notEqual(await a?.started, undefined);
    assert.equal((await b?.ended)?.error?.code, 'ENOENT');
    assert.equal(await b?.started, undefined);
  });

  it('are unknown when the record does not know them', async () => {
    assert.equal(await place.processes.adopt(join(place.folder, 'none.jsonl'), '1:a:1'), undefined);
    await place.processes.start(place.request('1:a:1', 'true')).ended;
    assert.equal(await place.processes.adopt(place.record, '2:a:1'), undefined);
  });

  it('are lost when their number belongs to another process and no end was recorded', async () => {
    const line = { key: '1:a:1', pid: process.pid, identity: '1-00000000', startedAt: 1 };
    appendFileSync(place.record, `${JSON.stringify(line)}\n`);
    const adopted = await place.processes.adopt(place.record, '1:a:1');
    assert.equal((await adopted?.ended)?.error?.code, 'LOST');
    await adopted?.stop({ signal: 'SIGKILL', graceMs: 0 });
  });

  it('are read past lines that a crash tore', async () => {
    appendFileSync(place.record, '{"key":"1:a:1","pi');
    await place.processes.start(place.request('1:a:1', 'exit 3')).ended;
    assert.equal(readRecorded(place.record, '1:a:1')?.end?.code, 3);
  });
});

describe('a spawner that dies', () => {
  let place: Place;
  beforeEach(() => {
    place = newPlace();
  });
  afterEach(() => place.dispose());

  /** Starts a process and returns it with the number of its spawner, which is its parent. */
  const startUnder = async (key: string, script: string) => {
    const running = place.processes.start(place.request(key, `echo $PPID; ${script}`));
    const text = await untilText(join(place.folder, `${key}.out`), written => written.endsWith('\n'));
    return { ...running, spawner: Number(text) };
  };

  it('leaves its processes running; those that end without it are lost, and none hangs', async () => {
    const { started, ended, spawner } = await startUnder('a', 'until [ -e go ]; do sleep 0.02; done');
    const pid = (await started)?.pid ?? 0;
    process.kill(spawner, 'SIGKILL');
    await place.processes.start(place.request('b', 'true')).ended;
    assert.equal(livingMembers(pid).includes(pid), true);
    writeFileSync(join(place.folder, 'go'), '');
    assert.equal((await ended).error?.code, 'LOST');
  });

  it('is replaced for the next process', async () => {
    const first = await startUnder('a', 'sleep 60');
    process.kill(first.spawner, 'SIGKILL');
    await first.stop({ signal: 'SIGTERM', graceMs: 1000 });
    assert.equal((await first.ended).error?.code, 'LOST');
    assert.equal((await place.processes.start(place.request('b', 'exit 8')).ended).code, 8);
  });

  it('that cannot be started fails the process with the reason', async () => {
    const client = new SpawnerClient({ file: spawnerFile, runtime: join(place.folder, 'no-node') });
    const { error } = await client.start(place.request('a', 'true')).ended;
    assert.equal(error?.code, 'ENOENT');
    assert.match(error?.message ?? '', /helper that starts processes cannot be started/);
    client.dispose();
  });

  it('is not ended by the signals of a terminal', async () => {
    const { ended, spawner } = await startUnder('a', 'until [ -e go ]; do sleep 0.02; done; exit 4');
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM']) process.kill(spawner, signal);
    writeFileSync(join(place.folder, 'go'), '');
    assert.equal((await ended).code, 4);
  });
});

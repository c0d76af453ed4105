// Workflows as tasks of VS Code: found, run, stopped, and retried by their definition.

import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually';
import { endedRun, folder, newestRun, runToEnd, statuses, taskOfFile, write } from './workspace';

describe('tasks', () => {
  it('are found for every workflow of the workspace and for nothing else', async () => {
    await write('plain.yaml', 'services: {}\n');
    await write('nested/deep.yaml', 'steps:\n  - id: one\n    run: echo one\n');
    await taskOfFile('nested/deep.yaml');
    const found = (await vscode.tasks.fetchTasks({ type: 'dagu' })).map(task => String(task.definition.dag));
    assert.ok(found.includes('hello.yaml'), found.join());
    assert.ok(!found.includes('plain.yaml'), found.join());
  });

  it('run a workflow to its end and keep the run', async () => {
    await runToEnd(await taskOfFile('hello.yaml'));
    const run = await endedRun('hello');
    assert.equal(run.status, 'succeeded');
    assert.deepEqual(statuses(run), { greet: 'succeeded', shout: 'succeeded' });
    assert.equal(run.file, vscode.Uri.joinPath(folder().uri, 'hello.yaml').fsPath);
  });

  it('take parameters from their definition', async () => {
    const task = await taskOfFile('greetings.yaml');
    const definition = { ...task.definition, params: { WHO: 'Ann' } };
    const given = await resolved(definition, 'greetings with parameters');
    await runToEnd(given);
    assert.equal((await endedRun('greetings')).params.WHO, 'Ann');
  });

  it('stop the whole run when they are terminated', async () => {
    await write(
      'long.yaml',
      'steps:\n  - id: sleeper\n    run: sleep 300\n  - id: after\n    depends: sleeper\n    run: echo after\n',
    );
    const execution = await vscode.tasks.executeTask(await taskOfFile('long.yaml'));
    await eventually(async () => {
      const run = await newestRun('long');
      return run?.nodes[0]?.status === 'running' ? true : undefined;
    }, 'a running step');
    execution.terminate();
    const run = await endedRun('long');
    assert.equal(run.status, 'aborted');
    assert.equal(statuses(run).sleeper, 'aborted');
  });

  it('retry a step of an earlier run when the definition names one', async () => {
    await write(
      'twice.yaml',
      'steps:\n  - id: one\n    run: echo one\n  - id: two\n    depends: one\n    run: test -e "$DAG_RUN_LOG_FILE.marker" || { touch "$DAG_RUN_LOG_FILE.marker"; exit 1; }\n',
    );
    await runToEnd(await taskOfFile('twice.yaml'));
    const first = await endedRun('twice');
    assert.deepEqual(statuses(first), { one: 'succeeded', two: 'failed' });
    await runToEnd(
      await resolved({ type: 'dagu', dag: 'twice.yaml', runId: first.runId, step: 'two' }, 'retry of two'),
    );
    const second = await endedRun('twice', 2);
    assert.equal(second.runId, first.runId);
    assert.equal(second.status, 'succeeded');
    assert.deepEqual(second.attempts.at(-1)?.runs, ['two']);
    assert.equal(second.nodes[0]?.attempt, 1);
  });
});

/** A task as tasks.json would have it: written there, and found by VS Code. */
async function resolved(definition: vscode.TaskDefinition, label: string): Promise<vscode.Task> {
  await write('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [{ ...definition, label }] }));
  return eventually(
    async () => (await vscode.tasks.fetchTasks()).find(task => task.name === label),
    `the task ${label} of tasks.json`,
  );
}

// Which executor runs which action.

import type { Action, Dag, Step } from '../../model/dag';
import { commandPlace } from '../command-place';
import type { Executor } from '../executor';
import { archiveExecutors } from './archive';
import { artifactExecutors } from './artifact';
import { containerCommand } from './container-command';
import { dagRun } from './dag-run';
import { dataConvert, dataPick } from './data';
import { dockerRun } from './docker-run';
import { exec } from './exec';
import { fileExecutors } from './file';
import { foreach } from './foreach';
import { gitCheckout } from './git-checkout';
import { gitWorktreeAdd, gitWorktreeRemove } from './git-worktree';
import { harnessRun } from './harness-run';
import { httpRequest } from './http-request';
import { jqFilter } from './jq-filter';
import { logWrite } from './log-write';
import { mailSend } from './mail-send';
import { noop } from './noop';
import type { OtherAction } from './other-action';
import { outputsWrite } from './outputs-write';
import { routerRoute } from './router-route';
import { run } from './run';
import { sqliteImport, sqliteQuery } from './sqlite';
import { sshCommand, sshRun } from './ssh-run';
import { stateExecutors } from './state';
import { templateRender } from './template-render';
import { waitDuration, waitFile, waitHttp, waitUntil } from './wait';

type ActionName = Exclude<Action['name'], 'other'>;

/** Actions with a shape of their own. */
const byName: ReadonlyMap<string, Executor> = new Map([
  ['run', only('run', run)],
  ['exec', only('exec', exec)],
  ['dag.run', only('dag.run', dagRun)],
  ['foreach', only('foreach', foreach)],
]);

/** Built-in actions whose inputs stay as they are written, by Dagu's name. */
const byAction: ReadonlyMap<string, Executor> = new Map([
  ['noop', others(noop)],
  ['log.write', others(logWrite)],
  ['outputs.write', others(outputsWrite)],
  ['router.route', others(routerRoute)],
  ['wait.duration', others(waitDuration)],
  ['wait.until', others(waitUntil)],
  ['wait.file', others(waitFile)],
  ['jq.filter', others(jqFilter)],
  ['data.convert', others(dataConvert)],
  ['data.pick', others(dataPick)],
  ['sqlite.query', others(sqliteQuery)],
  ['sqlite.import', others(sqliteImport)],
  ['wait.http', others(waitHttp)],
  ['http.request', others(httpRequest)],
  ['git.checkout', others(gitCheckout)],
  ['harness.run', others(harnessRun)],
  ['mail.send', others(mailSend)],
  ['docker.run', others(dockerRun)],
  ['ssh.run', others(sshRun)],
  ['container.run', others(dockerRun)],
  ['git.worktree.add', others(gitWorktreeAdd)],
  ['git.worktree.remove', others(gitWorktreeRemove)],
  ['template.render', others(templateRender)],
  ...[...fileExecutors, ...artifactExecutors, ...archiveExecutors, ...stateExecutors].map(
    ([name, executor]) => [name, others(executor)] as const,
  ),
]);

/** The executor of a step's action where it is to run, or undefined when this engine has none. */
export function executorFor(step: Step, dag: Dag): Executor | undefined {
  const { action } = step;
  const place = commandPlace(step, dag);
  if (place.kind === 'container') return containerCommand(place.container);
  if (place.kind === 'ssh') return sshCommand;
  return action.name === 'other' ? byAction.get(action.action) : byName.get(action.name);
}

/** Makes an executor that is only ever called with its own kind of action. */
function only<N extends ActionName>(name: N, executor: Executor<Extract<Action, { name: N }>>): Executor {
  return (action, context) => {
    if (!isNamed(action, name)) throw new Error(`The executor of ${name} was given ${action.name}.`);
    return executor(action, context);
  };
}

function isNamed<N extends ActionName>(action: Action, name: N): action is Extract<Action, { name: N }> {
  return action.name === name;
}

function others(executor: Executor<OtherAction>): Executor {
  return (action, context) => {
    if (action.name !== 'other') throw new Error(`An executor of built-in actions was given ${action.name}.`);
    return executor(action, context);
  };
}

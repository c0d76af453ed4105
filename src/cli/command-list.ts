// Every command, in the order in which help lists them.

import type { Command } from './command';
import { approve, pushBack, reject } from './commands/approval';
import { cleanup } from './commands/cleanup';
import { config } from './commands/config';
import { context } from './commands/context';
import { dry } from './commands/dry';
import { example } from './commands/example';
import { exec } from './commands/exec';
import { history } from './commands/history';
import { humanTask } from './commands/human-task';
import { log } from './commands/log';
import { ls } from './commands/ls';
import { migrate } from './commands/migrate';
import { ps } from './commands/ps';
import { restart } from './commands/restart';
import { resume } from './commands/resume';
import { retry } from './commands/retry';
import { rm } from './commands/rm';
import { scheduler } from './commands/scheduler';
import { schema } from './commands/schema';
import { serverOnly } from './commands/server-only';
import { start } from './commands/start';
import { status } from './commands/status';
import { stop } from './commands/stop';
import { validate } from './commands/validate';
import { version } from './commands/version';
import { versionNumber } from './version-number';

export const commandList: readonly Command[] = [
  ls,
  example,
  validate,
  migrate,
  dry,
  schema,
  start,
  exec,
  retry,
  restart,
  stop,
  ps,
  status,
  history,
  log,
  cleanup,
  rm,
  humanTask,
  approve,
  reject,
  pushBack,
  resume,
  scheduler,
  context,
  config,
  version(versionNumber),
  ...serverOnly,
];

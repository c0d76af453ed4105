// Every command, in the order in which help lists them.

import type { Command } from './command';
import { approve, pushBack, reject } from './commands/approval';
import { config } from './commands/config';
import { context } from './commands/context';
import { dry } from './commands/dry';
import { example } from './commands/example';
import { exec } from './commands/exec';
import { history } from './commands/history';
import { humanTask } from './commands/human-task';
import { log } from './commands/log';
import { migrate } from './commands/migrate';
import { resume } from './commands/resume';
import { retry } from './commands/retry';
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
  example,
  validate,
  migrate,
  dry,
  schema,
  start,
  exec,
  retry,
  stop,
  status,
  history,
  log,
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

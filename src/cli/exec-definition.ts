// The workflow that `exec` makes of a command: one step, `main`, that runs the program without a shell.

import { basename } from 'node:path';
import type { Json } from '../base/json';

export interface ExecRequest {
  readonly argv: readonly [string, ...string[]];
  /** `KEY=VALUE`, in order. */
  readonly env: readonly string[];
  /** Absolute. */
  readonly workingDir: string;
  /** A shell that runs the words as one text. */
  readonly shell?: string;
}

/** `exec-PROGRAM`, with what a name may not contain replaced, at most 40 characters. */
export function execName(argv: readonly [string, ...string[]]): string {
  return `exec-${basename(argv[0]).replace(/[^A-Za-z0-9_.-]/g, '-')}`.slice(0, 40);
}

/**
 * The text of the workflow, as JSON, which is YAML too: it is kept with the run, so that the run can be retried. Words with a `$` go through
 * `consts`: their values are inserted once and never read again, so a `$` of the user's stays a `$`.
 */
export function execText(request: ExecRequest): string {
  const consts: Record<string, Json>[] = [];
  const literal = (text: string): string => {
    if (!text.includes('$')) return text;
    const name = `word_${consts.length + 1}`;
    consts.push({ [name]: text });
    return `\${consts.${name}}`;
  };
  const [command, ...args] = request.argv;
  const env = request.env.map(pair => {
    const equals = pair.indexOf('=');
    return { [pair.slice(0, equals)]: literal(pair.slice(equals + 1)) };
  });
  const main: Json =
    request.shell === undefined
      ? { name: 'main', action: 'exec', with: { command: literal(command), args: args.map(literal) } }
      : { name: 'main', run: request.argv.join(' '), with: { shell: request.shell } };
  const workflow: Record<string, Json> = { working_dir: literal(request.workingDir), steps: [main] };
  return `${JSON.stringify({ ...(consts.length === 0 ? {} : { consts }), ...(env.length === 0 ? {} : { env }), ...workflow }, null, 2)}\n`;
}

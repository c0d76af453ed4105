// Finds programs as a process of the step would: by its PATH, from its directory.

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { ExecutionContext } from '../executor';

/** The absolute path of a program; undefined when there is none that can be executed. */
export function programPath(name: string, { env, cwd }: Pick<ExecutionContext, 'env' | 'cwd'>): string | undefined {
  const windows = process.platform === 'win32';
  const endings = windows ? ['', ...(env.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';')] : [''];
  const folders = /[\\/]/.test(name) ? [''] : (env.PATH ?? env.Path ?? '').split(delimiter).filter(part => part !== '');
  const candidates = folders.flatMap(folder => endings.map(ending => resolve(cwd, join(folder, `${name}${ending}`))));
  return name === '' ? undefined : candidates.find(isProgram);
}

function isProgram(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    return false;
  }
}

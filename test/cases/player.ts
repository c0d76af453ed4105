// Plays a recorded case with our command line and lists what differs from the recording.

import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { systemClock } from '../../src/base/clock';
import { runJson } from '../../src/cli/json-run';
import { openStore } from '../../src/cli/wiring';
import { type CliAnswer, type CliPlace, newPlace, removePlace, runCli, runShell } from '../support/cli-run';
import { type OurRun, runFaults, textFault } from './comparison';
import { type Difference, withDifferences } from './differences';
import type { Deed, RecordedCase, RecordedStep } from './recording';

/** Every fault, one line each; none when the case is answered as recorded. `node`: what executes our program. */
export async function playCase(
  recorded: RecordedCase,
  differences: readonly Difference[],
  node?: string,
): Promise<readonly string[]> {
  const place = newPlace(node);
  const groups: number[] = [];
  try {
    for (const [name, text] of Object.entries(recorded.files)) writeText(join(place.dir, name), text);
    const faults: string[] = [];
    for (const [index, deed] of recorded.deeds.entries()) {
      const step = recorded.steps[index];
      if (step === undefined) break;
      const expected = withDifferences(step, index, differences);
      const answer = await perform(expected.sh === undefined ? deed : { sh: expected.sh }, place, recorded, groups);
      const found = await faultsOf(expected, answer, place, recorded);
      const call = step.sh ?? step.args?.join(' ') ?? '';
      const said = found.length > 0 && answer.stderr !== '' ? [`    stderr: ${answer.stderr.slice(0, 600)}`] : [];
      faults.push(...found.map(fault => `${index} "${call}": ${fault}`), ...said);
    }
    return faults;
  } finally {
    for (const group of groups) endGroup(group);
    removePlace(place);
  }
}

async function perform(deed: Deed, place: CliPlace, recorded: RecordedCase, groups: number[]): Promise<CliAnswer> {
  if (typeof deed === 'string') return runCli(place, shellWords(deed), recorded.env);
  if ('sh' in deed) return runShell(place, deed.sh, recorded.env, pid => groups.push(pid));
  return runCli(place, deed.args, { ...recorded.env, ...deed.env });
}

async function faultsOf(
  step: RecordedStep,
  answer: CliAnswer,
  place: CliPlace,
  recorded: RecordedCase,
): Promise<readonly string[]> {
  const faults: string[] = [];
  if (answer.exit !== step.exit) faults.push(`exit recorded ${step.exit}, ours ${answer.exit}`);
  if (step.message !== undefined && step.exit !== 0 && answer.stderr.trim() === '')
    faults.push(`nothing on stderr, recorded ${JSON.stringify(step.message)}`);
  if (typeof step.stdout === 'string') {
    const fault =
      step.sh === undefined ? treeFault(step.stdout, answer.stdout) : textFault(step.stdout, answer.stdout, place);
    if (fault !== undefined) faults.push(`stdout ${fault}`);
  }
  if (step.sh === undefined && step.runs !== null) {
    const ours = await ourRuns(place);
    const recordedRuns = step.runs ?? {};
    for (const [key, run] of Object.entries(recordedRuns)) {
      const actual = ours.get(key);
      if (actual === undefined) faults.push(`run ${key} is missing`);
      else if (run !== null) faults.push(...runFaults(run, actual, place, key));
    }
    for (const key of ours.keys()) if (!Object.hasOwn(recordedRuns, key)) faults.push(`run ${key} was not recorded`);
  }
  if (step.sh === undefined && step.files !== null) faults.push(...fileFaults(step, place, recorded));
  return faults;
}

/** A printed tree is compared by meaning: the same steps in the same states, the same decisions of a build. */
function treeFault(expected: string, actual: string): string | undefined {
  if (expected === '') return actual === '' ? undefined : `recorded nothing, ours ${JSON.stringify(actual)}`;
  const ours = actual.replace(/\s+/g, ' ');
  const missing: string[] = [];
  for (const [, name = '', status = ''] of expected.matchAll(/[├└]─(\S+) \[(\w+)\]/g))
    if (!new RegExp(`\\b${name} \\[${status}\\]`).test(ours)) missing.push(`${name} [${status}]`);
  for (const [, decision = ''] of expected.matchAll(/build: (\w+ \(\w+\))/g))
    if (!ours.includes(`build: ${decision}`)) missing.push(`build: ${decision}`);
  return missing.length === 0 ? undefined : `lacks ${missing.join(', ')}: ${JSON.stringify(actual)}`;
}

async function ourRuns(place: CliPlace): Promise<ReadonlyMap<string, OurRun>> {
  const store = openStore({ env: { RESTEP_HOME: place.restepHome }, home: place.home, clock: systemClock });
  try {
    const found = new Map<string, OurRun>();
    for (const summary of await store.runs.list({})) {
      const run = await store.runs.read(summary);
      if (run === undefined) throw new Error(`the run ${summary.runId} is listed and cannot be read`);
      found.set(`${run.dag}/${run.runId}`, (await runJson(run, store.runs)) as unknown as OurRun);
    }
    return found;
  } finally {
    store.dispose();
  }
}

function fileFaults(step: RecordedStep, place: CliPlace, recorded: RecordedCase): string[] {
  const faults: string[] = [];
  const now = filesOf(place.dir);
  const expected = step.files ?? {};
  for (const [name, text] of Object.entries(expected)) {
    const ours = now.get(name);
    if (ours === undefined) faults.push(`file ${name} is missing`);
    else if (text !== null) {
      const fault = textFault(text, ours, place);
      if (fault !== undefined) faults.push(`file ${name}: ${fault}`);
    }
  }
  for (const [name, text] of now)
    if (expected[name] === undefined && recorded.files[name] !== text) faults.push(`file ${name} was not recorded`);
  for (const name of Object.keys(recorded.files))
    if (!now.has(name) && !(step.gone ?? []).includes(name)) faults.push(`file ${name} is gone`);
  for (const name of step.gone ?? []) if (now.has(name)) faults.push(`file ${name} should be gone`);
  return faults;
}

function filesOf(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    // A link counts as the file that it leads to.
    const isFile = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false })?.isFile() : entry.isFile();
    // What git keeps for itself does not count; the file that stands for it in a worktree does.
    if (isFile === true && !dirname(name).split('/').includes('.git')) found.set(name, readFileSync(path, 'utf8'));
  }
  return found;
}

function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  if (text.startsWith('#!')) chmodSync(path, statSync(path).mode | 0o111);
}

/** Splits a command as a shell does: blanks, single and double quotes, backslashes. */
function shellWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs))
    words.push(
      word.replace(
        /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs,
        (_all, single?: string, double?: string, one?: string) =>
          single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? one ?? '',
      ),
    );
  return words;
}

function endGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

// The verdicts of a real Dagu about many files: what `validate` accepts, and what `start` refuses to load.

import { strict as assert } from 'node:assert';
import { basename, posix } from 'node:path';
import type { Compilation } from '../../src/spec/compilation';
import { compile } from '../../src/spec/compile';
import { type RecordedCase, type RecordedStep, readCases } from '../cases/recording';

describe('verdicts recorded from Dagu', () => {
  const cases = readCases();

  for (const recorded of cases) {
    const faults = verdictFaults(recorded);
    if (faults === undefined) continue;
    it(`${recorded.name}: ${recorded.about}`, () => {
      assert.deepEqual(faults(), []);
    });
  }

  it('are hundreds', () => {
    const calls = cases.flatMap(recorded => recorded.steps.filter(step => step.args?.[0] === 'validate'));
    assert.ok(calls.length > 500, `only ${calls.length} calls of validate were found`);
  });
});

/** Undefined when the case calls neither validate nor start. */
function verdictFaults(recorded: RecordedCase): (() => readonly string[]) | undefined {
  const judged = recorded.steps.some(step => step.args?.[0] === 'validate' || step.args?.[0] === 'start');
  return judged ? () => play(recorded) : undefined;
}

const home = '/dagu';
const folder = '/case';

function play(recorded: RecordedCase): readonly string[] {
  const files = new Map(Object.entries(recorded.files).map(([name, text]) => [posix.join(folder, name), text]));
  const faults: string[] = [];
  let before: readonly string[] = [];
  for (const step of recorded.steps) {
    const runs = Object.keys(step.runs ?? {});
    const ran = runs.some(run => !before.includes(run));
    if (step.runs !== undefined && step.runs !== null) before = runs;
    if (step.sh !== undefined) changeFiles(step.sh, files);
    const [command, ...args] = step.args ?? [];
    if (command !== 'validate' && command !== 'start') continue;
    const words = args.filter((word, index) => !word.startsWith('--') && args[index - 1] !== '--run-id');
    const [name] = words;
    const path =
      name === undefined ? undefined : [`${folder}/${name}`, `${home}/dags/${name}.yaml`].find(at => files.has(at));
    if (words.length !== 1 || path === undefined || args.some(word => word.startsWith('--') && word !== '--run-id'))
      continue;
    const compilation = compileIn(path, files);
    const fault = command === 'validate' ? validateFault(step, compilation) : startFault(step, ran, compilation);
    if (fault !== undefined) faults.push(`${step.args?.join(' ')}: ${fault}`);
  }
  return faults;
}

function compileIn(file: string, files: ReadonlyMap<string, string>): Compilation {
  const base = files.get(`${home}/base.yaml`);
  return compile(files.get(file) ?? '', {
    file,
    lookup: { read: path => files.get(posix.normalize(path)) },
    ...(base === undefined ? {} : { base: { file: `${home}/base.yaml`, text: base } }),
  });
}

function validateFault(step: RecordedStep, { valid, diagnostics }: Compilation): string | undefined {
  if (valid === (step.exit === 0)) return undefined;
  if (valid) return `Dagu refuses it: ${step.message ?? ''}`;
  return `Dagu accepts it, we say ${diagnostics.map(found => `${found.severity} ${found.code}: ${found.message}`).join(' | ')}`;
}

/** What Dagu says when it was not the file that kept a run from starting. */
const otherReasons =
  /missing properties|eval failed|unknown parameter|too many positional|cannot coerce|parameter validation|already|locked|dag-run ID/;

function startFault(step: RecordedStep, ran: boolean, { dag, refusals }: Compilation): string | undefined {
  if (ran) {
    return dag === undefined
      ? `Dagu runs it, we say ${refusals.map(found => `${found.code}: ${found.message}`).join(' | ')}`
      : undefined;
  }
  const message = step.message ?? '';
  if (step.exit === 0 || otherReasons.test(message)) return undefined;
  return dag === undefined ? undefined : `Dagu does not start it: ${message}`;
}

/** Follows the copying in a shell command; a file that is changed in another way is forgotten. */
function changeFiles(command: string, files: Map<string, string>): void {
  const place = (word: string): string => posix.resolve(folder, word.replace(/["']/g, '').replace('$DAGU_HOME', home));
  for (const part of command.split(/&&|;|\n/).map(piece => piece.trim())) {
    const [verb, from, to] = part.split(/\s+/);
    if (verb === 'cp' && from !== undefined && to !== undefined && !from.startsWith('-')) {
      const text = files.get(place(from));
      const target = /\/["']?$/.test(to) ? `${place(to)}/${basename(from)}` : place(to);
      if (text !== undefined) files.set(target, text);
      continue;
    }
    for (const name of [...files.keys()]) {
      if (/\bsed -i|>|\bmv\b|\brm\b/.test(part) && part.includes(basename(name))) files.delete(name);
    }
  }
}

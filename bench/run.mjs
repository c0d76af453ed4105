// npm run bench: measures us against other programs in the same run, prints a table, keeps the results in bench/results/.
// Names as arguments measure only those: node bench/run.mjs steps-1000 validation

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { parseDocument } from 'yaml';
import { inTurn, median, run } from './measure.mjs';
import { manyEdges, manySteps, richFile } from './workflows.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = process.env.RESTEP_CLI ?? join(root, 'dist', 'cli.js');
const scratch = mkdtempSync(join(tmpdir(), 'restep-bench-'));
if (process.env.RESTEP_CLI === undefined) {
  const built = spawnSync(process.execPath, [join('scripts', 'build.mjs'), '--production'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(1);
}
const ballast = join(root, 'bench', 'ballast.cjs');

let homes = 0;

/** Starts a workflow with a fresh history; returns time and memory. `ballastMb`: the host is that much larger. */
async function startWorkflow(file, { ballastMb = 0 } = {}) {
  const home = join(scratch, `home-${homes++}`);
  const took = join(scratch, 'ballast-ms');
  // The shell that ninja uses too: what the user's login shell costs is not ours to measure.
  const env = { ...process.env, SHELL: '/bin/sh', RESTEP_HOME: home, DAGU_HOME: join(scratch, 'dagu') };
  if (ballastMb > 0)
    Object.assign(env, {
      NODE_OPTIONS: `--require ${ballast}`,
      BENCH_BALLAST_MB: String(ballastMb),
      BENCH_BALLAST_FILE: took,
    });
  // Homes are removed in the end: files that were removed a moment ago slow down the making of new ones on ext4.
  const measured = await run(process.execPath, [program, 'start', '-q', file], { cwd: scratch, env, memory: true });
  const ms = measured.ms - (ballastMb > 0 ? Number(readFileSync(took, 'utf8')) : 0);
  return { ...measured, ms };
}

function workflow(name, text) {
  const file = join(scratch, `${name}.yaml`);
  writeFileSync(file, text);
  return file;
}

async function ninja(count) {
  const folder = mkdtempSync(join(scratch, 'ninja-'));
  writeFileSync(join(folder, 'build.ninja'), manyEdges(count));
  const { ms } = await run('ninja', ['-j2', '--quiet'], { cwd: folder });
  rmSync(folder, { recursive: true, force: true });
  return ms;
}

const scenarios = {
  'steps-1000': async () => {
    const file = workflow('steps-1000', manySteps(1000));
    const both = await inTurn(
      5,
      async () => (await startWorkflow(file)).ms,
      () => ninja(1000),
    );
    return against('1,000 steps, two at a time', 'ninja -j2', both, 2);
  },
  'steps-1000-large-host': async () => {
    const file = workflow('steps-1000', manySteps(1000));
    const both = await inTurn(
      5,
      async () => (await startWorkflow(file, { ballastMb: 400 })).ms,
      () => ninja(1000),
    );
    return against('the same from a host of 400 MB', 'ninja -j2', both, 2);
  },
  'steps-10000': async () => {
    const small = workflow('steps-1000', manySteps(1000));
    const large = workflow('steps-10000', manySteps(10_000));
    const memory = { ours: [], theirs: [] };
    const both = await inTurn(
      2,
      async () => {
        const one = await startWorkflow(large);
        memory.ours.push(one.peakMb);
        return one.ms;
      },
      async () => {
        const one = await startWorkflow(small);
        memory.theirs.push(one.peakMb);
        return one.ms;
      },
    );
    const growth = median(memory.ours) - median(memory.theirs);
    return [
      ...against('10,000 steps', '1,000 steps', both, 12),
      { what: 'memory of 10,000 steps over 1,000', ours: growth, unit: 'MB', limit: 100, fine: growth < 100 },
    ];
  },
  validation: async () => {
    const text = richFile(1000);
    const bundle = join(scratch, 'compile.cjs');
    const entry = join(root, 'src', 'spec', 'compile.ts');
    await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'cjs', outfile: bundle });
    const { compile } = await import(pathToFileURL(bundle).href).then(module => module.default ?? module);
    const options = { file: join(scratch, 'rich.yaml'), lookup: { read: () => undefined } };
    const { valid, diagnostics } = compile(text, options);
    if (!valid) throw new Error(`the file should be valid: ${JSON.stringify(diagnostics[0])}`);
    const both = await inTurn(
      21,
      () => timed(() => compile(text, options)),
      () => timed(() => parseDocument(text)),
    );
    const ms = median(both.ours);
    const lines = text.split('\n').length;
    return [
      { what: `validating ${lines} lines, 1,000 steps`, ours: ms, unit: 'ms', limit: 100, fine: ms < 100 },
      ...against('the same', 'the YAML library alone', both, undefined),
    ];
  },
  completion: async () => {
    const { completionsAt, workflowReader, places } = await completionParts(richFile(1000));
    const read = workflowReader();
    const asked = [];
    const typed = [];
    for (const { text, offset } of places) {
      const ask = version =>
        timed(() => completionsAt({ text: version, offset, read: remembered(read), callable: [] }));
      // The first question of a version reads what changed; the others find it read.
      await ask(text);
      asked.push(await ask(text));
      typed.push(await ask(`${text.slice(0, offset)} ${text.slice(offset)}`));
    }
    const lines = places[0].text.split('\n').length;
    const row = (what, ours) => ({ what, ours, unit: 'ms', limit: 20, fine: ours < 20 });
    return [
      row(`a completion in ${lines} lines, 1,000 steps`, median(asked)),
      row('the same right after a letter was typed', median(typed)),
    ];
  },
  structure: async () => {
    const parts = await languageParts({
      'workflow-reader': 'readWorkflow',
      things: 'thingsOf',
      'document-symbols': 'documentSymbols',
      folding: 'foldsOf',
      rename: 'renameAt',
    });
    const text = richFile(1000);
    const read = parts.readWorkflow(text);
    // What is known of a reading is kept with it: a copy is asked anew.
    const row = async (what, limit, ask) => {
      const ms = [];
      for (let round = 0; round < 15; round++) {
        const workflow = { ...read };
        ms.push(await timed(() => ask(workflow)));
      }
      const ours = median(ms);
      return { what, ours, unit: 'ms', ...(limit === undefined ? { fine: true } : { limit, fine: ours < limit }) };
    };
    const place = text.indexOf('step_500]') + 1;
    return [
      await row('all names and their places in 1,000 steps', 20, parts.thingsOf),
      await row('the outline of the same', 20, parts.documentSymbols),
      await row('what folds in the same', 20, parts.foldsOf),
      await row('renaming a step in the same', undefined, workflow => parts.renameAt(workflow, place, 'fresh')),
    ];
  },
  'output-1gb': async () => {
    const loud = workflow('loud', 'steps:\n  - id: loud\n    run: head -c 1000000000 /dev/zero\n');
    const quiet = workflow('quiet', 'steps:\n  - id: quiet\n    run: "true"\n');
    const memory = [];
    const silent = await startWorkflow(quiet);
    const both = await inTurn(
      3,
      async () => {
        const one = await startWorkflow(loud);
        memory.push(one.peakMb);
        return one.ms;
      },
      async () => {
        const file = join(scratch, 'plain');
        const { ms } = await run('sh', ['-c', `head -c 1000000000 /dev/zero > ${file}`]);
        rmSync(file, { force: true });
        return ms;
      },
    );
    const growth = median(memory) - silent.peakMb;
    return [
      ...against('a step that writes 1 GB', 'sh with a redirect', both, undefined),
      { what: 'memory while it writes, over a silent step', ours: growth, unit: 'MB', limit: 20, fine: growth < 20 },
    ];
  },
  editor: async () => {
    const { runHostTests } = await import(pathToFileURL(join(root, 'scripts', 'host-launch.mjs')).href);
    const folder = mkdtempSync(join(scratch, 'workspace-'));
    const tests = join(scratch, 'editor.cjs');
    const entry = join(root, 'bench', 'editor.ts');
    await build({
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      outfile: tests,
    });
    const first = 'working_dir: .\nsteps:\n  - id: first\n    run: date +%s%3N > mark\n';
    writeFileSync(join(folder, 'first.yaml'), first);
    writeFileSync(join(folder, 'large.yaml'), `${richFile(1000)}  - id: last\n    run: "true"\n    depends: nobody\n`);
    const env = { RESTEP_HOME: join(scratch, 'editor-home') };
    const told = await runHostTests({ folder, tests, results: join(scratch, 'editor.json'), env });
    const click = median(told.clicks);
    const row = (what, ours, limit) => ({
      what,
      ours,
      unit: 'ms',
      ...(limit === undefined ? { fine: true } : { limit, fine: ours < limit }),
    });
    return [
      row('activation in the extension host', told.activationMs, 30),
      row('from the command to the first process', click, 50),
      row('longest work in a turn while 8,000 lines are checked', told.longestWork, 50),
      row('longest time between two turns meanwhile', told.longestTurn),
      row('from opening to the problems of 8,000 lines', told.checkMs),
    ];
  },
};

/** Functions of the language room in one bundle: file → what it exports. */
async function languageParts(exports) {
  const bundle = join(scratch, `${Object.keys(exports).at(-1)}.cjs`.replaceAll('/', '-'));
  const lines = Object.entries(exports).map(([file, name]) => `export { ${name} } from './src/language/${file}';`);
  const stdin = { contents: lines.join('\n'), resolveDir: root, loader: 'ts' };
  await build({ stdin, bundle: true, platform: 'node', format: 'cjs', outfile: bundle });
  return import(pathToFileURL(bundle).href).then(module => module.default ?? module);
}

/** What completion needs, and many places all over a file: keys, values, names and references, some of them half typed. */
async function completionParts(text) {
  const { completionsAt, workflowReader } = await languageParts({
    'workflow-reader': 'workflowReader',
    'completion/answer': 'completionsAt',
  });
  const places = [];
  for (let step = 10; step < 1000; step += 45) {
    const start = text.indexOf(`  - id: step_${step}\n`);
    const at = (words, shift = 0) => text.indexOf(words, start) + words.length + shift;
    places.push(
      { text, offset: at('depends: [') },
      { text, offset: at('${params.') },
      { text, offset: at('retry_policy: {') },
      { text: insert(text, at(`many\n`), '    re\n'), offset: at(`many\n`) + 6 },
      { text: insert(text, at(`many\n`), '    env:\n      A: ${\n'), offset: at(`many\n`) + 19 },
    );
  }
  return { completionsAt, workflowReader, places };
}

function insert(text, at, more) {
  return text.slice(0, at) + more + text.slice(at);
}

/** As the editor asks: a version that was read is not read again. */
function remembered(read) {
  return text => {
    if (lastRead?.text !== text) lastRead = read(text);
    return lastRead;
  };
}

let lastRead;

async function timed(job) {
  const began = performance.now();
  await job();
  return performance.now() - began;
}

function against(what, rival, { ours, theirs }, limit) {
  const ratio = median(ours) / median(theirs);
  const row = { what, rival, ours: median(ours), theirs: median(theirs), unit: 'ms', ratio, all: { ours, theirs } };
  return [{ ...row, ...(limit === undefined ? { fine: true } : { limit, fine: ratio <= limit }) }];
}

function printRow(row) {
  const number = value => (value === undefined ? '' : value.toFixed(value < 10 ? 1 : 0));
  const cells = [
    row.what.padEnd(46),
    `${number(row.ours)} ${row.unit}`.padStart(10),
    row.theirs === undefined ? ''.padStart(12) : `${number(row.theirs)} ${row.unit}`.padStart(12),
    (row.rival ?? '').padEnd(24),
    row.ratio === undefined ? ''.padStart(7) : `${row.ratio.toFixed(2)}×`.padStart(7),
    row.limit === undefined
      ? ''
      : `${row.fine ? 'ok' : 'TOO MUCH'} (limit ${row.limit}${row.ratio === undefined ? ` ${row.unit}` : '×'})`,
  ];
  console.log(cells.join('  ').trimEnd());
}

try {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter(name => scenarios[name] === undefined);
  if (unknown.length > 0)
    throw new Error(`no such measurement: ${unknown.join(', ')}; there are ${Object.keys(scenarios).join(', ')}`);
  const results = [];
  for (const [name, measure] of Object.entries(scenarios)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const row of await measure()) {
      results.push({ name, ...row });
      printRow(row);
    }
  }
  const when = new Date().toISOString();
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  const machine = {
    cpus: cpus().length,
    model: cpus()[0]?.model ?? '',
    memoryGb: totalmem() / 2 ** 30,
    node: process.version,
  };
  const file = join(folder, `${when.slice(0, 19).replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ when, machine, results }, null, 2)}\n`);
  console.log(`\nKept in ${file}`);
  if (results.some(row => !row.fine)) process.exitCode = 1;
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

// Builds the product into dist/ and, with --test, everything that mocha runs into out/.
// Flags: --test, --watch (rebuilds on change), --production (minified, no source maps).

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { context } from 'esbuild';

const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');

const node = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  sourcemap: production ? false : 'linked',
  minify: production,
  legalComments: 'none',
  logLevel: 'warning',
  outdir: 'dist',
  loader: { '.wasm': 'binary' },
  define: { 'import.meta.url': 'moduleUrl' },
  inject: ['scripts/module-url.mjs'],
};

// A dynamic import inside src starts a bundle of its own, loaded on first use: activation parses the entry alone.
const rooms = new Map([
  ['extension', 'src/extension.ts'],
  ['cli', 'src/cli.ts'],
  ['spawner', 'src/spawner.ts'],
  ['compile-worker', 'src/host/compile-worker.ts'],
  ['jq-worker', 'src/engine/actions/jq-worker.ts'],
  ['data-worker', 'src/host/data-worker.ts'],
  ['archive-worker', 'src/engine/actions/archive-worker.ts'],
  ['sqlite-program', 'src/engine/actions/sqlite-program.ts'],
]);

function lazyRooms(entries) {
  return {
    name: 'lazy-rooms',
    setup(build) {
      build.onResolve({ filter: /^\./ }, args => {
        if (args.kind !== 'dynamic-import') return undefined;
        const file = `${relative('.', resolve(dirname(args.importer), args.path)).replaceAll('\\', '/')}.ts`;
        const room = [...entries].find(([, entry]) => entry === file)?.[0];
        return room === undefined ? undefined : { path: `./${room}.js`, external: true };
      });
    },
  };
}

function typescriptFiles(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('fixtures'))
    .map(entry => join(entry.parentPath, entry.name));
}

const dynamicImport = /\bimport\('(\.[^']+)'\)/g;

/** The modules that src imports dynamically: name of the bundle → source file. */
function dynamicEntries() {
  const found = new Map();
  for (const file of typescriptFiles('src')) {
    for (const [, target] of readFileSync(file, 'utf8').matchAll(dynamicImport)) {
      const source = `${relative('.', resolve(dirname(file), target)).replaceAll('\\', '/')}.ts`;
      found.set(source.slice('src/'.length, -'.ts'.length).replaceAll('/', '-'), source);
    }
  }
  return found;
}

// In out/ every file stands alone, and Node's own import() asks for endings.
const endings = {
  name: 'endings',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(dynamicImport, "import('$1.js')"),
      loader: 'ts',
    }));
  },
};

const lazy = dynamicEntries();

rmSync('dist', { recursive: true, force: true });
const builds = [
  { ...node, entryPoints: Object.fromEntries([...rooms, ...lazy]), plugins: [lazyRooms(lazy)] },
  {
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'chrome120',
    entryPoints: ['src/webview/graph.ts', 'src/webview/layout-worker.ts'],
    outdir: 'dist/webview',
    sourcemap: production ? false : 'linked',
    minify: production,
    legalComments: 'none',
    logLevel: 'warning',
  },
];
if (flags.has('--test')) {
  rmSync('out', { recursive: true, force: true });
  builds.push({
    entryPoints: [...typescriptFiles('src'), ...typescriptFiles('test')],
    outbase: '.',
    outdir: 'out',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    plugins: [endings],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

for (const options of builds) {
  const job = await context(options);
  if (flags.has('--watch')) {
    await job.watch();
  } else {
    await job.rebuild();
    await job.dispose();
  }
}

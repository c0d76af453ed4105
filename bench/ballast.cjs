// Preloaded into the command line: makes it as large as an extension host, and says how long that took.

const { basename } = require('node:path');
const { writeFileSync } = require('node:fs');

const megabytes = Number(process.env.BENCH_BALLAST_MB ?? 0);

// Children are started with the host's options; only the host itself is to be large.
if (megabytes > 0 && basename(process.argv[1] ?? '') === 'cli.js') {
  const began = performance.now();
  const kept = [];
  // Every page is touched, so that it counts.
  for (let at = 0; at < megabytes; at++) kept.push(Buffer.alloc(1024 * 1024, at % 251 || 1));
  globalThis.benchBallast = kept;
  delete process.env.NODE_OPTIONS;
  if (process.env.BENCH_BALLAST_FILE) writeFileSync(process.env.BENCH_BALLAST_FILE, String(performance.now() - began));
}

// npm run docs: writes docs/format.md from the tables of the format, through the command that prints them. Build first.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

mkdirSync('docs', { recursive: true });
writeFileSync('docs/format.md', execFileSync(process.execPath, ['dist/cli.js', 'schema', '--markdown']));

// Writes dist/THIRD-PARTY-NOTICES.txt: the licences of the libraries that the bundles contain.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const notices = Object.keys(dependencies)
  .sort()
  .map(name => {
    const folder = join('node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} brings no licence text`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
writeFileSync(join('dist', 'THIRD-PARTY-NOTICES.txt'), notices.join(`\n${'─'.repeat(72)}\n\n`));

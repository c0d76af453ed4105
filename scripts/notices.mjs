// Writes dist/THIRD-PARTY-NOTICES.txt: the licences of the libraries that the bundles contain, and of what those contain.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a package says about itself. */
function manifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** The names of all packages that the given ones bring along, themselves included. */
function withDependencies(names, found = new Set()) {
  for (const name of names) {
    const folder = join('node_modules', name);
    if (found.has(name) || !existsSync(folder)) continue;
    found.add(name);
    withDependencies(Object.keys(manifest(folder).dependencies ?? {}), found);
  }
  return [...found].sort();
}

/** The text that a package brings, or the one that is kept in scripts/licences for one that brings none. */
function licenceText(name) {
  const folder = join('node_modules', name);
  const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
  const path = file === undefined ? join('scripts', 'licences', `${name}.txt`) : join(folder, file);
  if (!existsSync(path)) throw new Error(`${name} brings no licence text, and there is none at ${path}`);
  return readFileSync(path, 'utf8').trim();
}

const notices = withDependencies(Object.keys(manifest('.').dependencies)).map(name => {
  const { version, license } = manifest(join('node_modules', name));
  return `${name} ${version} (${license})\n\n${licenceText(name)}\n`;
});
writeFileSync(join('dist', 'THIRD-PARTY-NOTICES.txt'), notices.join(`\n${'─'.repeat(72)}\n\n`));

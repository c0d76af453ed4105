// restep validate: says nothing when Dagu would accept the files, and everything that is wrong when it would not.

import { daguPlaces, diskLookup } from '../../host/places';
import { switchFlag } from '../arguments';
import { type Command, failure } from '../command';
import { compileFile, migrateHint, shownPath } from '../definition';
import { diagnosticsJson, type Findings } from '../json-diagnostics';
import { invalidKeys, told } from '../notices';
import { chosenFormat, formatFlag, writeJson } from '../output';
import { locateDag } from '../places';
import { diagnosticsText } from '../print-diagnostics';
import { painter } from '../screen';

export const validate: Command = {
  name: 'validate',
  usage: 'validate [--format text|json] FILE…',
  summary: 'Check workflow files; prints nothing when they are fine',
  group: 'workflows',
  anyContext: true,
  about: `Checks files by Dagu's rules. Nothing is executed. Exit code 0 exactly when Dagu accepts every file;
otherwise each problem is printed as file:line:column: severity: message [code].`,
  flags: [
    formatFlag('text or json'),
    { name: 'warnings', short: 'w', kind: 'switch', help: 'Show warnings and remarks too' },
    { name: 'show-unresolved', kind: 'switch', help: 'Show references that will not be resolved' },
  ],
  examples: ['restep validate deploy.yaml', 'restep validate --format json *.yaml'],
  words: { least: 1, most: Number.POSITIVE_INFINITY, name: 'at least one FILE' },
  run: async (args, around) => {
    const format = chosenFormat(args, ['text', 'json']);
    if (!format.ok) return failure(around, format.error);
    const places = daguPlaces(around);
    const remarks = switchFlag(args, 'warnings');
    const unresolved = remarks || switchFlag(args, 'show-unresolved');
    const all: Findings[] = [];
    for (const word of args.words) {
      const file = locateDag(word, around.cwd, places);
      if (!file.ok) return failure(around, file.error);
      const compiled = compileFile(file.value, places, { unresolved });
      if (!compiled.ok) return failure(around, compiled.error);
      const { text, compilation } = compiled.value;
      const { valid, diagnostics } = compilation;
      all.push({ file: shownPath(file.value, around.cwd), text, valid, diagnostics });
    }
    const valid = all.every(one => one.valid);
    if (format.value === 'json') {
      writeJson(around, diagnosticsJson(all, diskLookup.read));
      return valid ? 0 : 1;
    }
    const { err } = around.screen;
    for (const one of all) {
      const diagnostics = told(one, { remarks, unresolved });
      err.write(diagnosticsText({ ...one, diagnostics }, painter(err), diskLookup.read));
    }
    if (valid) return 0;
    const bad = all.filter(one => !one.valid);
    return failure(
      around,
      `validation failed for ${bad.map(one => one.file + invalidKeys(one.text, one.diagnostics)).join(', ')}${migrateHint(bad)}`,
    );
  },
};

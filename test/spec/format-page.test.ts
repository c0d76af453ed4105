// The page of the format that the project carries.

import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInActions } from '../../src/spec/actions/catalog';
import { rootFields } from '../../src/spec/fields/root';
import { stepFields } from '../../src/spec/fields/step';
import { formatPage } from '../../src/spec/format-page';
import { repository } from '../support/cli-run';

describe('the page about the format', () => {
  it('is what the tables say today: npm run docs', () => {
    assert.equal(readFileSync(join(repository, 'docs', 'format.md'), 'utf8'), formatPage());
  });

  it('names every field and every action', () => {
    const page = formatPage();
    const fields = [...rootFields.keys(), ...stepFields.keys()].map(name => `| \`${name}\``);
    const actions = builtInActions().map(action => `### \`${action.name}\``);
    assert.deepEqual(
      [...fields, ...actions].filter(text => !page.includes(text)),
      [],
    );
  });
});

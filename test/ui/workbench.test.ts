// A workflow in a real workbench, as its writer sees it.

import { strict as assert } from 'node:assert';
import { resolve } from 'node:path';
import { openWorkbench, type Workbench } from '../support/workbench';

describe('a workflow in the workbench', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ folder: resolve(__dirname, '../../../samples') });
  });

  after(() => workbench?.close());

  it('opens as YAML', async () => {
    await workbench.open('hello.yaml');
    await workbench.statusItem(/^\s*YAML\s*$/).waitFor();
    const text = await workbench.editorText();
    assert.match(text, /^# The smallest useful workflow/);
    assert.match(text, /^ {2}- id: shout$/m);
  });

  it('has lenses above the DAG and above each step', async () => {
    await workbench.open('hello.yaml');
    await workbench.lens('Graph').waitFor();
    assert.equal(await workbench.lens('Run').count(), 1);
    await workbench.lens('Run step').nth(1).waitFor();
    await workbench.screenshot('lenses');
  });
});

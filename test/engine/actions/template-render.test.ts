import { strict as assert } from 'node:assert';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { playDeeds } from '../../support/action-run';
import { EngineHome } from '../../support/engine-home';

describe('template.render', () => {
  let home: EngineHome;
  beforeEach(() => {
    home = new EngineHome();
  });
  afterEach(() => home.dispose());

  it('takes the template literally and resolves the data', async () => {
    const left = await playDeeds(
      home,
      {
        plain: ['template.render', { template: ' {{ .who }} ${env.WHO} $WHO \n', data: { who: '${env.WHO}' } }],
        once: ['template.render', { template: '{{ .text }}', data: { text: '${env.TRAP}' } }],
        referred: ['template.render', { template_ref: '${env.BODY}', data: { n: 7 } }],
        none: ['template.render', { template: 'only text' }],
      },
      {
        dag: {
          env: [
            { name: 'WHO', value: 'bob' },
            { name: 'BODY', value: 'n is {{ .n }} ' },
            { name: 'TRAP', value: '{{ .x }}' },
          ],
        },
      },
    );
    assert.equal(left.plain.stdout, 'bob ${env.WHO} $WHO');
    assert.equal(left.once.stdout, '{{ .x }}');
    assert.equal(left.referred.stdout, 'n is 7 ');
    assert.equal(left.none.stdout, 'only text');
  });

  it('replaces a private file as a whole, or leaves it', async () => {
    const left = await playDeeds(home, {
      first: ['template.render', { template: '{{ .x }}', data: { x: 'one' }, output: 'a/b.txt' }],
      broken: ['template.render', { template: '{{ .y }}', data: { x: 'two' }, output: 'a/b.txt' }],
      taken: ['template.render', { template: 'x', output: 'a' }],
    });
    assert.deepEqual([left.first.status, left.first.stdout], ['succeeded', '']);
    assert.equal(home.text('a/b.txt'), 'one');
    assert.equal(statSync(join(home.dir, 'a/b.txt')).mode & 0o777, 0o600);
    assert.match(left.broken.error, /column 4: map has no entry for key "y"/);
    assert.match(left.taken.error, /cannot be written/);
  });

  it('fails for templates that cannot be read or would not end', async () => {
    const left = await playDeeds(home, {
      broken: ['template.render', { template: '{{ if }}' }],
      surroundings: ['template.render', { template: '{{ env "HOME" }}' }],
      endless: ['template.render', { template: '{{ range 1000000000000 }}{{ end }}' }],
    });
    assert.match(left.broken.error, /cannot be read: column 7: missing value for if/);
    assert.match(left.surroundings.error, /function "env" not defined/);
    assert.match(left.endless.error, /more work than is allowed/);
  });
});

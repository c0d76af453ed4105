// Finding the command that is meant, and its help.

import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock';
import { textFlag } from '../../src/cli/arguments';
import type { Command, Surroundings } from '../../src/cli/command';
import { runProgram } from '../../src/cli/program';
import { versionNumber } from '../../src/cli/version-number';
import { repository } from '../support/cli-run';

const greet: Command = {
  name: 'greet',
  usage: 'greet [--loud] WHO',
  summary: 'Greet someone',
  group: 'running',
  about: 'Greets.',
  flags: [{ name: 'with', short: 'w', kind: 'text', value: 'WORD', help: 'The word' }],
  examples: ['restep greet Ann'],
  words: { least: 1, most: 1, name: 'a WHO' },
  run: async (args, around) => {
    around.screen.out.write(`${textFlag(args, 'with') ?? 'hello'} ${args.words[0] ?? ''}\n`);
    return 0;
  },
};

async function call(...argv: string[]) {
  let out = '';
  let err = '';
  const channel = (take: (text: string) => void) => ({
    write: take,
    closed: () => false,
    terminal: false,
    color: false,
    columns: () => 80,
    rows: () => 24,
  });
  const around: Surroundings = {
    cwd: '/',
    home: '/',
    env: {},
    clock: systemClock,
    programDir: '/',
    screen: {
      out: channel(text => {
        out += text;
      }),
      err: channel(text => {
        err += text;
      }),
    },
    onSignal: () => () => undefined,
  };
  const exit = await runProgram(argv, [greet], '1.2.3', around);
  return { exit, out, err };
}

describe('the program', () => {
  it('runs the command that is named', async () => {
    assert.deepEqual(await call('greet', '-w', 'hi', 'Ann'), { exit: 0, out: 'hi Ann\n', err: '' });
  });

  it('explains itself on stdout', async () => {
    for (const argv of [[], ['--help'], ['-h'], ['help']]) {
      const { exit, out, err } = await call(...argv);
      assert.deepEqual([exit, err], [0, '']);
      assert.match(out, /greet {2}Greet someone/);
    }
    for (const argv of [
      ['greet', '--help'],
      ['help', 'greet'],
      ['greet', '-h'],
    ]) {
      const { exit, out } = await call(...argv);
      assert.equal(exit, 0);
      assert.match(out, /Usage: restep greet \[--loud\] WHO\n\nGreets\.\n\nFlags:\n {2}-w, --with WORD +The word\n/);
      assert.match(out, /Examples:\n {2}restep greet Ann\n/);
    }
    assert.equal((await call('--version')).out, '1.2.3\n');
  });

  it('has the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string };
    assert.equal(versionNumber, version);
  });

  it('answers mistakes on stderr with exit code 1', async () => {
    const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
      [['gret', 'x'], /^Error: unknown command "gret" for "restep" \(did you mean greet\?\)/],
      [['nosuchcommand'], /^Error: unknown command "nosuchcommand" for "restep"\nRun "restep --help"/],
      [['help', 'gret'], /did you mean greet/],
      [['greet'], /^Error: greet needs a WHO; see restep greet --help\n$/],
      [['greet', 'a', 'b'], /^Error: unexpected arguments: b; see restep greet --help\n$/],
      [
        ['greet', '--wth', 'x', 'a'],
        /^Error: unknown flag: --wth \(did you mean --with\?\); see restep greet --help\n$/,
      ],
    ];
    for (const [argv, message] of mistakes) {
      const { exit, out, err } = await call(...argv);
      assert.equal(exit, 1, argv.join(' '));
      assert.equal(out, '');
      assert.match(err, message);
    }
  });
});

// The command line taken apart.

import { strict as assert } from 'node:assert';
import { type Flag, listFlag, parseArguments, switchFlag, textFlag } from '../../src/cli/arguments';

const flags: readonly Flag[] = [
  { name: 'run-id', short: 'r', kind: 'text', help: '' },
  { name: 'params', short: 'p', kind: 'text', help: '' },
  { name: 'quiet', short: 'q', kind: 'switch', help: '' },
  { name: 'step', kind: 'list', help: '' },
  { name: 'bypass-preconditions', aliases: ['ignore-preconditions'], kind: 'switch', help: '' },
];

function parsed(...argv: string[]) {
  const result = parseArguments(argv, flags);
  assert.ok(result.ok, result.ok ? '' : result.error);
  return result.value;
}

function error(...argv: string[]): string {
  const result = parseArguments(argv, flags);
  assert.ok(!result.ok);
  return result.error;
}

describe('arguments of the command line', () => {
  it('takes values behind an equals sign, behind a blank, and behind a short flag with or without one', () => {
    assert.equal(textFlag(parsed('--run-id=a'), 'run-id'), 'a');
    assert.equal(textFlag(parsed('--run-id', 'a'), 'run-id'), 'a');
    for (const argv of [['-r', 'a'], ['-ra'], ['-r=a'], ['-qr', 'a']])
      assert.equal(textFlag(parsed(...argv), 'run-id'), 'a', argv.join(' '));
    assert.equal(textFlag(parsed('--params=A=1 B=2'), 'params'), 'A=1 B=2');
  });

  it('lets flags stand before, between and behind words', () => {
    const args = parsed('one', '-q', 'two', '--run-id', 'x');
    assert.deepEqual(args.words, ['one', 'two']);
    assert.ok(switchFlag(args, 'quiet'));
  });

  it('leaves everything behind two dashes alone', () => {
    const args = parsed('file.yaml', '--', '--run-id', '-q', '--', 'A=1 2');
    assert.deepEqual(args.words, ['file.yaml']);
    assert.deepEqual(args.rest, ['--run-id', '-q', '--', 'A=1 2']);
    assert.equal(parsed('file.yaml').rest, undefined);
    assert.deepEqual(parsed('--').rest, []);
  });

  it('counts every value of a list and the last one of a text', () => {
    const args = parsed('--step', 'a', '--step=b', '--run-id', '1', '--run-id', '2');
    assert.deepEqual(listFlag(args, 'step'), ['a', 'b']);
    assert.equal(textFlag(args, 'run-id'), '2');
  });

  it('knows a flag by its other name, and a switch that is switched off', () => {
    assert.ok(switchFlag(parsed('--ignore-preconditions'), 'bypass-preconditions'));
    assert.ok(!switchFlag(parsed('--quiet', '--quiet=false'), 'quiet'));
  });

  it('takes a value that looks like a flag, and an empty one', () => {
    assert.equal(textFlag(parsed('--run-id', '-q'), 'run-id'), '-q');
    assert.equal(textFlag(parsed('--run-id='), 'run-id'), '');
  });

  it('says what is wrong, and what was probably meant', () => {
    assert.equal(error('--no-such-flag'), 'unknown flag: --no-such-flag');
    assert.equal(error('--stpe', 'a'), 'unknown flag: --stpe (did you mean --step?)');
    assert.equal(error('--bypass'), 'unknown flag: --bypass (did you mean --bypass-preconditions?)');
    assert.equal(error('-x'), "unknown shorthand flag: 'x' in -x");
    assert.equal(error('--run-id'), 'flag needs an argument: --run-id');
    assert.match(error('--quiet=maybe'), /takes true or false/);
  });
});

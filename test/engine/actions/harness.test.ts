import { strict as assert } from 'node:assert';
import { harnessCall, harnessOf } from '../../../src/engine/actions/harness-call';
import { playDeeds } from '../../support/action-run';
import { EngineHome } from '../../support/engine-home';

describe('harness.run', () => {
  const words = (name: string, input = {}): string => {
    const harness = harnessOf(name, {});
    return harness === undefined ? '' : harnessCall(harness, 'ASK', undefined, input).argv.join(' ');
  };

  it('calls every agent that Dagu knows in its own way', () => {
    const model = { provider: 'x', model: 'm' };
    assert.deepEqual(
      [
        words('claude', model),
        words('codex', model),
        words('opencode', model),
        words('cursor', model),
        words('cline', model),
        words('aider', model),
        words('goose', model),
        words('kiro', model),
        words('droid', model),
        words('amp', model),
        words('deepseek', model),
        words('codex', { skip_git_repo_check: false }),
        words('nobody'),
      ],
      [
        'claude -p ASK --model m',
        'codex exec ASK --model m --skip-git-repo-check',
        'opencode run ASK --model m',
        'cursor-agent -p ASK --model m --output-format text',
        'cline --model m ASK',
        'aider --message ASK --model m',
        'goose run --text ASK --model m --quiet',
        'kiro-cli chat --no-interactive ASK --model m',
        'droid exec ASK --model m',
        'amp -x ASK --model m',
        'dsh --profile headless --model m ASK',
        'codex exec ASK',
        '',
      ],
    );
  });

  it('asks the next when a program is missing, hands the prompt to no shell, and captures what was masked', async () => {
    const home = new EngineHome({ TOKEN: 'hidden-word' });
    try {
      home.write('echoer', '#!/bin/sh\nprintf "%s|" "$@"\nprintf "$TOKEN"\n');
      const left = await playDeeds(
        home,
        {
          ready: 'chmod +x echoer',
          ask: [
            'harness.run',
            { provider: 'codex', prompt: '$(touch pwned); `id` "x"\n--', fallback: [{ provider: 'mine', n: 1 }] },
          ],
          use: 'case "$ANSWER" in *"|--n|1|hidden-word") ls ;; esac',
        },
        {
          steps: { ask: { output: 'ANSWER' } },
          dag: {
            secrets: [{ name: 'TOKEN', provider: 'env', key: 'TOKEN', options: {} }],
            env: [{ name: 'PATH', value: '/usr/bin:/bin' }],
            connections: { harnesses: { mine: { binary: './echoer' } } },
          },
        },
      );
      assert.equal(left.ask.stdout, '$(touch pwned); `id` "x"\n--|--n|1|*******');
      assert.match(home.stderr('ask'), /attempt 1\/2 with codex failed; trying fallback 2\/2 with mine/);
      assert.match(left.use.stdout, /^echoer\n(?!.*pwned)/s);
    } finally {
      home.dispose();
    }
  });
});

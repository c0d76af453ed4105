// A plan as text: what a person in a hurry reads before pressing the button.

import { strict as assert } from 'node:assert';
import { planJson } from '../../src/cli/json-plan';
import { adviceText, planText } from '../../src/cli/print-plan';
import { painter } from '../../src/cli/screen';
import type { Plan } from '../../src/model/plan';

const plain = painter({ color: false });

const plan: Plan = {
  dag: 'nightly',
  runId: 'r1',
  attempt: 1,
  choice: {
    targets: ['load'],
    scope: 'downstream',
    bypassPreconditions: true,
    definition: 'snapshot',
    runHandlers: true,
    ignoreUpstream: false,
    comment: 'disk was full',
  },
  definitionDiffers: true,
  targets: ['load'],
  runs: [
    { name: 'load', reason: 'It was chosen.', preconditions: 'ignored', role: 'target' },
    { name: 'report', reason: 'It lies below load.', preconditions: 'evaluated', role: 'descendant' },
  ],
  kept: [{ name: 'fetch', status: 'succeeded', reason: 'It was not chosen.' }],
  blocked: [{ name: 'publish', by: ['sign'], reason: 'sign failed and is kept.' }],
  stale: [{ name: 'archive', because: ['load'], certain: false }],
  pending: ['publish'],
  handlers: ['success', 'exit'],
  dropped: [],
  refusals: [],
  notes: ['the file has changed since'],
  expectedMs: 65_000,
};

describe('plan of a retry', () => {
  it('says what runs and why, what is kept, blocked, stale and pending, which definition and handlers, and how long', () => {
    assert.equal(
      planText(plan, plain),
      `Retry of nightly, run r1, attempt 2
  Runs (2)
    load     1. It was chosen. Its preconditions are IGNORED.
    report   2. It lies below load. Its preconditions are evaluated.
  Kept (1)
    fetch    succeeded. It was not chosen.
  Blocked (1)
    publish  by sign. sign failed and is kept.
  Stale afterwards (1)
    archive  possibly stale: load runs again
  Still pending: publish
  Handlers that may run: success, exit
  Definition: the one stored with the run; the file has changed since (--current uses the file)
  Expected duration: about 1 min 5 s
  Comment: disk was full
  Note: the file has changed since
`,
    );
  });

  it('says why it is refused and what can be done', () => {
    const refused: Plan = {
      ...plan,
      runs: [],
      kept: [],
      blocked: [],
      stale: [],
      pending: [],
      notes: [],
      refusals: [
        {
          code: 'upstream-blocked',
          message: 'fetch failed, and load depends on it.',
          actions: ['include-upstream', 'ignore-upstream'],
          steps: ['fetch'],
        },
      ],
    };
    assert.equal(planText(refused, plain), 'Retry of nightly, run r1, attempt 2\n');
    assert.equal(
      refused.refusals.map(adviceText).join(''),
      '    → run the blockers too: add --step for each of them\n    → ignore them once: --ignore-upstream\n',
    );
    assert.deepEqual(planJson(refused).refusals, [
      {
        code: 'upstream-blocked',
        message: 'fetch failed, and load depends on it.',
        actions: ['include-upstream', 'ignore-upstream'],
        steps: ['fetch'],
      },
    ]);
  });

  it('counts kept steps that are fine when there are many, and lists the others', () => {
    const fine = Array.from(
      { length: 12 },
      (_, at) => ({ name: `s${at}`, status: 'succeeded', reason: 'Kept.' }) as const,
    );
    const text = planText({ ...plan, kept: [...fine, { name: 'bad', status: 'failed', reason: 'Kept.' }] }, plain);
    assert.match(text, /Kept \(13\)\n {4}bad +failed\. Kept\.\n {4}12 that succeeded keep their results\./);
  });

  it('cannot be forged by the name of a step', () => {
    const text = planText({ ...plan, kept: [{ name: 'a\n  Runs (9)', status: 'failed', reason: '\u001b[2J' }] }, plain);
    assert.match(text, /a␊ {2}Runs \(9\) {2}failed\. ␛\[2J/);
  });

  it('has every field of the documented JSON', () => {
    const json = planJson(plan);
    for (const name of [
      'dag',
      'runId',
      'attempt',
      'definition',
      'scope',
      'bypassPreconditions',
      'targets',
      'runs',
      'kept',
      'blocked',
      'stale',
      'pending',
      'handlers',
      'refusals',
      'expectedMs',
    ])
      assert.ok(name in json, name);
  });
});

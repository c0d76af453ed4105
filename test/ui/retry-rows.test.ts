// The rows of the retry dialog, without an editor.

import { strict as assert } from 'node:assert';
import { planRetry } from '../../src/engine/retry/retry-plan';
import type { Plan } from '../../src/model/plan';
import type { RetryChoice } from '../../src/model/run';
import { mended, stepRequest } from '../../src/ui/retry/retry-request';
import { type RetryRow, retryRows, type Variant } from '../../src/ui/retry/retry-rows';
import { dagOf, runOf } from '../support/dag-text';

function planOf(text: string, states: string, change: Partial<RetryChoice>): Plan {
  const dag = dagOf(text);
  return planRetry(runOf(dag, states), { dag, differs: false }, stepRequest('b', change).choice);
}

function rows(plans: Readonly<Record<string, Plan>>, shown: string): RetryRow[] {
  const variants = Object.entries(plans).map(([id, plan]): Variant => ({ id, icon: 'x', label: id, plan }));
  return retryRows(variants, shown, { bypassPreconditions: false, current: false });
}

function text(row: RetryRow): string {
  return row.kind === 'heading' ? `== ${row.label}` : `${row.label} | ${row.description}`;
}

describe('the rows of the retry dialog', () => {
  const graph = 'a; b <- a; c <- b; d <- c';
  const states = 'a:succeeded b:failed c:aborted d:aborted';
  const both = {
    step: planOf(graph, states, {}),
    downstream: planOf(graph, states, { scope: 'downstream' }),
  };

  it('say for each choice how many steps will run', () => {
    const shown = rows(both, 'step').filter(row => row.kind === 'variant');
    assert.match(
      shown.map(text).join('\n'),
      /^\$\(x\) step \| runs 1 step\b.*\n\$\(x\) downstream \| runs 3 steps\b.*$/,
    );
  });

  it('show the plan of the choice that is active', () => {
    const steps = (shown: string): string[] =>
      rows(both, shown).flatMap(row => (row.kind === 'plan' && row.step !== undefined ? [row.label] : []));
    assert.deepEqual(steps('step'), ['$(play) b', '$(lock) a', '$(lock) c', '$(lock) d']);
    assert.deepEqual(steps('downstream'), ['$(play) b', '$(play) c', '$(play) d', '$(lock) a']);
  });

  it('say why a choice is refused, and offer what can be done about it', () => {
    const plan = planOf(graph, 'a:failed b:aborted c:aborted d:aborted', {});
    const shown = rows({ step: plan }, 'step');
    assert.match(shown.map(text).join('\n'), /step \| cannot: "b" cannot run/);
    const fixes = shown.flatMap(row => (row.kind === 'fix' ? [row.action] : []));
    assert.deepEqual(fixes, ['include-upstream', 'mark-succeeded', 'ignore-upstream']);
  });

  it('count the kept steps that would make the list long', () => {
    const names = Array.from({ length: 30 }, (_, index) => `k${index}`);
    const plan = planOf(
      `a; b <- a; ${names.join('; ')}`,
      `a:succeeded b:failed ${names.map(name => `${name}:succeeded`).join(' ')}`,
      {},
    );
    assert.ok(rows({ step: plan }, 'step').some(row => text(row).includes('… and 23 more are kept')));
  });

  it('draw no icon and break no line for what a workflow calls its steps', () => {
    const [first] = both.step.kept;
    assert.ok(first);
    const plan = { ...both.step, kept: [{ ...first, name: '$(error) fine\nb \u001b[2J' }] };
    const row = rows({ step: plan }, 'step').find(each => each.kind === 'plan' && each.label.startsWith('$(lock)'));
    assert.equal(row?.label, '$(lock) \\$(error) fine␊b ␛[2J');
  });
});

describe('the fix of a refusal', () => {
  const [refusal] = planOf('a; b <- a', 'a:failed b:aborted', {}).refusals;

  it('that includes the upstream makes it a target too', () => {
    assert.ok(refusal);
    assert.deepEqual(mended(stepRequest('b'), refusal, 'include-upstream')?.choice.targets, ['a', 'b']);
  });

  it('that ignores the upstream does so in the choice of this attempt', () => {
    assert.ok(refusal);
    assert.equal(mended(stepRequest('b'), refusal, 'ignore-upstream')?.choice.ignoreUpstream, true);
  });

  it('that changes the run is not made in the request', () => {
    assert.ok(refusal);
    assert.equal(mended(stepRequest('b'), refusal, 'mark-succeeded'), undefined);
  });
});

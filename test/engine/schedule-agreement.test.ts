// Plans, schedules and journals agree with each other, whatever the graph, the outcomes and the choice: many random plays.

import { strict as assert } from 'node:assert';
import { findNode, type RetryChoice } from '../../src/model/run';
import { dagOf, runFrom } from '../support/dag-text';
import { Simulation } from '../support/simulation';

/** A small generator of numbers, so that a play that fails can be played again by its seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return sides => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const words = ['ok', 'ok V=1', 'ok V=2', 'fail', 'fail 7', 'unmet', 'stop', 'again ok'];

function playOf(seed: number): { play: Simulation; roll: (sides: number) => number; names: readonly string[] } {
  const roll = dice(seed);
  const names = Array.from({ length: 2 + roll(7) }, (_, at) => `s${at}`);
  const text = names.map((name, at) => {
    const depends = names.slice(0, at).filter(() => roll(3) === 0);
    return depends.length === 0 ? name : `${name} <- ${depends.join(',')}`;
  });
  const steps = Object.fromEntries(
    names.map(name => [
      name,
      {
        continueOn: {
          failure: roll(4) === 0,
          skipped: roll(4) === 0,
          exitCodes: [],
          output: [],
          markSuccess: false,
        },
      },
    ]),
  );
  const script = Object.fromEntries(
    names.map(name => [name, Array.from({ length: 5 }, () => words[roll(roll(3) === 0 ? words.length : 3)] ?? 'ok')]),
  );
  return { play: new Simulation(dagOf(text.join('; '), { steps }), script), roll, names };
}

function choiceFor(names: readonly string[], roll: (sides: number) => number): Partial<RetryChoice> {
  return {
    targets: roll(4) === 0 ? [] : names.filter(() => roll(3) === 0),
    scope: roll(2) === 0 ? 'step' : 'downstream',
    bypassPreconditions: roll(3) === 0,
    ignoreUpstream: roll(4) === 0,
  };
}

describe('random plays', () => {
  for (let group = 0; group < 5; group++)
    it(`keep what a retry promises, seeds ${group * 20} to ${group * 20 + 19}`, () => {
      for (let seed = group * 20; seed < group * 20 + 20; seed++) {
        const { play, roll, names } = playOf(seed);
        play.start();
        for (let round = 0; round < 4; round++) {
          const choice = choiceFor(names, roll);
          const before = play.run;
          const plan = play.plan(choice);
          assert.equal(plan.refusals.length === 0 && plan.runs.length === 0, false, `seed ${seed}: an empty plan`);
          if (plan.refusals.length > 0) continue;
          play.retry(choice);
          const after = play.run;
          const runs = plan.runs.map(step => step.name);
          const restored = after.attempts.at(-1)?.restored ?? [];
          const hint = `seed ${seed}, round ${round}`;
          assert.deepEqual(
            play.trace.filter(name => !runs.includes(name)),
            [],
            hint,
          );
          assert.deepEqual(
            plan.kept.map(step => step.name).sort(),
            names.filter(name => !runs.includes(name)).sort(),
            hint,
          );
          for (const node of after.nodes) {
            const old = findNode(before, node.name);
            if (runs.includes(node.name) && !restored.includes(node.name)) {
              assert.equal(node.attempt, after.attempts.length, hint);
              assert.notEqual(node.status, 'not_started', hint);
              if (!play.trace.includes(node.name)) assert.ok(node.reason, hint);
            } else assert.deepEqual({ ...node, stale: undefined }, { ...old, stale: undefined }, hint);
            if (node.status === 'not_started') assert.ok(node.reason, hint);
          }
          assert.deepEqual(runFrom(play.events), after, hint);
          if (plan.runs.every(step => findNode(after, step.name)?.status === 'succeeded')) {
            assert.deepEqual(after.pending, plan.pending, hint);
            const foretold = new Set(plan.stale.map(forecast => forecast.name));
            const grown = after.nodes.filter(
              node => (node.stale?.length ?? 0) > (findNode(before, node.name)?.stale?.length ?? 0),
            );
            assert.deepEqual(
              grown.filter(node => !foretold.has(node.name)),
              [],
              hint,
            );
          }
        }
      }
    });
});

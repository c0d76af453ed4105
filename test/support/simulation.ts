// A run without processes: plans, schedules and journals are the real ones, only what a step does is written in a script.

import { strict as assert } from 'node:assert';
import { planFirstRun } from '../../src/engine/plan';
import type { ChosenDefinition } from '../../src/engine/retry/definition';
import { planRetry, type RetryFacts } from '../../src/engine/retry/retry-plan';
import { Schedule } from '../../src/engine/schedule';
import { stalenessAfter } from '../../src/engine/staleness';
import type { Dag, Step } from '../../src/model/dag';
import type { AttemptFacts, RunEvent, StepFinished } from '../../src/model/event';
import { RunFold } from '../../src/model/fold';
import type { Plan } from '../../src/model/plan';
import type { Node, RetryChoice, Run } from '../../src/model/run';
import { attemptExitCode, closingHandlers, pendingSteps, runStatus } from '../../src/model/run-status';
import { createdEvent, outlinesOf } from './dag-text';

/**
 * What steps do, execution by execution (the last word is repeated): `ok`, `ok V=1` (captures V), `fail`, `fail 3`, `unmet` (its
 * precondition does not hold; when it is ignored the step succeeds), `stop` (the user stops the run while the step runs), `wait`,
 * `again` before a word (`again again ok`: two automatic retries). A step without a script succeeds.
 */
export type Script = Readonly<Record<string, string | readonly string[]>>;

export class Simulation {
  readonly events: RunEvent[] = [];
  /** What ran, in order: names of steps, and of handlers with `on` before them. Emptied by every attempt. */
  trace: string[] = [];
  exitCode: 0 | 1 | undefined;
  readonly #script: Script;
  readonly #rounds = new Map<string, number>();
  readonly #fold = new RunFold('/runs/r1');
  #dag: Dag;
  #at = 0;

  constructor(dag: Dag, script: Script = {}) {
    this.#dag = dag;
    this.#script = script;
  }

  get run(): Run {
    return this.#fold.run();
  }

  node(name: string): Node {
    const node = this.run.nodes.find(candidate => candidate.name === name);
    assert.ok(node, `no node ${name}`);
    return node;
  }

  start(targets: readonly string[] = []): Run {
    const plan = planFirstRun(this.#dag, { targets, ignoreUpstream: true });
    assert.deepEqual(plan.refusals, []);
    this.#tell(createdEvent());
    this.#attempt(plan, this.#dag);
    return this.run;
  }

  plan(choice: Partial<RetryChoice>, facts: RetryFacts = {}, definition?: ChosenDefinition): Plan {
    return planRetry(this.run, definition ?? { dag: this.#dag, differs: false }, choiceOf(choice), facts);
  }

  /** Plans and carries out a retry; a refused one is a fault of the test. */
  retry(choice: Partial<RetryChoice>, facts: RetryFacts = {}, definition?: ChosenDefinition): Plan {
    const plan = this.plan(choice, facts, definition);
    assert.deepEqual(plan.refusals, []);
    this.#attempt(plan, definition?.dag ?? this.#dag);
    return plan;
  }

  mark(step: string): void {
    this.#tell({ type: 'step.marked', at: this.#now(), step, status: 'succeeded' });
  }

  accept(step: string): void {
    this.#tell({ type: 'stale.accepted', at: this.#now(), step });
  }

  #attempt(plan: Plan, dag: Dag): void {
    this.trace = [];
    this.#dag = dag;
    const before = plan.attempt === 0 ? [] : this.run.nodes;
    const runs = plan.runs.map(step => step.name);
    this.#tell({
      type: 'attempt.started',
      at: this.#now(),
      attempt: plan.attempt + 1,
      trigger: plan.attempt === 0 ? 'manual' : 'retry',
      ...(plan.attempt === 0 ? {} : { choice: plan.choice }),
      definition: plan.choice.definition,
      definitionFile: `/runs/r1/definition.${plan.attempt + 1}.yaml`,
      nodes: outlinesOf(dag),
      runs,
      pid: 1,
    });
    const schedule = new Schedule({
      steps: outlinesOf(dag),
      runs,
      frozen: this.run.nodes,
      ignoreUpstream: plan.choice.ignoreUpstream,
    });
    assert.deepEqual(schedule.initial, []);
    let facts: AttemptFacts = {};
    let restored: readonly string[] = [];
    for (let name = schedule.next(); name !== undefined; name = schedule.next()) {
      const end = this.#execute(this.#step(name), plan);
      if (end.reason?.code === 'stopped') {
        facts = { cancelled: true };
        restored = schedule.stop();
      }
      this.#tell(end);
      for (const { step, status, reason } of schedule.finished(name, end))
        this.#tell({ type: 'step.finished', at: this.#now(), step, status, reason });
    }
    assert.equal(schedule.done, true);
    if (plan.choice.runHandlers) this.#close({ ...facts, runs, restored });
    const ran = runs.filter(name => !restored.includes(name));
    const stale = stalenessAfter(before, this.run.nodes, ran);
    this.#tell({ type: 'attempt.finished', at: this.#now(), facts, restored, stale });
    this.exitCode = attemptExitCode(this.run, { ...facts, runs, restored });
  }

  #execute(step: Step, plan: Plan): StepFinished {
    const attempt = plan.attempt + 1;
    const words = this.#nextRound(step.name);
    const base = { type: 'step.finished' as const, step: step.name };
    const ignored = plan.choice.bypassPreconditions ? step.preconditions.length : 0;
    if (words[0] === 'unmet' && ignored === 0) {
      const reason = { code: 'precondition-unmet' as const, text: 'Its precondition does not hold.' };
      return { ...base, at: this.#now(), status: 'skipped', reason };
    }
    this.trace.push(step.name);
    let tries = 1;
    const started = (): void =>
      this.#tell({
        type: 'step.started',
        at: this.#now(),
        step: step.name,
        try: tries,
        stdout: `/log/${attempt}.${step.name}.out`,
        stderr: `/log/${attempt}.${step.name}.err`,
        ...(ignored === 0 ? {} : { bypassed: ignored }),
      });
    started();
    while (words[0] === 'again') {
      words.shift();
      this.#tell({ type: 'step.again', at: this.#now(), step: step.name, why: 'retry', try: tries++, delayMs: 0 });
      started();
    }
    const [word, detail] = words;
    const at = this.#now();
    switch (word) {
      case 'fail':
        return {
          ...base,
          at,
          status: 'failed',
          exitCode: Number(detail ?? 1),
          error: `exit status ${detail ?? 1}`,
          ...(step.continueOn.failure ? { tolerated: true } : {}),
        };
      case 'stop':
        return { ...base, at, status: 'aborted', reason: { code: 'stopped', text: 'It was stopped.' } };
      case 'wait':
        return { ...base, at, status: 'waiting' };
      default: {
        const [variable, value] = (detail ?? '').split('=');
        const variables = variable === undefined || value === undefined ? {} : { [variable]: value };
        return { ...base, at, status: 'succeeded', exitCode: 0, variables };
      }
    }
  }

  /** The handlers that would follow, by the status that the nodes have now. */
  #close(end: AttemptFacts & { readonly runs: readonly string[]; readonly restored: readonly string[] }): void {
    const status = runStatus(this.run.nodes, end);
    for (const handler of closingHandlers(status, pendingSteps(this.run.nodes)))
      if (this.#dag.handlers[handler] !== undefined) this.trace.push(`on ${handler}`);
  }

  #nextRound(name: string): string[] {
    const script = this.#script[name] ?? 'ok';
    const rounds = typeof script === 'string' ? [script] : script;
    const round = this.#rounds.get(name) ?? 0;
    this.#rounds.set(name, round + 1);
    return (rounds[round] ?? rounds.at(-1) ?? 'ok').split(' ');
  }

  #step(name: string): Step {
    const step = this.#dag.steps.find(candidate => candidate.name === name);
    assert.ok(step, `no step ${name}`);
    return step;
  }

  #tell(event: RunEvent): void {
    this.events.push(event);
    this.#fold.apply(event);
  }

  #now(): number {
    this.#at += 100;
    return this.#at;
  }
}

/** A choice with Restep's defaults. */
export function choiceOf(choice: Partial<RetryChoice>): RetryChoice {
  return {
    targets: [],
    scope: 'step',
    bypassPreconditions: false,
    definition: 'snapshot',
    runHandlers: true,
    ignoreUpstream: false,
    ...choice,
  };
}

// Answers that come while other steps of the same attempt are still running: what is behind the step runs in this very attempt.

import { Emitter } from '../base/emitter';
import { fail, type Result } from '../base/result';
import type { Refusal } from '../model/plan';
import { findNode, type Node } from '../model/run';
import { type Answered, type AnswerRequest, answerRunning } from './answers';
import type { AttemptSpec } from './attempt-spec';
import type { StepEnd } from './schedule';

export class LiveAnswers {
  readonly #settled = new Emitter<{ readonly step: string; readonly end: StepEnd }>();
  readonly #writer: AttemptSpec['writer'];
  readonly #clock: AttemptSpec['clock'];
  readonly #keep: (node: Node) => void;
  /** Steps are running: an answer can still have its effect. */
  open = false;

  /** Fires when a waiting step is final. */
  readonly onDidSettle = this.#settled.event;

  /** `keep` is told of a step before anything behind it starts. */
  constructor({ writer, clock }: Pick<AttemptSpec, 'writer' | 'clock'>, keep: (node: Node) => void) {
    this.#writer = writer;
    this.#clock = clock;
    this.#keep = keep;
  }

  take(request: AnswerRequest): Result<Answered, Refusal> {
    if (!this.open || request.kind === 'pushed-back' || (request.path ?? []).length > 0)
      return fail(later(request.step));
    const answered = answerRunning(this.#writer, request, this.#clock.now());
    const node =
      answered.ok && !answered.value.repeated ? findNode(this.#writer.run(), answered.value.step) : undefined;
    if (node !== undefined) {
      this.#keep(node);
      this.#settled.fire({ step: node.name, end: { status: node.status } });
    }
    return answered;
  }
}

function later(step: string): Refusal {
  return {
    code: 'run-active',
    message: `Other steps of the run are still running: answer "${step}" so when they have ended.`,
    actions: [],
  };
}

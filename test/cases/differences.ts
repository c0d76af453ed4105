// Where ours differs from the recordings on purpose, case by case. "differs" cases follow retry.md; the others say why.

import type { RecordedStep } from './recording';

/** In a patch: the recorded value does not count, and ours must not have one. */
export const absent = '\u0000absent';

type Patch = null | boolean | number | string | readonly Patch[] | { readonly [key: string]: Patch };

export interface Difference {
  /** Index of the first command it applies to. */
  readonly from: number;
  /** Index of the last one; absent: all that follow. */
  readonly to?: number;
  readonly why: string;
  /** Merged into the recorded answer. `null`: not compared. `sh` replaces the command itself. */
  readonly patch: { readonly [key: string]: Patch };
}

const retryLogCount =
  'find "$RESTEP_HOME" -path "*a*" -name "*.out" | wc -l | tr -d " "; find "$RESTEP_HOME" -name "*.out" -exec cat "{}" + | sort';

export const differences: Readonly<Record<string, readonly Difference[]>> = {
  'retry/differs-dag-precondition': [
    {
      from: 2,
      why: 'an unmet DAG precondition refuses the retry, and so does a run that has nothing to retry: nothing moves',
      patch: {
        exit: 1,
        runs: {
          'flow/r1': {
            status: 'succeeded',
            steps: { b: { status: 'succeeded', stdout: 'b a\n' } },
            handlers: { abort: { status: 'not_started', stdout: absent } },
          },
        },
      },
    },
  ],
  'retry/differs-exit-code-lost': [
    {
      from: 1,
      why: 'exit codes are kept with the run',
      patch: { runs: { 'flow/r1': { steps: { report: { stdout: 'probe said 7\n' } } } } },
    },
  ],
  'retry/differs-leftovers-start': [
    {
      from: 1,
      to: 1,
      why: 'only the chosen step runs; the step that an earlier attempt stopped keeps the run aborted',
      patch: {
        runs: { 'flow/r1': { status: 'aborted', steps: { y: { status: 'not_started' } } } },
        files: { 'trace.txt': 'x\n' },
      },
    },
    { from: 2, why: 'the same', patch: { stdout: 'x\n' } },
  ],
  'retry/differs-masked-output': [
    {
      from: 1,
      why: 'a masked output is never handed on: output-missing',
      patch: { exit: 1, runs: { 'flow/r1': { steps: { use: { stdout: 'whole\n' } } } } },
    },
  ],
  'retry/differs-retry-budget': [
    { from: 2, to: 2, why: 'a retry has a fresh budget', patch: { files: { 'tries.txt': 'x\nx\nx\n' } } },
    { from: 3, to: 3, why: 'the same', patch: { stdout: '3\n' } },
  ],
  'retry/differs-skipped-upstream': [
    {
      from: 1,
      to: 1,
      why: 'a skipped upstream counts as satisfied',
      patch: {
        runs: { 'flow/r1': { steps: { target: { status: 'succeeded', stdout: 'target\n', error: absent } } } },
      },
    },
  ],
  'retry/differs-status-ignores-kept': [
    {
      from: 3,
      why: 'a kept failure keeps the run failed',
      patch: {
        runs: {
          'two-bad/r1': {
            status: 'failed',
            handlers: {
              success: { status: 'not_started', stdout: absent },
              failure: { status: 'succeeded', stdout: 'failure failed\n' },
            },
          },
        },
      },
    },
    {
      from: 4,
      why: 'a pending step makes the run partially succeeded, without the success handler',
      patch: {
        runs: {
          'middle/r2': {
            status: 'partially_succeeded',
            handlers: { success: { status: 'not_started', stdout: absent } },
          },
        },
      },
    },
  ],
  'retry/differs-step-by-id': [{ from: 1, to: 1, why: 'a step is found by id or name', patch: { exit: 0 } }],
  'retry/differs-stop-in-retry': [
    {
      from: 2,
      why: 'what a stopped retry did not reach is restored',
      patch: {
        runs: {
          'flow/r1': {
            steps: {
              b: { status: 'succeeded', stdout: 'b\n', variables: { B: 'b' } },
              c: { status: 'succeeded', stdout: 'c b\n' },
            },
          },
        },
      },
    },
  ],
  'retry/differs-subdag-succeeded': [
    { from: 3, to: 3, why: 'the child restarts', patch: { stdout: 'one\n' } },
    { from: 5, to: 5, why: 'the child restarts as a descendant too', patch: { stdout: 'before\none\n' } },
  ],
  'retry/differs-unknown-step': [
    { from: 2, why: 'nothing is kept in folders of Dagu; the refusal left nothing behind', patch: { stdout: '0\n' } },
  ],
  'retry/differs-upstream-failed': [
    {
      from: 1,
      why: 'a blocked target is refused',
      patch: { exit: 1, runs: { 'flow/r1': { status: 'failed' } } },
    },
  ],
  'retry/whole-run-succeeded': [
    {
      from: 1,
      why: 'nothing to do is a refusal, and no handler runs',
      patch: { exit: 1, files: { 'trace.txt': 'init\na\nsuccess\n' } },
    },
  ],
  'retry/logs-are-kept': [{ from: 3, why: 'the logs lie in our own folders', patch: { sh: retryLogCount } }],
  'retry/subdag-step': [
    { from: 2, to: 2, why: 'runs lie in our own folders', patch: { stdout: 'one\ntwo\nthree first\nsibling\n' } },
  ],
  'retry/whole-run-tolerated': [
    {
      from: 0,
      to: 0,
      why: 'two steps that start together write in either order',
      patch: { files: { 'trace.txt': null } },
    },
  ],
  'execution/exec-action': [
    {
      from: 0,
      why: 'arguments of exec may have line breaks (dagu-format.md 3.10)',
      patch: {
        runs: { 'x/r1': { steps: { line_break: { status: 'succeeded', stdout: 'one\ntwo', error: absent } } } },
      },
    },
  ],
  'execution/subdag-nested-files': [
    {
      from: 0,
      to: 0,
      why: 'the sub-DAGs of a file are looked up beside that file too (dagu-format.md 8, 12)',
      patch: { exit: 0, runs: { 'parent/r1': null } },
    },
  ],
  'actions/dag-run': [
    {
      from: 0,
      why: 'a child that could not begin for its parameters is no child run',
      patch: { runs: { 'a/a': { steps: { wrong_param: { children: null } } } } },
    },
  ],
  'actions/git-checkout': [
    {
      from: 1,
      why: 'a checkout that is refused leaves HEAD where it was, so that the forced one moves it; the text of the commit is not affected',
      patch: { runs: { 'a/a': { steps: { forced: { stdout: null } } } } },
    },
  ],
  'schema/base-env-and-params': [
    {
      from: 2,
      why: 'a name has one value; Dagu records both texts',
      patch: { runs: { 'f/r1': { params: 'P=base-p Q=own-q' } } },
    },
  ],
  'values/secrets-errors': [
    {
      from: 9,
      why: 'a provider that is not known here is refused before a run exists',
      patch: { runs: { 'i/r': absent } },
    },
  ],
  'execution/subdag-shared-names': [
    {
      from: 0,
      why: "a child's own values win over its caller's (dagu-format.md 8, 11)",
      patch: {
        runs: {
          'parent/r1': {
            steps: {
              a: {
                children: [
                  {
                    status: 'succeeded',
                    params: 'V=given ONLY=kidonly',
                    steps: {
                      leaf: {
                        status: 'succeeded',
                        stdout: 'V=given ONLY=kidonly MINE=kidmine; refs given kidonly kidmine\n',
                      },
                    },
                  },
                ],
              },
            },
          },
        },
      },
    },
  ],
  'schema/quirk-caller-values-win': [
    {
      from: 0,
      why: "a child's own values win over its caller's (dagu-format.md 8, 11)",
      patch: {
        runs: {
          'f/r1': {
            steps: {
              call: {
                stdout:
                  '{\n  "name": "inner",\n  "dagRunId": "{SUB_RUN_ID}",\n  "params": "LABEL=given",\n  "outputs": {\n    "SEEN": "given given given inner inner",\n    "SEEN_STEP": "step"\n  },\n  "status": "succeeded"\n}\n',
                children: null,
              },
            },
          },
        },
      },
    },
  ],
  'schema/workflow-name': [
    {
      from: 1,
      why: 'the recording has the name of a folder of Dagu, ours the name of the workflow',
      patch: { runs: { 'chosen_one-8530/b': absent, 'chosen.one/b': {} } },
    },
  ],
  'cli/stop-and-retry-errors': [{ from: 7, to: 7, why: 'retry.md: nothing to do is a refusal', patch: { exit: 1 } }],
};

/** The recorded answer with everything that differs on purpose. */
export function withDifferences(step: RecordedStep, index: number, list: readonly Difference[]): RecordedStep {
  return list
    .filter(one => one.from <= index && index <= (one.to ?? Number.POSITIVE_INFINITY))
    .reduce((merged, one) => merge(merged as unknown as Patch, one.patch) as unknown as RecordedStep, step);
}

function merge(recorded: Patch | undefined, patch: Patch): Patch {
  if (!isObject(patch) || !isObject(recorded)) return patch;
  const merged: Record<string, Patch> = { ...recorded };
  for (const [key, value] of Object.entries(patch)) {
    if (value === absent) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}

function isObject(value: Patch | undefined): value is { readonly [key: string]: Patch } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

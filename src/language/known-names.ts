// The fields of `${context.…}` and the variables that every run sets, with what they hold (dagu-format.md 2.1, 4).

import type { contextFields } from '../model/reference';

export type ContextField = (typeof contextFields)[number];

export const contextMeanings: { readonly [F in ContextField]: string } = {
  'dag.name': 'The name of the workflow.',
  'run.id': 'The id of the run.',
  'run.status': 'How the run went so far; known to handlers only.',
  'run.scheduled_at': 'The moment that the run was scheduled for; missing in runs that were started by hand.',
  'run.root_name': 'The name of the workflow that called first; only in runs that were called.',
  'run.root_id': 'The id of the run that called first; only in runs that were called.',
  'attempt.id': 'The id of this attempt; a retry begins another one.',
  'attempt.started_at': 'The moment that this attempt began.',
  'step.id': 'The id of this step; missing in handlers and in steps without one.',
  'step.name': 'The name of this step; in handlers onExit, onFailure and so on.',
  'trigger.type': 'What started the run: manual, subdag, scheduler, …',
  'trigger.actor': 'Who started the run, where that is known.',
  'paths.log_file': 'The log file of the run.',
  'paths.work_dir': "The run's own folder.",
  'paths.artifacts_dir': 'The folder of the artifacts of the run.',
  'paths.wiki_dir': 'The folder of notes about the workflow.',
  'paths.docs_dir': 'The folder of notes about the workflow, under its older name.',
  'paths.step_stdout_file': 'The file that the stdout of this step is logged to.',
  'paths.step_stderr_file': 'The file that the stderr of this step is logged to.',
  'paths.step_output_file': 'The file that declared outputs are written to, as $DAGU_OUTPUT_FILE.',
  'profile.name': 'The profile of variables that the run was started with.',
  'profile.resolved_at': 'The moment that the profile was read.',
  'pushback.iteration': 'How many times a person has pushed the step back.',
  'pushback.previous_stdout_file': 'The stdout of the step before it was pushed back.',
};

/** By name: what it holds, and where it exists when that is not everywhere. */
export const runVariables: ReadonlyMap<string, { readonly meaning: string; readonly only?: 'handlers' | 'steps' }> =
  new Map([
    ['DAGU_OUTPUT_FILE', { meaning: 'The file that a step writes its declared outputs to, as `NAME=value` lines.' }],
    ['DAG_NAME', { meaning: 'The name of the workflow.' }],
    ['DAG_RUN_ID', { meaning: 'The id of the run.' }],
    ['DAG_RUN_LOG_FILE', { meaning: 'The log file of the run.' }],
    ['DAG_RUN_WORK_DIR', { meaning: "The run's own folder." }],
    ['DAG_RUN_ARTIFACTS_DIR', { meaning: 'The folder of the artifacts of the run; using it switches artifacts on.' }],
    ['DAG_RUN_STEP_NAME', { meaning: 'The name of this step.' }],
    ['DAG_RUN_STEP_STDOUT_FILE', { meaning: 'The file that stdout is logged to.', only: 'steps' }],
    ['DAG_RUN_STEP_STDERR_FILE', { meaning: 'The file that stderr is logged to.', only: 'steps' }],
    ['DAG_RUN_STATUS', { meaning: 'How the run went: succeeded, failed, aborted, …', only: 'handlers' }],
    ['DAG_PARAMS_JSON', { meaning: 'All parameters, as a JSON object of texts.' }],
  ]);

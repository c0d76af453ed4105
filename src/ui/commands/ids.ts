// The names that the manifest and the code share: commands, views, context keys. One table each, held together by a test.

export const commandIds = {
  runDag: 'restep.runDag',
  runDagWithParams: 'restep.runDagWithParams',
  runStep: 'restep.runStep',
  retryStep: 'restep.retryStep',
  retryStepNow: 'restep.retryStepNow',
  retryRun: 'restep.retryRun',
  continueRun: 'restep.continueRun',
  stopRun: 'restep.stopRun',
  answerStep: 'restep.answerStep',
  completeTask: 'restep.completeTask',
  approveStep: 'restep.approveStep',
  rejectStep: 'restep.rejectStep',
  pushBackStep: 'restep.pushBackStep',
  resumeRun: 'restep.resumeRun',
  openLog: 'restep.openLog',
  compareAttempts: 'restep.compareAttempts',
  markSucceeded: 'restep.markSucceeded',
  acceptStale: 'restep.acceptStale',
  showGraph: 'restep.showGraph',
  showRun: 'restep.showRun',
  openDag: 'restep.openDag',
  revealStep: 'restep.revealStep',
  copyRunId: 'restep.copyRunId',
  createSample: 'restep.createSample',
  showMoreRuns: 'restep.showMoreRuns',
  showExtensionLog: 'restep.showExtensionLog',
} as const;

export const viewIds = { dags: 'restep.dags', runs: 'restep.runs' } as const;

export const contextKeys = {
  /** The active editor shows a workflow. */
  dagEditor: 'restep.dagEditor',
  /** The workspace has been searched for workflows: an empty view means that there are none. */
  dagsSearched: 'restep.dagsSearched',
  /** The runs have been read: an empty view means that there are none. */
  runsListed: 'restep.runsListed',
} as const;

export type CommandName = keyof typeof commandIds;

// What this engine executes. Everything else that Dagu accepts is checked here as well and refused at the start of a run, with the reason.

/** Actions with an executor. */
const actions: ReadonlySet<string> = new Set([
  'run',
  'exec',
  'dag.run',
  'foreach',
  'noop',
  'log.write',
  'outputs.write',
  'router.route',
  'human.task',
  'wait.duration',
  'wait.until',
  'wait.file',
  'wait.http',
  'jq.filter',
  'http.request',
  'git.checkout',
  'git.worktree.add',
  'git.worktree.remove',
  'harness.run',
  'mail.send',
  'data.convert',
  'data.pick',
  'sqlite.query',
  'sqlite.import',
  'docker.run',
  'ssh.run',
  'container.run',
  'file.stat',
  'file.read',
  'file.write',
  'file.copy',
  'file.move',
  'file.delete',
  'file.mkdir',
  'file.list',
  'artifact.write',
  'artifact.read',
  'artifact.list',
  'archive.create',
  'archive.extract',
  'archive.list',
  'template.render',
  'state.get',
  'state.set',
  'state.delete',
  'state.list',
  'state.diff',
]);

/** Fields of a step that change what it does and are not executed. */
const stepFields: Readonly<Record<string, string>> = {
  llm: 'chat completions',
  messages: 'chat completions',
};

/** Fields of a workflow that change what it does and are not executed. */
const rootFields: Readonly<Record<string, string>> = {
  redis: 'redis steps',
  tools: 'fetching tools',
};

const secretProviders: ReadonlySet<string> = new Set(['env', 'file']);

export function isExecuted(action: string): boolean {
  return actions.has(action);
}

/** What the field would need, in words, when it is not executed. */
export function missingForStep(field: string): string | undefined {
  return Object.hasOwn(stepFields, field) ? stepFields[field] : undefined;
}

export function missingForRoot(field: string): string | undefined {
  return Object.hasOwn(rootFields, field) ? rootFields[field] : undefined;
}

export function hasSecretProvider(provider: string): boolean {
  return secretProviders.has(provider);
}

// The shapes of names: what a name of each kind may consist of (dagu-format.md 1.0 to 1.3, 3.19, 3.22).

export const nameShapes = {
  /** Variables of the environment, secrets among them, and items of a foreach. */
  variable: /^[A-Za-z_][A-Za-z0-9_]*$/,
  /** Constants, parameters, ids of steps, declared outputs, inputs of builds. */
  word: /^[A-Za-z][A-Za-z0-9_]*$/,
  customAction: /^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*$/,
  workflow: /^(?!\.{1,2}$)[a-zA-Z0-9_.-]+$/,
} as const;

/** The most characters of an id of a step and of the name of a workflow. */
export const longestId = 40;
/** The most bytes of the name of a step. */
export const longestStepName = 255;

const reservedIds: ReadonlySet<string> = new Set(['env', 'params', 'args', 'stdout', 'stderr', 'output', 'outputs']);

/** Words that no step can have as its id, whatever their case. */
export function isReservedId(id: string): boolean {
  return reservedIds.has(id.toLowerCase());
}

/** Names of what `${foreach.…}` always has. */
export function isReservedItem(name: string): boolean {
  return name === 'index' || name === 'key';
}

/** Variables that every run sets itself, so that no other value of theirs lasts. */
export function isRunVariable(name: string): boolean {
  return /^(DAGU_.*|DAG_NAME|DAG_RUN_.*|DAG_PARAMS_JSON|DAG_WAITING_STEPS|DAG_PUSHBACK.*|DAG_WIKI_DIR|DAG_DOCS_DIR|PWD)$/.test(
    name,
  );
}

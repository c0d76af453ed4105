// Whether a text looks like a workflow, and what it calls itself: told from its beginning, without parsing it.

/** As much of a file as is looked at. */
export const headLength = 4096;

/** Keys at the top level that other programs' files with `steps` have, and workflows have not. */
const foreignKeys = new Set([
  ...['trigger', 'pr', 'pool', 'stages', 'jobs', 'resources', 'variables', 'extends', 'parameters'],
  ...[
    'substitutions',
    'images',
    'availableSecrets',
    'options',
    'agents',
    'apiVersion',
    'kind',
    'runs',
    'on',
    'pipelines',
  ],
]);

/**
 * A workflow has `steps` at the top level and none of the keys by which the files of build servers are known. Comments, a byte order mark and
 * keys in quotes are understood; the first document alone counts.
 */
export function looksLikeWorkflow(text: string): boolean {
  const keys = topLevelKeys(text);
  return keys.has('steps') && ![...keys.keys()].some(key => foreignKeys.has(key));
}

/** The name of the workflow in a file: its `name`, when it is plain, else the file's stem (dagu-format.md 1.1). `path` uses either slash. */
export function workflowName(text: string, path: string): string {
  const written = topLevelKeys(text).get('name') ?? '';
  const plain = written.replace(/\s+#.*$/, '').replace(/^(["'])(.*)\1$/, '$2');
  return plain === '' || /^[&*!|>[{]/.test(plain) ? stemOf(path) : plain;
}

function stemOf(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  return name.replace(/\.ya?ml$/i, '');
}

/** Keys that begin a line of the first document, with what stands behind them. */
function topLevelKeys(text: string): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  let begun = false;
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    if (/^(---|\.\.\.)(\s|$)/.test(line)) {
      if (begun) break;
      continue;
    }
    const match = /^(["']?)([A-Za-z_][\w.-]*)\1\s*:(?:\s+(.*))?$/.exec(line);
    if (match === null) continue;
    begun = true;
    keys.set(match[2] ?? '', (match[3] ?? '').trim());
  }
  return keys;
}

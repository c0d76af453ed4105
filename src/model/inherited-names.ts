// Which variables of our own environment reach the processes of steps: Dagu's list of names and prefixes (dagu-format.md 2.6).

/** Prefixes of names that are passed on everywhere. */
export const inheritedPrefixes: readonly string[] = ['DAGU_', 'DAG_', 'LC_', 'KUBERNETES_'];

export const unixInherited: ReadonlySet<string> = words(
  'PATH HOME USER SHELL TMPDIR TERM EDITOR VISUAL LANG LC_ALL LC_CTYPE TZ LD_LIBRARY_PATH XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME',
  'XDG_STATE_HOME DOCKER_HOST DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_API_VERSION',
);

export const windowsInherited: ReadonlySet<string> = words(
  'USERPROFILE SYSTEMROOT WINDIR SYSTEMDRIVE COMSPEC PATHEXT TEMP TMP PATH PSMODULEPATH HOME TZ APPDATA LOCALAPPDATA USERNAME USERDOMAIN',
  'PROGRAMFILES PROGRAMFILES(X86) PROGRAMDATA SSH_AUTH_SOCK SSH_AGENT_PID',
);

/** Prefixes of names that are passed on on Windows besides. */
export const windowsPrefixes: readonly string[] = ['DOCKER_'];

/** Whether a variable is passed on somewhere, wherever the run will be. */
export function mayBeInherited(name: string): boolean {
  return (
    unixInherited.has(name) ||
    windowsInherited.has(name.toUpperCase()) ||
    [...inheritedPrefixes, ...windowsPrefixes].some(prefix => name.startsWith(prefix))
  );
}

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap(line => line.split(' ')));
}

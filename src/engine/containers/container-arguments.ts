// The command lines that docker and podman understand alike. Nothing secret stands on them: variables are named, their values are inherited.

import type { HealthCheck, PullPolicy } from '../../model/container';

/** A new container, every text resolved. */
export interface NewContainerCall {
  readonly name: string;
  /** Tells it from one of the same name that is not ours. */
  readonly label: string;
  readonly image: string;
  readonly pull: Exclude<PullPolicy, 'fallback'>;
  /** It is removed when it ends. */
  readonly removed: boolean;
  /** Goes on in the background. */
  readonly detached: boolean;
  readonly interactive?: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly user?: string | undefined;
  readonly workingDir?: string | undefined;
  readonly platform?: string | undefined;
  readonly network?: string | undefined;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly restart?: string | undefined;
  readonly health?: HealthCheck | undefined;
  readonly stopSignal?: string | undefined;
  readonly entrypoint?: string | undefined;
  /** Further flags, whole words. */
  readonly more?: readonly string[];
  readonly words: readonly string[];
}

/** A command in a container that runs. */
export interface ExecCall {
  readonly name: string;
  readonly interactive?: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly user?: string | undefined;
  readonly workingDir?: string | undefined;
  /** Further flags, whole words. */
  readonly more?: readonly string[];
  readonly words: readonly string[];
}

/** The label that all containers of ours have. */
export const labelName = 'restep';

export function newContainerArguments(call: NewContainerCall): readonly string[] {
  return [
    'run',
    ...(call.detached ? ['--detach'] : []),
    ...(call.interactive === true ? ['--interactive'] : []),
    ...flag('--name', call.name),
    ...flag('--label', `${labelName}=${call.label}`),
    // Docker refuses one that removes itself and is started again.
    ...(call.removed && call.restart === undefined ? ['--rm'] : []),
    ...flag('--pull', call.pull),
    ...flag('--platform', call.platform),
    ...flag('--user', call.user),
    ...flag('--workdir', call.workingDir),
    ...flag('--network', call.network),
    ...flags('--volume', call.volumes),
    ...flags('--publish', call.ports),
    ...flag('--restart', call.restart),
    ...healthFlags(call.health),
    ...flag('--stop-signal', call.stopSignal),
    ...(call.more ?? []),
    ...envFlags(call.env),
    ...flag('--entrypoint', call.entrypoint),
    call.image,
    ...call.words,
  ];
}

export function execArguments(call: ExecCall): readonly string[] {
  return [
    'exec',
    ...(call.interactive === true ? ['--interactive'] : []),
    ...flag('--user', call.user),
    ...flag('--workdir', call.workingDir),
    ...(call.more ?? []),
    ...envFlags(call.env),
    call.name,
    ...call.words,
  ];
}

/**
 * Variables by which the client itself goes: their values stand on the command line, so that they reach the container alone. Passwords and
 * tokens with names like these are none of them.
 */
const steering = new RegExp(
  `^(${[
    'PATH|HOME|USERPROFILE|TMPDIR|TEMP|TMP|SYSTEMROOT|XDG_.*|LD_.*|.*_PROXY|SSL_CERT_.*|SSH_(AUTH_SOCK|ASKPASS.*|AGENT_PID)',
    'DOCKER_(HOST|CONTEXT|CONFIG|CERT_PATH|API_VERSION|TLS.*|CONTENT_TRUST.*|DEFAULT_PLATFORM|CLI_.*|BUILDKIT|HIDE_.*|CUSTOM_HEADERS)',
    'CONTAINER_(HOST|CONNECTION|SSHKEY|PROXY)|CONTAINERS_.*|REGISTRY_AUTH_FILE',
  ].join('|')})$`,
  'i',
);

/** What a client is given so that `--env NAME` finds the values. */
export function inheritedValues(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !steering.test(name)));
}

function envFlags(env: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => ['--env', steering.test(name) ? `${name}=${value}` : name]);
}

function healthFlags(health: HealthCheck | undefined): readonly string[] {
  if (health === undefined) return [];
  const { test, interval, timeout, startPeriod, retries } = health;
  const [kind, ...words] = Array.isArray(test) ? test : [];
  if (kind === 'NONE') return ['--no-healthcheck'];
  const text = typeof test === 'string' ? test : kind === 'CMD-SHELL' ? words.join(' ') : quotedWords(kind, words);
  return [
    ...flag('--health-cmd', text),
    ...flag('--health-interval', interval),
    ...flag('--health-timeout', timeout),
    ...flag('--health-start-period', startPeriod),
    ...flag('--health-retries', retries === undefined ? undefined : String(retries)),
  ];
}

/** A list of words as a text for a shell. */
function quotedWords(kind: string | undefined, words: readonly string[]): string | undefined {
  const all = kind === undefined || kind === 'CMD' ? words : [kind, ...words];
  return all.length === 0 ? undefined : all.map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}

function flag(name: string, value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [name, value];
}

function flags(name: string, values: readonly string[] = []): readonly string[] {
  return values.flatMap(value => [name, value]);
}

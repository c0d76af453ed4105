// Settings of docker.run in the words of the Docker API, as flags of the command line.

import { isJsonObject, type Json, type JsonObject } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';

/** The group in which a setting stands. */
export type SettingGroup = 'container' | 'host' | 'network' | 'exec';

type Flags = (value: Json) => readonly string[] | undefined;

const text =
  (name: string): Flags =>
  value =>
    typeof value === 'string' || typeof value === 'number' ? [name, String(value)] : undefined;

const each =
  (name: string): Flags =>
  value =>
    Array.isArray(value) ? value.flatMap(item => [name, String(item)]) : text(name)(value);

const set =
  (name: string): Flags =>
  value =>
    value === true ? [name] : value === false ? [] : undefined;

const keys =
  (name: string): Flags =>
  value =>
    isJsonObject(value) ? Object.keys(value).flatMap(key => [name, key]) : each(name)(value);

const pairs =
  (name: string): Flags =>
  value =>
    isJsonObject(value)
      ? Object.entries(value).flatMap(([key, one]) => [name, one === '' ? key : `${key}=${String(one)}`])
      : each(name)(value);

/** What stands elsewhere, or says what is so anyway. */
const nothing: Flags = () => [];

/** By the name without case and underscores: `working_dir`, `workingDir` and `WorkingDir` are one. */
const settings: Readonly<Record<SettingGroup, Readonly<Record<string, Flags>>>> = {
  container: {
    env: nothing,
    image: nothing,
    cmd: nothing,
    entrypoint: nothing,
    user: text('--user'),
    workingdir: text('--workdir'),
    hostname: text('--hostname'),
    labels: pairs('--label'),
    exposedports: keys('--expose'),
    volumes: keys('--volume'),
    stopsignal: text('--stop-signal'),
    tty: nothing,
    openstdin: nothing,
    attachstdout: nothing,
    attachstderr: nothing,
  },
  host: {
    autoremove: nothing,
    binds: each('--volume'),
    portbindings: publish,
    networkmode: text('--network'),
    privileged: set('--privileged'),
    readonlyrootfs: set('--read-only'),
    init: set('--init'),
    capadd: each('--cap-add'),
    capdrop: each('--cap-drop'),
    securityopt: each('--security-opt'),
    extrahosts: each('--add-host'),
    dns: each('--dns'),
    dnssearch: each('--dns-search'),
    tmpfs: pairs('--tmpfs'),
    memory: text('--memory'),
    memoryswap: text('--memory-swap'),
    shmsize: text('--shm-size'),
    nanocpus: value => (typeof value === 'number' ? ['--cpus', String(value / 1e9)] : undefined),
    cpushares: text('--cpu-shares'),
    cpusetcpus: text('--cpuset-cpus'),
    pidslimit: text('--pids-limit'),
    pidmode: text('--pid'),
    ipcmode: text('--ipc'),
    usernsmode: text('--userns'),
    volumesfrom: each('--volumes-from'),
    restartpolicy: restart,
    mounts: mounts,
  },
  network: { endpointsconfig: endpoints },
  exec: {
    env: nothing,
    user: text('--user'),
    workingdir: text('--workdir'),
    privileged: set('--privileged'),
    tty: nothing,
    attachstdout: nothing,
    attachstderr: nothing,
  },
};

/** The flags of a group of settings. Fails for one that no flag says: a run without it would not be the one that is meant. */
export function settingFlags(group: SettingGroup, written: JsonObject): Result<readonly string[], string> {
  const known = settings[group];
  const flags: string[] = [];
  for (const [key, value] of Object.entries(written)) {
    const name = plainKey(key);
    if (value === null) continue;
    const made = Object.hasOwn(known, name) ? known[name]?.(value) : undefined;
    if (made === undefined) return fail(`${group}.${key} cannot be told to the docker program in this form.`);
    flags.push(...made);
  }
  return ok(flags);
}

/** The value of a setting, whatever the spelling of its key. */
export function setting(written: JsonObject, name: string): Json | undefined {
  return Object.entries(written).find(([key]) => plainKey(key) === name)?.[1];
}

function plainKey(key: string): string {
  return key.replaceAll('_', '').toLowerCase();
}

/** `{"80/tcp": [{HostIP, HostPort}]}` */
function publish(value: Json): readonly string[] | undefined {
  if (!isJsonObject(value)) return undefined;
  return Object.entries(value).flatMap(([inner, places]) =>
    (Array.isArray(places) ? places : [places]).filter(isJsonObject).flatMap(place => {
      const [ip = '', port = ''] = [setting(place, 'hostip'), setting(place, 'hostport')].map(part =>
        String(part ?? ''),
      );
      return ['--publish', `${ip === '' ? '' : `${ip}:`}${port === '' && ip === '' ? '' : `${port}:`}${inner}`];
    }),
  );
}

function restart(value: Json): readonly string[] | undefined {
  if (!isJsonObject(value)) return text('--restart')(value);
  const [name, most] = [setting(value, 'name'), setting(value, 'maximumretrycount')];
  if (typeof name !== 'string' || name === '') return [];
  return ['--restart', typeof most === 'number' && most > 0 ? `${name}:${most}` : name];
}

function mounts(value: Json): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter(isJsonObject).flatMap(mount => {
    const parts = ['type', 'source', 'target'].flatMap(part => {
      const written = setting(mount, part);
      return written === undefined ? [] : [`${part}=${String(written)}`];
    });
    return ['--mount', [...parts, ...(setting(mount, 'readonly') === true ? ['readonly'] : [])].join(',')];
  });
}

/** `{EndpointsConfig: {net: {Aliases: […]}}}` */
function endpoints(value: Json): readonly string[] | undefined {
  if (!isJsonObject(value)) return undefined;
  return Object.entries(value).flatMap(([network, options]) => {
    const aliases = isJsonObject(options) ? setting(options, 'aliases') : undefined;
    return ['--network', network, ...(aliases === undefined ? [] : (each('--network-alias')(aliases) ?? []))];
  });
}

// Containers: the name of a running one, or a mapping (dagu-format.md 3.17).

import { isJsonObject } from '../base/json';
import type { Container, HealthCheck, NewContainer, PullPolicy } from '../model/container';
import type { YamlNode } from '../syntax/node';
import { readEnv } from './bindings';
import { containerFields, imageFields } from './fields/container';
import { type Fields, readFields } from './read';
import { readShell } from './shell';
import { describe, toJson } from './values';

/** Undefined when there is none, or none that could be understood: that has been reported. */
export function readContainer(fields: Fields): Container | undefined {
  const node = fields.node('container');
  const { findings } = fields;
  if (node === undefined) return undefined;
  if (node.kind === 'scalar' && typeof node.value === 'string') return { kind: 'running', name: node.value, env: [] };
  const what = fields.what('container');
  if (node.kind !== 'mapping') {
    findings.add(
      'type-mapping',
      `${what} must be the name of a container or a mapping, not ${describe(node)}`,
      node.range,
    );
    return undefined;
  }
  const inner = readFields(node, containerFields, findings, `${what}.`);
  const inside = {
    env: readEnv(inner.node('env'), findings, inner.what('env')),
    ...part('user', inner.text('user')),
    ...part('workingDir', inner.text('working_dir')),
    ...part('shell', readShell(inner.node('shell'), [], findings, inner.what('shell'))),
  };
  const pullPolicy = readPullPolicy(inner);
  const running = nonEmpty(inner.text('exec'));
  const image = nonEmpty(inner.text('image'));
  if (running !== undefined) {
    refuseImageFields(inner);
    return { kind: 'running', name: running, ...inside };
  }
  if (image !== undefined) return { kind: 'new', image, ...inside, pullPolicy, ...newParts(inner) };
  findings.add('container-shape', `${what} needs image, or exec with the name of a running container`, node.range);
  return undefined;
}

function refuseImageFields(inner: Fields): void {
  for (const [name, entry] of inner.all()) {
    if (imageFields.has(name) && inner.node(name) !== undefined) {
      inner.findings.add(
        'container-shape',
        `${inner.what(name)} is for a new container and cannot stand beside exec`,
        entry.key.range,
      );
    }
  }
}

function newParts(inner: Fields): Omit<NewContainer, 'kind' | 'image' | 'env' | 'pullPolicy'> {
  return {
    ...part('name', inner.text('name')),
    volumes: inner.texts('volumes'),
    ports: inner.texts('ports'),
    ...part('platform', inner.text('platform')),
    ...part('network', inner.text('network')),
    keep: inner.boolean('keep_container') ?? false,
    ...part('startup', readStartup(inner.text('startup'))),
    command: inner.texts('command'),
    waitFor: inner.text('wait_for') === 'healthy' ? 'healthy' : 'running',
    ...part('logPattern', inner.text('log_pattern')),
    ...part('restartPolicy', inner.text('restart_policy')),
    ...part('healthCheck', readHealthCheck(inner.node('healthcheck'))),
  };
}

function readStartup(text: string | undefined): NewContainer['startup'] {
  return text === 'keepalive' || text === 'entrypoint' || text === 'command' ? text : undefined;
}

/** Its shape has been checked with the fields of the container. */
function readHealthCheck(node: YamlNode | undefined): HealthCheck | undefined {
  const written = node?.kind === 'mapping' ? toJson(node) : undefined;
  if (written === undefined || !isJsonObject(written)) return undefined;
  const { test, retries } = written;
  const text = (key: string): string | undefined => {
    const value = written[key];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    ...part('test', Array.isArray(test) ? test.map(String) : text('test')),
    ...part('interval', text('interval')),
    ...part('timeout', text('timeout')),
    ...part('startPeriod', text('start_period')),
    ...part('retries', typeof retries === 'number' ? retries : undefined),
  };
}

/** A word, or a boolean. */
function readPullPolicy(fields: Fields): PullPolicy {
  const node = fields.node('pull_policy');
  if (node === undefined) return 'missing';
  const policy = node.kind === 'scalar' ? pullPolicyOf(node.text) : undefined;
  if (policy !== undefined) return policy;
  const message = `${fields.what('pull_policy')} must be always, missing or never; not ${describe(node)}`;
  fields.findings.add('word-unknown', message, node.range);
  return 'missing';
}

function pullPolicyOf(text: string): PullPolicy | undefined {
  switch (text.trim().toLowerCase()) {
    case 'always':
    case 'true':
      return 'always';
    case 'never':
    case 'false':
      return 'never';
    case 'missing':
      return 'missing';
    case 'fallback':
      return 'fallback';
    default:
      return undefined;
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function part<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

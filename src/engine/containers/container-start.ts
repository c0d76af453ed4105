// Starts a container that stays while commands are executed in it, and waits until it is ready (dagu-format.md 3.17).

import { compileGoPattern, type GoPattern } from '../../base/go-pattern';
import { fail, ok, type Result } from '../../base/result';
import type { NewContainer } from '../../model/container';
import type { ExecutionContext } from '../executor';
import { labelName, type NewContainerCall, newContainerArguments } from './container-arguments';
import type { ContainerClient } from './container-client';
import { containerEnv, containerText, containerVolumes, ownEnv, wordFault } from './container-values';

/** Waits until it is asked to end; `sleep` alone would not hear that. */
const keepAliveScript = 'trap "exit 0" TERM INT; while :; do sleep 3600 & wait $!; done';

/** Whoever runs the program that handles containers. */
type Asking = Pick<ContainerClient, 'ask'>;

const lookEveryMs = 200;

/** How long a container may take to become ready. */
const mostReadyMs = 120_000;

/** A container that is made by us. */
export interface OwnContainer {
  readonly name: string;
  readonly label: string;
}

/** What a container is to be, as a call that lacks what it does. */
export function callOf(
  container: NewContainer,
  { name, label }: OwnContainer,
  context: ExecutionContext,
): Result<NewContainerCall, string> {
  const text = (written: string | undefined): string | undefined => containerText(written, context);
  const image = text(container.image) ?? '';
  const fault = wordFault('image', image) ?? wordFault('name of a container', name);
  if (fault !== undefined) return fail(fault);
  return ok({
    name,
    label,
    image,
    pull: container.pullPolicy === 'fallback' ? 'never' : container.pullPolicy,
    removed: !container.keep,
    detached: false,
    env: containerEnv(container, context),
    user: text(container.user),
    workingDir: text(container.workingDir),
    platform: text(container.platform),
    network: text(container.network),
    volumes: containerVolumes(container, context),
    ports: container.ports.map(port => text(port) ?? ''),
    restart: text(container.restartPolicy),
    health: container.healthCheck,
    stopSignal: context.step.signalOnStop,
    words: [],
  });
}

/** Fetches the image when it can be fetched; when it cannot, one that is there serves. */
export async function pullIfPossible({ pullPolicy }: NewContainer, image: string, client: Asking): Promise<void> {
  if (pullPolicy === 'fallback') await client.ask(['pull', '--quiet', image]);
}

/** Fails with the client's words. A container of this name that runs already is taken as it is. */
export async function startContainer(
  container: NewContainer,
  own: OwnContainer,
  client: Asking,
  context: ExecutionContext,
): Promise<Result<undefined, string>> {
  const { name } = own;
  const call = callOf(container, own, context);
  if (!call.ok) return call;
  const env = ownEnv(container, context);
  const state = await client.ask(['inspect', '--format', '{{.State.Running}}', name]);
  if (!state.good || state.stdout.trim() !== 'true') {
    // What an earlier try left behind under a name of ours is in the way.
    if (state.good && container.name === undefined) await client.ask(['rm', '--force', name]);
    await pullIfPossible(container, call.value.image, client);
    const { startup = 'keepalive' } = container;
    const kept = startup === 'keepalive' ? { entrypoint: 'sh', words: ['-c', keepAliveScript] } : {};
    const words = startup === 'command' ? container.command.map(word => containerText(word, context) ?? '') : [];
    const end = await client.ask(
      newContainerArguments({
        ...call.value,
        env,
        detached: true,
        removed: false,
        stopSignal: undefined,
        words,
        ...kept,
      }),
      env,
    );
    if (!end.good) return fail(`The container ${name} cannot be started: ${end.stderr.trim()}`);
  }
  return ready(container, name, client, context);
}

/** Whether the container of this name is the one that we made; asked also while the step is being stopped. */
export async function isOurs({ name, label }: OwnContainer, { askLasting }: Stopping): Promise<boolean> {
  const look = await askLasting(['inspect', '--format', labelFormat, name]);
  return look.good && look.stdout.trim() === label;
}

/** Removes a container that is ours, if it is still there. */
export async function removeContainer(own: OwnContainer, client: Stopping): Promise<void> {
  if (await isOurs(own, client)) await client.askLasting(['rm', '--force', own.name]);
}

/** Whoever can ask although the step is being stopped. */
interface Stopping {
  askLasting(args: readonly string[]): ReturnType<ContainerClient['askLasting']>;
}

const labelFormat = `{{index .Config.Labels "${labelName}"}}`;

async function ready(
  container: NewContainer,
  name: string,
  client: Asking,
  context: ExecutionContext,
): Promise<Result<undefined, string>> {
  const written = containerText(container.logPattern, context);
  const pattern = written === undefined ? undefined : compileGoPattern(written);
  if (pattern?.ok === false) return fail(`log_pattern: ${pattern.error}`);
  const { clock, signal } = context;
  const until = clock.now() + mostReadyMs;
  for (;;) {
    const look = await lookAt(container, name, pattern?.value, client);
    if (look !== 'waiting') return look === 'ready' ? ok(undefined) : fail(`The container ${name} ${look.gone}.`);
    if (clock.now() >= until) return fail(`The container ${name} was not ready within ${mostReadyMs / 1000} s.`);
    try {
      await clock.delay(lookEveryMs, signal);
    } catch (reason) {
      if (!signal.aborted) throw reason;
      return fail(`Starting the container ${name} was ended.`);
    }
  }
}

async function lookAt(
  { waitFor, healthCheck }: NewContainer,
  name: string,
  pattern: GoPattern | undefined,
  client: Asking,
): Promise<'ready' | 'waiting' | { readonly gone: string }> {
  const format =
    waitFor === 'healthy' || healthCheck !== undefined
      ? '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}'
      : '{{.State.Status}}';
  const state = await client.ask(['inspect', '--format', format, name]);
  const [status = '', health = ''] = state.stdout.trim().split(' ');
  if (!state.good || status === 'exited' || status === 'dead') return { gone: 'ended before anything could run in it' };
  if (waitFor === 'healthy') {
    if (health === 'unhealthy') return { gone: 'is not healthy' };
    if (health === '') return { gone: 'has no health check, for which wait_for: healthy waits' };
    if (health !== 'healthy') return 'waiting';
  } else if (status !== 'running') return 'waiting';
  if (pattern === undefined) return 'ready';
  const logs = await client.ask(['logs', name]);
  return `${logs.stdout}\n${logs.stderr}`.split('\n').some(line => pattern.test(line)) ? 'ready' : 'waiting';
}

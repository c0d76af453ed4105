// The steps of a workflow: order, groups, names, ids, dependencies (dagu-format.md 1.2, 3.1, 3.15).

import { nearest } from '../base/nearest';
import type { Condition, Step } from '../model/dag';
import { isNull, type YamlNode } from '../syntax/node';
import { fileProducers, producersOf } from './build-paths';
import { checkRewinds, type Rewinding } from './rules/rewind';
import { readStep } from './step';
import type { StepContext, StepsReader } from './step-context';
import { checkIds, type Named, nameSteps, type Placed } from './step-names';
import { describe, shorten } from './values';

/** `path` is `steps` or the path of a body inside a step. */
export function readSteps(node: YamlNode, path: string, context: StepContext): readonly Step[] {
  const named = nameSteps(placeSteps(node, path, context), context);
  checkIds(named, context);
  const steps = connect(named, context);
  checkRewinds(
    steps.map((step, index) => ({ step, ...optionalRewind(named[index]) })),
    context.findings,
  );
  return steps;
}

function optionalRewind(named: Named | undefined): Pick<Rewinding, 'rewind'> {
  const rewind = named?.draft.rewind;
  return rewind === undefined ? {} : { rewind };
}

/** Reads the body of a foreach inside a step of this workflow: a graph of its own, whose steps are no handlers. */
export function bodyReader(context: StepContext): StepsReader {
  return (node, path) => readSteps(node, path, { ...context, type: 'graph', isHandler: false });
}

function placeSteps(node: YamlNode, path: string, context: StepContext): readonly Placed[] {
  const { findings } = context;
  const body = bodyReader(context);
  if (node.kind === 'mapping') return placeMapped(node, path, context);
  if (node.kind === 'scalar') {
    findings.add(
      'steps-shape',
      `${path} must be a non-empty sequence (a list of steps), not ${describe(node)}`,
      node.range,
    );
    return [];
  }
  return node.items.flatMap((item, index): readonly Placed[] => {
    const what = `${path}[${index}]`;
    if (item.kind !== 'sequence') {
      const draft = readStep(item, what, context, body);
      return draft === undefined ? [] : [{ draft, place: index + 1, group: index }];
    }
    if (item.items.length === 0 && context.type === 'chain')
      findings.add(
        'chain-empty-group',
        `${what}: an empty group cuts the chain: the next step would wait for nothing. Remove it`,
        item.range,
        { blocks: 'none', severity: 'warning' },
      );
    return item.items.flatMap((member, inner) => {
      if (member.kind === 'sequence') {
        findings.add('step-shape', `${what}[${inner}]: groups of steps cannot be nested twice`, member.range);
        return [];
      }
      const draft = readStep(member, `${what}[${inner}]`, context, body);
      return draft === undefined ? [] : [{ draft, place: index + 1, group: index }];
    });
  });
}

/** The map form, which only `start` takes: the key is the name, taken sorted; it gives no order. */
function placeMapped(
  node: Extract<YamlNode, { kind: 'mapping' }>,
  path: string,
  context: StepContext,
): readonly Placed[] {
  const { findings } = context;
  findings.add(
    'steps-map',
    `${path} must be a sequence (a list of steps) for validate; only start takes a mapping`,
    node.range,
    { blocks: 'validate' },
  );
  return [...node.entries]
    .sort((a, b) => (a.key.text < b.key.text ? -1 : 1))
    .flatMap((entry, index) => {
      const what = `${path}.${entry.key.text}`;
      if (entry.value.kind !== 'mapping') {
        findings.add('step-shape', `${what} must be a mapping, not ${describe(entry.value)}`, entry.value.range);
        return [];
      }
      for (const inner of entry.value.entries) {
        if (inner.key.text.includes('_'))
          findings.add(
            'steps-map-key',
            `${what}: Dagu refuses ${inner.key.text} in this form; write steps as a list`,
            inner.key.range,
            { blocks: 'start' },
          );
      }
      const draft = readStep(entry.value, what, context, bodyReader(context));
      return draft === undefined
        ? []
        : [
            {
              draft: { ...draft, givenName: entry.key.text, givenNameRange: entry.key.range },
              place: index + 1,
              group: 0,
            },
          ];
    });
}

/** Resolves dependencies to names, adds those of chains and routes, and makes the steps whole. */
function connect(steps: readonly Named[], context: StepContext): readonly Step[] {
  const { findings, type } = context;
  const byId = new Map(
    steps.flatMap(step => (step.draft.step.id === undefined ? [] : [[step.draft.step.id, step.name] as const])),
  );
  const names = new Set(steps.map(step => step.name));
  const resolve = (text: string): string | undefined => (names.has(text) ? text : byId.get(text));
  const known = [...names, ...byId.keys()];
  const groups = chainGroups(steps);
  const routed = routeTargets(steps, resolve, context);
  const producers = fileProducers(steps.map(({ draft, name }) => ({ name, build: draft.step.build })));
  return steps.map(({ draft, name, group }) => {
    const depends: string[] = [];
    if (type === 'chain') {
      if (draft.dependsEntry !== undefined)
        findings.add(
          'chain-depends',
          `step "${shorten(name)}": depends field is not allowed in a workflow of type chain${draft.depends.length === 0 ? ', where older versions took an empty one for a step that waits for nothing' : ''}; use type: graph for explicit dependencies`,
          draft.dependsEntry,
          { fixes: draft.dependsRemoval },
        );
      depends.push(...(groups.get(group) ?? []));
    } else {
      for (const { text, range } of draft.depends) {
        const target = resolve(text);
        if (target !== undefined) depends.push(target);
        else unknownDependency(text, range, name, known, context);
      }
    }
    const routes = routed.get(name);
    const conditions: Condition[] = (routes ?? []).map(route => ({
      text: route.value,
      kind: 'match',
      expected: route.pattern,
      negate: false,
      range: route.range,
    }));
    return {
      ...draft.step,
      name,
      depends: [
        ...new Set([
          ...depends,
          ...(routes ?? []).map(route => route.router),
          ...producersOf({ name, build: draft.step.build }, producers),
        ]),
      ],
      ...(routes === undefined
        ? {}
        : {
            preconditions: [...conditions, ...draft.step.preconditions],
            continueOn: { ...draft.step.continueOn, skipped: true },
          }),
    };
  });
}

/** For each group of a chain, the names of the group before it. */
function chainGroups(steps: readonly Named[]): ReadonlyMap<number, readonly string[]> {
  const members = new Map<number, string[]>();
  for (const step of steps) members.set(step.group, [...(members.get(step.group) ?? []), step.name]);
  const before = new Map<number, readonly string[]>();
  for (const group of members.keys()) before.set(group, members.get(group - 1) ?? []);
  return before;
}

interface Route {
  readonly router: string;
  readonly value: string;
  readonly pattern: string;
  readonly range: Condition['range'];
}

function routeTargets(
  steps: readonly Named[],
  resolve: (text: string) => string | undefined,
  { findings, type }: StepContext,
): ReadonlyMap<string, readonly Route[]> {
  const found = new Map<string, Route[]>();
  for (const { draft, name } of steps) {
    if (draft.kind === 'router' && type !== 'graph')
      findings.add('router-chain', `step "${shorten(name)}": routers need type: graph`, draft.step.nameRange);
    for (const { pattern, value, targets } of draft.routes) {
      for (const target of targets) {
        const step = resolve(target.text);
        const [other] = found.get(step ?? '') ?? [];
        if (step === undefined)
          findings.add(
            'route-unknown',
            `The route "${shorten(pattern)}" leads to "${shorten(target.text)}", which is no step`,
            target.range,
          );
        else if (other !== undefined) {
          // Named twice by one route it is still the target of one.
          if (other.router !== name || other.pattern !== pattern)
            findings.add(
              'route-twice',
              `The step "${shorten(step)}" is a target of ${routesWords(other, { router: name, pattern })}; a step can be the target of one route only`,
              target.range,
            );
        } else found.set(step, [{ router: name, value, pattern, range: target.range }]);
      }
    }
  }
  return found;
}

type NamedRoute = Pick<Route, 'router' | 'pattern'>;

/** Two routes by their patterns, and by their routers where these are two as well. */
function routesWords(one: NamedRoute, other: NamedRoute): string {
  const [first, second] = [one, other].map(({ pattern }) => `"${shorten(pattern)}"`);
  return one.router === other.router
    ? `the routes ${first} and ${second}`
    : `the route ${first} of "${shorten(one.router)}" and the route ${second} of "${shorten(other.router)}"`;
}

function unknownDependency(
  text: string,
  range: Condition['range'],
  step: string,
  known: readonly string[],
  { findings }: StepContext,
): void {
  const trimmed = text.trim();
  const meant = known.includes(trimmed) ? [trimmed] : findings.manyErrors ? [] : nearest(text, known);
  const parts = text.split(',').map(part => part.trim());
  const listed = parts.length > 1 && parts.every(part => known.includes(part));
  const hint = listed
    ? '; write a list for several steps'
    : meant.length === 0
      ? ''
      : `; did you mean ${meant.join(' or ')}?`;
  const fixes = listed
    ? [{ title: 'Write a list', preferred: true, edits: [{ range, text: `[${parts.join(', ')}]` }] }]
    : meant.map((name, index) => ({
        title: `Change to ${name}`,
        preferred: index === 0 && meant.length === 1,
        edits: [{ range, text: name }],
      }));
  findings.add(
    'depends-unknown',
    `step "${shorten(step)}" depends on non-existent step "${shorten(text)}"${hint}`,
    range,
    { fixes },
  );
}

/** Whether there is anything in a list of steps. */
export function hasSteps(node: YamlNode | undefined): boolean {
  return (
    node !== undefined &&
    !isNull(node) &&
    (node.kind === 'sequence' ? node.items.length > 0 : node.kind === 'mapping' && node.entries.length > 0)
  );
}

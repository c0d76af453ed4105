// restep dry: what start would run, without running anything or leaving a run behind.

import { fail, ok, type Result } from '../../base/result';
import { clip, oneLine, padTo } from '../../base/terminal-text';
import { decisionText } from '../../engine/build/build-decision';
import { type ForecastRequest, forecastBuild } from '../../engine/build/build-forecast';
import { forecastVerdict } from '../../engine/dag-condition';
import type { EngineParts } from '../../engine/engine-parts';
import { planFirstRun } from '../../engine/plan';
import { resolveRunParams } from '../../engine/run-params';
import type { Action, Condition, Dag, Step } from '../../model/dag';
import type { BuildDecision } from '../../model/run';
import { statusFacts } from '../../model/status';
import { switchFlag, textFlag } from '../arguments';
import { type Command, failure, type Surroundings } from '../command';
import { loadDefinition } from '../definition';
import { paramInput } from '../given-params';
import { interrupted, interruptible } from '../interruption';
import { planJson } from '../json-plan';
import { chosenFormat, formatFlag, writeJson } from '../output';
import { nameColumns, nodeTitle } from '../print-tree';
import { refused } from '../refused';
import { painter } from '../screen';
import { givenParams, paramsFlag } from '../start-options';
import { openEngine, openStore } from '../wiring';

export const dry: Command = {
  name: 'dry',
  usage: 'dry [flags] FILE [-- PARAM…]',
  summary: 'Show what start would run; runs nothing',
  group: 'workflows',
  about: `Loads the workflow, works out the parameters and the workflow's own preconditions, and walks the plan in order as if every
step succeeded. No command of a step is executed, no file written, no run left behind. Preconditions of steps are listed and not evaluated.`,
  flags: [
    paramsFlag,
    { name: 'name', short: 'N', kind: 'text', value: 'NAME', help: 'Name of the workflow' },
    { name: 'no-reuse', kind: 'switch', help: 'Build workflows: run every step' },
    formatFlag('text or json'),
  ],
  examples: ['restep dry deploy.yaml -- TARGET=lab'],
  words: { least: 1, most: 1, name: 'a FILE' },
  run: async (args, around) => {
    const format = chosenFormat(args, ['text', 'json']);
    if (!format.ok) return failure(around, format.error);
    const loaded = loadDefinition(args.words[0] ?? '', around, textFlag(args, 'name'));
    if (!loaded.ok) return failure(around, loaded.error);
    const store = openStore(around);
    const engine = openEngine(around, store.runs);
    try {
      const input = paramInput(givenParams(args));
      const worked = await interruptible(around, () => resolveRunParams(loaded.value, input, engine.parts));
      if (worked === undefined) return interrupted(around);
      const params = worked.value;
      if (!params.ok) return refused([params.error], around);
      const { dag } = loaded.value;
      const plan = planFirstRun(dag);
      const refusals = plan.refusals.filter(refusal => refusal.code !== 'nothing-to-do');
      const { values } = params.value;
      const forecast = { definition: loaded.value, params: values, noReuse: switchFlag(args, 'no-reuse') };
      const looked = await interruptible(around, stop =>
        refusals.length > 0 ? Promise.resolve(ok(nothing)) : outlookOf(forecast, engine.parts, stop),
      );
      if (looked === undefined) return interrupted(around);
      const outlook = looked.value;
      if (!outlook.ok) return failure(around, outlook.error);
      const { unmet } = outlook.value;
      if (format.value === 'json')
        writeJson(around, { ...planJson({ ...plan, refusals }), ...(unmet === undefined ? {} : { unmet }) });
      if (refusals.length > 0) return refused(refusals, around);
      const order = plan.runs.map(step => step.name);
      if (format.value === 'text') printWalk({ dag, order, params: values, ...outlook.value }, around);
      return 0;
    } finally {
      engine.dispose();
      store.dispose();
    }
  },
};

/** What has to be looked up for a dry run. */
interface Outlook {
  /** Why nothing would run: the workflow's preconditions are not met. */
  readonly unmet?: string;
  /** What a build would run; nothing for other workflows. */
  readonly decisions: ReadonlyMap<string, BuildDecision>;
}

const nothing: Outlook = { decisions: new Map() };

async function outlookOf(
  forecast: ForecastRequest,
  parts: EngineParts,
  stop: AbortSignal,
): Promise<Result<Outlook, string>> {
  const isBuild = forecast.definition.dag.type === 'build';
  const decisions = isBuild ? await forecastBuild(forecast, parts) : ok(new Map<string, BuildDecision>());
  if (!decisions.ok) return decisions;
  const verdict = await forecastVerdict(forecast, parts, stop);
  if (!verdict.ok) return verdict;
  if (verdict.value.kind === 'error') return fail(verdict.value.text);
  return ok({ decisions: decisions.value, ...(verdict.value.kind === 'unmet' ? { unmet: verdict.value.text } : {}) });
}

interface Walk extends Outlook {
  readonly dag: Dag;
  readonly order: readonly string[];
  readonly params: Readonly<Record<string, string>>;
}

/** Without its preconditions a workflow ends as aborted, with no step begun (dagu-format.md 6.1). */
function printWalk({ dag, order, params, decisions, unmet }: Walk, around: Surroundings): void {
  const title = statusFacts(unmet === undefined ? 'succeeded' : 'aborted').title;
  const status = unmet === undefined ? 'succeeded' : 'not_started';
  const { out } = around.screen;
  const paint = painter(out);
  const steps = order.flatMap(name => dag.steps.find(step => step.name === name) ?? []);
  const columns = nameColumns(steps);
  const given = Object.entries(params).map(([name, value]) => `${oneLine(name)}=${oneLine(value)}`);
  const lines = [
    `${paint('bold', title)} - ${paint('bold', oneLine(dag.name))}  ${paint('dim', 'dry run: no step was executed')}`,
  ];
  if (given.length > 0) lines.push(`${paint('dim', '│')} params: ${given.join(' ')}`);
  for (const condition of dag.preconditions) lines.push(`${paint('dim', '│')} ${oneLine(conditionLine(condition))}`);
  if (unmet !== undefined) lines.push(`${paint('dim', '│')} ${oneLine(unmet)}`);
  for (const [index, step] of steps.entries()) {
    const last = index === steps.length - 1;
    const after = step.depends.length === 0 ? '' : paint('dim', `  after ${step.depends.map(oneLine).join(', ')}`);
    lines.push(`${last ? '└─' : '├─'}${padTo(oneLine(nodeTitle(step)), columns)} [${status}]${after}`);
    for (const line of [...stepLines(step), ...decisionLines(decisions.get(step.name))])
      lines.push(`${last ? ' ' : '│'}   ${paint('dim', oneLine(line))}`);
  }
  out.write(`${lines.join('\n')}\n\nResult: ${title}\n`);
}

function decisionLines(decision: BuildDecision | undefined): readonly string[] {
  return decision === undefined ? [] : [decisionText(decision)];
}

function stepLines(step: Step): readonly string[] {
  return [...step.preconditions.map(conditionLine), ...actionLines(step.action), ...parallelLines(step)];
}

function conditionLine({ text, expected, negate }: Condition): string {
  return `${negate ? 'only if not' : 'only if'}: ${text}${expected === undefined ? '' : ` is "${expected}"`}`;
}

function parallelLines({ parallel }: Step): readonly string[] {
  if (parallel === undefined) return [];
  const { items } = parallel;
  const words =
    typeof items === 'string'
      ? items
      : items.map(item => (typeof item === 'string' ? item : JSON.stringify(item))).join(', ');
  return [`for each of: ${clip(words, 200)}`];
}

function actionLines(action: Action): readonly string[] {
  switch (action.name) {
    case 'run':
      return action.texts.flatMap(text => text.trimEnd().split('\n'));
    case 'exec':
      return [[action.command, ...action.args].join(' ')];
    case 'dag.run':
      return [`dag.run ${action.dag}`];
    case 'foreach':
      return [`foreach ${action.as}: ${action.steps.map(step => step.name).join(', ')}`];
    case 'other':
      return [typeof action.with.prompt === 'string' ? `${action.action}: ${action.with.prompt}` : action.action];
  }
}

// The selection grammar: `build+`, `+deploy`, `2+test+1`, `status:failed+`, `stale`, `pending`, `changed`; space or, comma and, `!` not.

import { nearest } from '../base/nearest';
import { fail, ok, type Result } from '../base/result';
import type { TextRange } from '../base/text';
import type { Dag } from '../model/dag';
import { ancestors, descendants, type GraphNode } from '../model/graph';
import { matchNodes } from '../model/matching';
import { freshNode, outlined } from '../model/node-change';
import type { Node, Run } from '../model/run';
import { pendingSteps } from '../model/run-status';
import { type NodeStatus, nodeStatuses } from '../model/status';

/** A step that can be selected; without a status it is new. */
export interface SelectableStep extends GraphNode {
  readonly id?: string;
  readonly status?: NodeStatus;
  readonly stale?: boolean;
}

export interface Selectable {
  /** In document order. */
  readonly steps: readonly SelectableStep[];
  readonly pending: readonly string[];
  /** Steps whose text in the file is another than in the run. */
  readonly changed: readonly string[];
}

/** What is wrong with an expression, where, and what it may have meant. */
export interface SelectionError {
  /** A whole sentence, without the suggestions. */
  readonly message: string;
  readonly range: TextRange;
  readonly nearest: readonly string[];
}

/**
 * What of a run can be selected. `changed`: see `changedSteps`. With a definition other than the one that the run used, its steps and edges
 * count, under its names; a step that is new in it is not started and pending.
 */
export function selectableOf(run: Run, changed: readonly string[] = [], definition?: Pick<Dag, 'steps'>): Selectable {
  const nodes = definition === undefined ? run.nodes : nodesIn(definition, run);
  const steps = nodes.map(node => ({
    name: node.name,
    ...(node.id === undefined ? {} : { id: node.id }),
    depends: node.depends,
    status: node.status,
    stale: node.stale !== undefined && node.stale.length > 0,
  }));
  return { steps, pending: definition === undefined ? run.pending : pendingSteps(nodes), changed };
}

/**
 * The names that an expression selects, in document order; possibly none.
 *
 * Terms separated by blanks are alternatives; terms joined by commas must all hold, and bind tighter. A term is a step (its id or name, in
 * double quotes when it holds blanks or signs or is one of the words), `status:WORD`, `stale`, `pending` or `changed`, with `+` before it
 * for everything above, `+` behind it for everything below, a number beside a `+` for so many levels, and `!` in front for its opposite.
 */
export function select(expression: string, from: Selectable): Result<readonly string[], SelectionError> {
  const chosen = new Set<string>();
  const alternatives = split(expression);
  if (alternatives.length === 0) return fail(wrong('The selection is empty.', 0, expression.length));
  for (const alternative of alternatives) {
    let both: ReadonlySet<string> | undefined;
    for (const word of alternative) {
      const names = termNames(word, from);
      if (!names.ok) return names;
      const before = both;
      both = before === undefined ? names.value : new Set([...names.value].filter(name => before.has(name)));
    }
    for (const name of both ?? []) chosen.add(name);
  }
  return ok(from.steps.map(step => step.name).filter(name => chosen.has(name)));
}

function nodesIn(definition: Pick<Dag, 'steps'>, run: Run): readonly Node[] {
  const earlier = matchNodes(definition.steps, run.nodes);
  return definition.steps.map(step => {
    const node = earlier.get(step.name);
    return node === undefined ? freshNode(step) : outlined(node, step);
  });
}

interface Word {
  readonly text: string;
  readonly start: number;
}

/** Alternatives, each a list of words that must all hold. Blanks beside a comma mean nothing. An empty word marks a comma without a term. */
function split(expression: string): Word[][] {
  const alternatives: Word[][] = [];
  let joined = false;
  for (const match of expression.matchAll(/,|(?:"[^"]*"?|[^\s,"])+/g)) {
    const current = alternatives.at(-1);
    if (match[0] === ',') {
      if (joined || current === undefined) alternatives.push([{ text: '', start: match.index }]);
      joined = true;
      continue;
    }
    const word = { text: match[0], start: match.index };
    if (joined && current !== undefined) current.push(word);
    else alternatives.push([word]);
    joined = false;
  }
  if (joined) alternatives.push([{ text: '', start: expression.length }]);
  return alternatives;
}

const termShape = /^(!?)(?:(\d*)(\+))?("[^"]*"|[^+!"]+)(?:(\+)(\d*))?$/;

function termNames(word: Word, from: Selectable): Result<ReadonlySet<string>, SelectionError> {
  const end = word.start + word.text.length;
  if (word.text === '') return fail(wrong('A comma must stand between two terms.', word.start, word.start + 1));
  const match = termShape.exec(word.text);
  if (match === null) {
    const message = `"${word.text}" is no selection: write a step as name, name+, +name or 2+name+1.`;
    return fail(wrong(message, word.start, end));
  }
  const [, not = '', levelsUp = '', up, atom = '', down, levelsDown = ''] = match;
  const start = word.start + word.text.indexOf(atom);
  const core = atomNames(atom, { start, end: start + atom.length }, from);
  if (!core.ok) return core;
  const names = new Set(core.value);
  if (up !== undefined) for (const name of ancestors(from.steps, core.value, levels(levelsUp))) names.add(name);
  if (down !== undefined) for (const name of descendants(from.steps, core.value, levels(levelsDown))) names.add(name);
  if (not === '') return ok(names);
  return ok(new Set(from.steps.map(step => step.name).filter(name => !names.has(name))));
}

function levels(text: string): number | undefined {
  return text === '' ? undefined : Number(text);
}

function atomNames(atom: string, range: TextRange, from: Selectable): Result<readonly string[], SelectionError> {
  const named = (test: (step: SelectableStep) => boolean): readonly string[] =>
    from.steps.filter(test).map(step => step.name);
  if (atom === 'stale') return ok(named(step => step.stale === true));
  if (atom === 'pending') return ok(from.pending);
  if (atom === 'changed') return ok(from.changed);
  if (atom.startsWith('status:')) {
    const word = atom.slice('status:'.length);
    const words = nodeStatuses().map(([status]) => status);
    if (!words.some(status => status === word))
      return fail(unknown(`There is no status "${word}".`, word, words, range));
    return ok(named(step => (step.status ?? 'not_started') === word));
  }
  const name = atom.startsWith('"') ? atom.slice(1, -1) : atom;
  const step = from.steps.find(step => step.id === name) ?? from.steps.find(step => step.name === name);
  if (step !== undefined) return ok([step.name]);
  const candidates = from.steps.flatMap(other => (other.id === undefined ? [other.name] : [other.id, other.name]));
  return fail(unknown(`There is no step "${name}".`, name, [...candidates, 'stale', 'pending', 'changed'], range));
}

function unknown(message: string, word: string, candidates: readonly string[], range: TextRange): SelectionError {
  return { message, range, nearest: nearest(word, candidates) };
}

function wrong(message: string, start: number, end: number): SelectionError {
  return { message, range: { start, end }, nearest: [] };
}

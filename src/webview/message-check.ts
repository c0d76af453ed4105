// Decides whether something that was posted is a message: the page asks about what the panel sent, the panel about what the page sent.

import type { HandlerName } from '../model/dag';
import type { RefusalAction, RefusalCode } from '../model/plan';
import { type NodeStatus, nodeStatuses, type RunStatus, runStatuses } from '../model/status';
import type {
  DrawnLayout,
  GraphNode,
  GraphPlan,
  GraphPlanStep,
  GraphRun,
  GraphSnapshot,
  HostMessage,
  NodeRef,
  PageMessage,
  PageState,
  SelectStep,
} from './protocol';
import { type Check, flag, list, number, oneOf, shape, text, whole } from './shape';

/** The most steps, edges and plan entries that a message may hold; the format itself has no such bound. */
const most = 50_000;

const mostEdges = 500_000;

/** The message if it is one that a panel sends, every field checked; undefined for anything else. */
export function hostMessage(value: unknown): HostMessage | undefined {
  if (isSelection(value)) return value;
  if (!isSnapshot(value)) return undefined;
  const count = value.nodes.length;
  return value.edges.every(([from, to]) => from < count && to < count) ? value : undefined;
}

/** The intent if it is one that a page may send, rebuilt from the fields that were checked; undefined for anything else. */
export function pageMessage(value: unknown): PageMessage | undefined {
  const kind = typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === 'type') : [];
  const reader = intents.get(kind?.[1]);
  return reader?.(value);
}

/** The state that a page left behind; undefined when it is not one. */
export function pageState(value: unknown): PageState | undefined {
  return isPageState(value) ? value : undefined;
}

const name = text(10_000);
const words = text(100_000);
const time = number(0);

const handlerName: Check<HandlerName> = oneOf(['init', 'success', 'failure', 'abort', 'exit', 'wait']);

const nodeStatus: Check<NodeStatus> = oneOf(nodeStatuses().map(([word]) => word));

const runStatus: Check<RunStatus> = oneOf(runStatuses().map(([word]) => word));

const scope = oneOf(['step', 'downstream']);

const effect = oneOf(['runs', 'kept', 'blocked', 'stale']);

const refusalCodes: { readonly [C in RefusalCode]: true } = {
  'run-active': true,
  'step-unknown': true,
  'step-not-retryable': true,
  'upstream-blocked': true,
  'output-missing': true,
  'precondition-dag': true,
  'definition-conflict': true,
  'run-changed': true,
  locked: true,
  'no-state': true,
  'nothing-to-do': true,
  'confirmation-needed': true,
  unsupported: true,
  'params-invalid': true,
  'step-not-waiting': true,
  'inputs-invalid': true,
};

const refusalActions: { readonly [A in RefusalAction]: true } = {
  stop: true,
  'nearest-names': true,
  'include-upstream': true,
  'mark-succeeded': true,
  'ignore-upstream': true,
  'include-producer': true,
  'enter-value': true,
  'ignore-precondition': true,
  'use-snapshot': true,
  'open-diff': true,
  'plan-again': true,
  'show-owner': true,
  'start-new-run': true,
  confirm: true,
};

const refusalCode = oneOf(Object.keys(refusalCodes) as RefusalCode[]);
const refusalAction = oneOf(Object.keys(refusalActions) as RefusalAction[]);

const node = shape<GraphNode>(
  {
    name,
    label: name,
    status: nodeStatus,
    statusTitle: name,
    can: list(oneOf(['run', 'retry', 'answer', 'log', 'reveal']), 5),
  },
  {
    id: name,
    handler: handlerName,
    action: name,
    startedAt: time,
    durationMs: time,
    reason: words,
    error: words,
    prompt: words,
    exitCode: number(),
    attempt: whole(0, 1e9),
    retries: whole(0, 1e9),
    stale: list(words, most),
    plan: shape<NonNullable<GraphNode['plan']>>({ effect, reason: words }, {}),
  },
);

const run = shape<GraphRun>(
  { runId: name, attempt: whole(0, 1e9), status: runStatus, statusTitle: name },
  { startedAt: time, durationMs: time },
);

const plan = shape<GraphPlan>(
  {
    id: whole(0, Number.MAX_SAFE_INTEGER),
    step: name,
    scope,
    bypassPreconditions: flag,
    steps: list(shape<GraphPlanStep>({ name, label: name, effect, reason: words }, {}), most),
    handlers: list(handlerName, 10),
    notes: list(words, most),
    refusals: list(
      shape<GraphPlan['refusals'][number]>({ code: refusalCode, message: words, actions: list(refusalAction, 20) }, {}),
      most,
    ),
  },
  { expectedMs: time },
);

function isEdge(value: unknown): value is readonly [number, number] {
  const index = whole(0, most);
  return Array.isArray(value) && value.length === 2 && value.every(index);
}

const isSnapshot: Check<GraphSnapshot> = shape<GraphSnapshot>(
  {
    type: oneOf(['snapshot']),
    subject: words,
    title: name,
    now: time,
    nodes: list(node, most),
    edges: list(isEdge, mostEdges),
    handlers: list(node, 10),
  },
  { problem: words, locked: words, run, plan },
);

const isSelection: Check<SelectStep> = shape<SelectStep>({ type: oneOf(['select']), step: name }, {});

const isPageState: Check<PageState> = shape<PageState>(
  { subject: words },
  { selected: name, direction: oneOf(['auto', 'down', 'right']) },
);

const stepWish = shape<{ readonly step: string }>({ step: name }, {});

const retryWish = shape<{
  readonly step: string;
  readonly scope: 'step' | 'downstream';
  readonly bypassPreconditions: boolean;
}>({ step: name, scope, bypassPreconditions: flag }, {});

const planWish = shape<{ readonly plan: number }>({ plan: whole(0, Number.MAX_SAFE_INTEGER) }, {});

const fixWish = shape<{ readonly plan: number; readonly action: RefusalAction }>(
  { plan: whole(0, Number.MAX_SAFE_INTEGER), action: refusalAction },
  {},
);

const stepRef = shape<NodeRef & { readonly kind: 'step' }>({ kind: oneOf(['step']), name }, {});
const handlerRef = shape<NodeRef & { readonly kind: 'handler' }>({ kind: oneOf(['handler']), name: handlerName }, {});

const isNodeRef: Check<NodeRef> = (value): value is NodeRef => stepRef(value) || handlerRef(value);
const nodeWish = shape<{ readonly node: NodeRef }>({ node: isNodeRef }, {});

const coordinate = number(-1e9, 1e9);
const drawn = shape<DrawnLayout>(
  {
    width: number(0, 1e9),
    height: number(0, 1e9),
    boxes: list(list(coordinate, 4), most),
    lines: list(list(coordinate, 10_000), mostEdges),
  },
  {},
);
const svgWish = shape<{ readonly layout: DrawnLayout }>({ layout: drawn }, {});

const problemWish = shape<{ readonly text: string }>({ text: text(4_000) }, {});

type Reader = (value: unknown) => PageMessage | undefined;

const intents: ReadonlyMap<unknown, Reader> = new Map<PageMessage['type'], Reader>([
  ['ready', () => ({ type: 'ready' })],
  ['runStep', value => (stepWish(value) ? { type: 'runStep', step: value.step } : undefined)],
  ['retryStep', value => (retryWish(value) ? { type: 'retryStep', ...wishOf(value) } : undefined)],
  ['previewRetry', value => (retryWish(value) ? { type: 'previewRetry', ...wishOf(value) } : undefined)],
  ['clearPreview', () => ({ type: 'clearPreview' })],
  ['confirmPlan', value => (planWish(value) ? { type: 'confirmPlan', plan: value.plan } : undefined)],
  ['fixPlan', value => (fixWish(value) ? { type: 'fixPlan', plan: value.plan, action: value.action } : undefined)],
  ['answerStep', value => (stepWish(value) ? { type: 'answerStep', step: value.step } : undefined)],
  ['openLog', value => (nodeWish(value) ? { type: 'openLog', node: refOf(value.node) } : undefined)],
  ['reveal', value => (nodeWish(value) ? { type: 'reveal', node: refOf(value.node) } : undefined)],
  ['exportMermaid', () => ({ type: 'exportMermaid' })],
  ['exportSvg', value => (svgWish(value) ? { type: 'exportSvg', layout: layoutOf(value.layout) } : undefined)],
  ['problem', value => (problemWish(value) ? { type: 'problem', text: value.text } : undefined)],
]);

function wishOf(wish: { readonly step: string; readonly scope: 'step' | 'downstream'; bypassPreconditions: boolean }) {
  return { step: wish.step, scope: wish.scope, bypassPreconditions: wish.bypassPreconditions };
}

function refOf(ref: NodeRef): NodeRef {
  return ref.kind === 'step' ? { kind: 'step', name: ref.name } : { kind: 'handler', name: ref.name };
}

function layoutOf({ width, height, boxes, lines }: DrawnLayout): DrawnLayout {
  return { width, height, boxes, lines };
}

// The graph's page: builds itself, listens to the panel and to the user, and sends intents.

import { html, say, svg, update } from './element';
import { GraphView } from './graph-view';
import { Inbox } from './inbox';
import { type KeyPlace, keyIntent } from './key-intent';
import { LayoutClient, type LayoutWorker } from './layout-client';
import { legend } from './legend';
import { hostMessage, pageState } from './message-check';
import type { GraphNode, GraphSnapshot, NodeRef, PageMessage, PageState } from './protocol';
import { SidePanel } from './side-panel';
import { textMeasures } from './text-measure';
import { Toolbar } from './toolbar';

interface EditorApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** Milliseconds that a layout may take before the simpler one is drawn. */
const layoutDeadline = 2000;

const editor = acquireVsCodeApi();
const post = (message: PageMessage): void => editor.postMessage(message);
const report = (text: string): void => post({ type: 'problem', text: text.slice(0, 4000) });

let snapshot: GraphSnapshot | undefined;
let received = 0;
let levels = 2;
let sideOpen = false;
/** The number of steps whose layout is under way. */
let arranging: number | undefined;
let fontFamily = 'sans-serif';
const now = (): number => (snapshot?.now ?? 0) + performance.now() - received;

const picture = svg('svg', { id: 'picture', role: 'graphics-document', 'aria-roledescription': 'workflow graph' });
const note = html('p', { id: 'note', role: 'status', hidden: true });
const problem = html('p', { id: 'problem', role: 'alert', hidden: true });
const spoken = html('div', { class: 'spoken', 'aria-live': 'polite' });
const signs = legend();

const view = new GraphView({
  root: picture,
  layouts: new LayoutClient({
    start: startWorker,
    delay: ms => new Promise(resolve => setTimeout(resolve, ms)),
    onProblem: report,
    deadline: layoutDeadline,
  }),
  measures: textMeasures(() => fontFamily),
  now,
  free: freeWindow,
  events: {
    onSelect: () => showSide(),
    onClick: node => {
      if (node === undefined) closeSide();
      else openSide();
    },
    onDoubleClick: node => post({ type: 'reveal', node: refOf(node) }),
    onFocusMode: () => showFocusMode(),
    onDirection: direction => bar.showDirection(direction),
    onBusy: steps => {
      arranging = steps;
      showNote();
    },
    onDrawn: measureDrawing,
  },
});

const bar = new Toolbar({
  onSearch: words => {
    const count = view.search(words);
    bar.showMatches(words.trim() === '' ? '' : count === 1 ? '1 match' : `${count} matches`);
  },
  onStep: by => {
    const found = view.step(by);
    if (found !== undefined) bar.showMatches(`${found.place} of ${found.of}`);
  },
  onFit: () => view.camera.fit(),
  onZoom: factor => view.camera.zoom(factor),
  onTurn: () => {
    view.turn();
    remember();
  },
  onFocusMode: () => view.setFocusMode(view.focusMode ? undefined : levels),
  onLevels: count => {
    levels = count;
    if (view.focusMode) view.setFocusMode(levels);
  },
  onLegend: () => toggleLegend(),
  onExport: format => {
    if (format === 'mermaid') post({ type: 'exportMermaid' });
    else {
      const layout = view.drawnLayout();
      if (layout !== undefined) post({ type: 'exportSvg', layout });
    }
  },
});

const side = new SidePanel({
  onClose: closeSide,
  onLog: node => post({ type: 'openLog', node: refOf(node) }),
  onReveal: node => post({ type: 'reveal', node: refOf(node) }),
  onFocusMode: () => {
    if (view.focusMode) view.setFocusMode(undefined);
    view.setFocusMode(levels);
  },
  onRun: node => post({ type: 'runStep', step: node.name }),
  onAnswer: node => post({ type: 'answerStep', step: node.name }),
  onPreview: (node, wish) => {
    post({ type: 'previewRetry', step: node.name, ...wish });
    showSide();
    view.camera.refresh();
  },
  onClearPreview: () => {
    post({ type: 'clearPreview' });
    showSide();
  },
  onMoreOptions: (node, wish) => post({ type: 'retryStep', step: node.name, ...wish }),
  onConfirm: plan => post({ type: 'confirmPlan', plan }),
  onFix: (plan, action) => post({ type: 'fixPlan', plan, action }),
  onShow: step => view.lookAt(step),
});

new ResizeObserver(() => view.keepInSight()).observe(side.element);
document.body.append(bar.element, html('main', {}, picture, signs, note, problem, side.element), spoken);
document.addEventListener('keydown', onKey);
window.addEventListener('error', event => report(`${event.message} (${event.lineno}:${event.colno})`));
window.addEventListener('unhandledrejection', event => report(String(event.reason)));
const inbox = new Inbox({ receive, now: () => performance.now(), later: (act, ms) => setTimeout(act, ms) });
window.addEventListener('message', event => inbox.take(event.data));
setInterval(tick, 1000);
const saved = pageState(editor.getState());
view.restore(saved?.selected, saved?.direction ?? 'auto');
showFocusMode();
post({ type: 'ready' });

function receive(data: unknown): void {
  const message = hostMessage(data);
  if (message === undefined) report('A message from the panel was not understood.');
  else if (message.type === 'select') view.goTo(message.step);
  else {
    performance.mark('restep.snapshot');
    const before = snapshot?.run;
    snapshot = message;
    received = performance.now();
    fontFamily = getComputedStyle(document.body).fontFamily;
    bar.show(message);
    update(picture, { 'aria-label': `Graph of ${message.title}` });
    update(problem, { hidden: message.problem === undefined });
    say(problem, message.problem ?? '');
    if (before !== undefined && message.run !== undefined && before.status !== message.run.status)
      say(spoken, `The run is now: ${message.run.statusTitle}`);
    view.show(message).then(remember, error => report(String(error)));
    showNote();
  }
}

function showNote(): void {
  const empty = snapshot !== undefined && snapshot.nodes.length === 0 && snapshot.problem === undefined;
  const text =
    arranging !== undefined ? `Arranging ${arranging} steps…` : empty ? 'This workflow has no steps yet.' : '';
  update(note, { hidden: text === '' });
  say(note, text);
}

function remember(): void {
  if (snapshot === undefined) return;
  const selected = view.selectedKey;
  editor.setState({
    subject: snapshot.subject,
    direction: view.direction,
    ...(selected === undefined ? {} : { selected }),
  });
}

function showSide(): void {
  if (snapshot === undefined) return;
  const had = side.previews;
  side.show(sideOpen ? view.selected : undefined, snapshot);
  if (had && !side.previews && snapshot.plan !== undefined) post({ type: 'clearPreview' });
  showFocusMode();
}

function openSide(): void {
  sideOpen = true;
  showSide();
  remember();
}

function closeSide(): void {
  if (side.element.contains(document.activeElement)) view.focusSelected();
  sideOpen = false;
  showSide();
}

function showFocusMode(): void {
  bar.showFocusMode(view.focusMode, view.selected !== undefined && view.selected.handler === undefined);
}

function toggleLegend(): boolean {
  update(signs, { hidden: !signs.hidden });
  bar.showLegend(!signs.hidden);
  return true;
}

function onKey(event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : document.body;
  const place: KeyPlace = target.matches('input, select, textarea')
    ? 'field'
    : target === document.body || picture.contains(target)
      ? 'graph'
      : 'elsewhere';
  const intent = keyIntent(event, place);
  if (intent === undefined) return;
  event.preventDefault();
  if (intent.kind === 'move') view.move(intent.move);
  else if (intent.kind === 'zoom') view.camera.zoom(intent.factor);
  else if (intent.kind === 'fit') view.camera.fit();
  else if (intent.kind === 'search') bar.focusSearch();
  else if (intent.kind === 'focus-mode') view.setFocusMode(view.focusMode ? undefined : levels);
  else if (intent.kind === 'open') {
    openSide();
    side.focus();
  } else closeInnermost();
}

/** Closes the innermost thing that is open. */
function closeInnermost(): void {
  if (bar.closeMenu()) return;
  if (!signs.hidden) toggleLegend();
  else if (bar.clearSearch()) {
    view.search('');
    bar.showMatches('');
    view.focusSelected();
  } else if (side.previews) side.cancelPreview();
  else if (sideOpen) closeSide();
  else if (view.focusMode) view.setFocusMode(undefined);
}

function tick(): void {
  if (snapshot === undefined || document.hidden) return;
  const runs = [snapshot.run, ...snapshot.nodes, ...snapshot.handlers].some(item => item?.startedAt !== undefined);
  if (!runs) return;
  const current = { ...snapshot, now: now() };
  view.tick();
  bar.show(current);
  side.show(sideOpen ? view.selected : undefined, current);
}

function refOf(node: GraphNode): NodeRef {
  return node.handler === undefined ? { kind: 'step', name: node.name } : { kind: 'handler', name: node.handler };
}

/** The part of the picture beside the side panel, or above it where it lies at the bottom. */
function freeWindow(): { readonly width: number; readonly height: number } {
  const { width, height } = picture.getBoundingClientRect();
  if (side.element.hidden) return { width, height };
  const taken = side.element.getBoundingClientRect();
  return taken.width > width * 0.8 ? { width, height: height - taken.height } : { width: width - taken.width, height };
}

/**
 * Starts the layout worker. A webview may not load a worker from where its files lie, so the file is fetched as text and started from memory
 * (VS Code's webview guide, "Using Web Workers").
 */
async function startWorker(): Promise<LayoutWorker> {
  const answer = await fetch(document.body.dataset.worker ?? '');
  if (!answer.ok) throw new Error(`The layout worker could not be read: ${answer.status}`);
  const url = URL.createObjectURL(new Blob([await answer.text()], { type: 'text/javascript' }));
  return new Worker(url);
}

/** Leaves in the browser's timeline how long it took from a snapshot until its picture was on the screen. */
function measureDrawing(): void {
  requestAnimationFrame(() =>
    setTimeout(() => performance.measure('restep.draw', { start: 'restep.snapshot' } as PerformanceMeasureOptions), 0),
  );
}

// The graph's page as it is built, in a real browser; only the editor's webview API is stood in for, as that is where the page ends.

import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { statusFacts } from '../../src/model/status';
import { graphHtml } from '../../src/ui/graph/graph-html';
import type { GraphNode, GraphPlan, GraphSnapshot, HostMessage, PageMessage } from '../../src/webview/protocol';

const root = resolve(__dirname, '../../..');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

const files: Readonly<Record<string, readonly [path: string, type: string]>> = {
  '/graph.js': ['dist/webview/graph.js', 'text/javascript'],
  '/layout-worker.js': ['dist/webview/layout-worker.js', 'text/javascript'],
  '/graph.css': ['media/graph.css', 'text/css'],
};

/** Serves the real document with its real policy. */
async function serve(): Promise<{ readonly server: Server; readonly origin: string }> {
  let origin = '';
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (file !== undefined) response.setHeader('content-type', file[1]).end(readFileSync(resolve(root, file[0])));
    else if (request.url === '/')
      response.setHeader('content-type', 'text/html').end(
        graphHtml({
          source: origin,
          script: `${origin}/graph.js`,
          worker: `${origin}/layout-worker.js`,
          style: `${origin}/graph.css`,
          nonce: 'bm9uY2U',
          language: 'en',
        }),
      );
    else response.writeHead(404).end();
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, origin };
}

function nodeOf(name: string, status: GraphNode['status'] = 'succeeded', more: Partial<GraphNode> = {}): GraphNode {
  const statusTitle = statusFacts(status).title;
  return { name, label: name, status, statusTitle, durationMs: 1500, can: ['retry', 'log', 'reveal'], ...more };
}

function snapshotOf(
  nodes: readonly GraphNode[],
  edges: GraphSnapshot['edges'],
  more: Partial<GraphSnapshot> = {},
): GraphSnapshot {
  return { type: 'snapshot', subject: 'subject', title: 'etl', now: 1_000_000, nodes, edges, handlers: [], ...more };
}

/** Ranks of `width` steps, each depending on one or two of the rank above. */
function ladder(count: number, width: number): GraphSnapshot {
  const nodes = Array.from({ length: count }, (_, index) =>
    nodeOf(`step-${index}`, index % 7 === 0 ? 'failed' : 'succeeded'),
  );
  const edges = nodes.flatMap((_, to): [number, number][] =>
    to < width
      ? []
      : to % 3 === 0 && to % width > 0
        ? [
            [to - width, to],
            [to - width - 1, to],
          ]
        : [[to - width, to]],
  );
  return snapshotOf(nodes, edges);
}

const small = snapshotOf(
  [
    nodeOf('extract'),
    nodeOf('check', 'failed', { error: 'exit status 2' }),
    nodeOf('clean'),
    nodeOf('load', 'aborted'),
  ],
  [
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 3],
  ],
  { handlers: [nodeOf('onExit', 'succeeded', { handler: 'exit', can: ['log', 'reveal'] })] },
);

const plan: GraphPlan = {
  id: 4,
  step: 'check',
  scope: 'downstream',
  bypassPreconditions: false,
  steps: [
    { name: 'check', label: 'check', effect: 'runs', reason: 'You chose it' },
    { name: 'load', label: 'load', effect: 'runs', reason: 'It depends on check' },
    { name: 'extract', label: 'extract', effect: 'kept', reason: 'It is not chosen' },
    { name: 'clean', label: 'clean', effect: 'kept', reason: 'It is not chosen' },
  ],
  handlers: ['exit'],
  notes: ['A note.'],
  refusals: [],
  expectedMs: 65_000,
};

const planned: GraphSnapshot = {
  ...small,
  nodes: small.nodes.map(node => {
    const step = plan.steps.find(({ name }) => name === node.name);
    return step === undefined ? node : { ...node, plan: { effect: step.effect, reason: step.reason } };
  }),
  plan,
};

describe("the graph's page", function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: Server;
  let origin: string;
  let page: Page;
  let complaints: string[];

  before(async function () {
    if (!existsSync(executablePath)) {
      // Without a browser there is nothing to be tested here; where one is promised, its absence is a failure.
      assert.equal(process.env.CI, undefined, `no browser at ${executablePath}`);
      this.skip();
    }
    ({ server, origin } = await serve());
    browser = await chromium.launch({ executablePath, args: quiet });
  });

  after(async () => {
    await browser?.close();
    server?.close();
  });

  afterEach(async () => {
    await page.context().close();
    assert.deepEqual(complaints, [], 'the browser complained');
  });

  /** Opens the page with an editor behind it that keeps what is posted; `variables` are theme colours without their prefix. */
  async function open(
    options: {
      readonly state?: unknown;
      readonly theme?: string;
      readonly variables?: Readonly<Record<string, string>>;
      readonly reducedMotion?: 'reduce' | 'no-preference';
    } = {},
  ): Promise<void> {
    const { state, theme = 'vscode-dark', variables = {}, reducedMotion = 'no-preference' } = options;
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion });
    page = await context.newPage();
    complaints = [];
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(error.message));
    await page.addInitScript(`{
      let state = ${JSON.stringify(state) ?? 'undefined'};
      globalThis.posted = [];
      globalThis.acquireVsCodeApi = () => ({
        postMessage: message => posted.push(structuredClone(message)),
        getState: () => state,
        setState: next => { globalThis.kept = state = structuredClone(next); },
      });
      document.addEventListener('DOMContentLoaded', () => {
        document.body.classList.add(${JSON.stringify(theme)});
        for (const [name, value] of Object.entries(${JSON.stringify(variables)}))
          document.documentElement.style.setProperty('--vscode-' + name, value);
      });
    }`);
    await page.goto(origin);
    await until(`posted.some(message => message.type === 'ready')`);
  }

  /** Waits until an expression is true in the page; the policy of the page forbids Playwright's own way, which compiles text there. */
  async function until(expression: string): Promise<void> {
    await page.evaluate(
      `new Promise(resolve => { const look = () => ((${expression}) ? resolve() : requestAnimationFrame(look)); look(); })`,
    );
  }

  async function send(message: HostMessage | object): Promise<void> {
    await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  }

  /** Sends a snapshot and waits until its picture is on the screen. */
  async function show(snapshot: GraphSnapshot): Promise<void> {
    const before = await page.evaluate<number>(`performance.getEntriesByName('restep.draw').length`);
    await send(snapshot);
    await until(`performance.getEntriesByName('restep.draw').length > ${before}`);
  }

  const posted = async (): Promise<PageMessage[]> =>
    (await page.evaluate<PageMessage[]>('posted')).filter(message => message.type !== 'ready');
  const focused = (): Promise<string | null> => page.evaluate(`document.activeElement.getAttribute('aria-label')`);
  const item = (name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name},`) });
  const press = (key: string): Promise<void> => page.keyboard.press(key);

  it('draws three hundred steps with Graphviz in a worker, under the policy of its document', async () => {
    await open();
    await show(ladder(300, 10));
    assert.equal(await page.getByRole('treeitem').count(), 300);
    assert.equal(await page.locator('.lines path').count(), ladder(300, 10).edges.length);
    assert.deepEqual(await posted(), []);
  });

  it('stays responsive with five thousand steps and gives elements only to those in sight', async () => {
    await open();
    await send(ladder(5000, 60));
    await page.getByText('Arranging 5000 steps').waitFor();
    assert.equal(await page.evaluate('1 + 1'), 2);
    await until(`performance.getEntriesByName('restep.draw').length > 0`);
    await page.getByRole('searchbox').fill('step-4321');
    await press('Enter');
    await item('step-4321').waitFor();
    assert.ok((await page.locator('svg *').count()) < 20_000);
  });

  it('writes names large when a graph has to be seen from further away', async () => {
    await open();
    await show(ladder(60, 4));
    const name = page.locator('#node-0 .name');
    const large = page.locator('#node-0 .large');
    assert.deepEqual([await name.isVisible(), await large.isVisible()], [false, true]);
    const height = (await large.boundingBox())?.height ?? 0;
    assert.ok(height >= 8, `the name is ${height} pixels high`);
  });

  it('writes names as large as nodes are high when a long chain has to be seen whole', async () => {
    await open();
    await page.setViewportSize({ width: 500, height: 480 });
    const chain = Array.from({ length: 20 }, (_, index) =>
      nodeOf(`s${index + 1}`, index < 13 ? 'succeeded' : 'failed'),
    );
    await show(
      snapshotOf(
        chain,
        chain.slice(1).map((_, index): [number, number] => [index, index + 1]),
      ),
    );
    const name = page.locator('#node-13 .huge');
    assert.equal(await name.textContent(), 's14');
    const height = (await name.boundingBox())?.height ?? 0;
    assert.ok(height >= 8, `the name is ${height} pixels high`);
  });

  it('keeps its direction, the chosen step and the confirmation in sight when a plan is asked for in a small window', async () => {
    await open();
    await page.setViewportSize({ width: 500, height: 480 });
    const chain = Array.from({ length: 12 }, (_, index) => nodeOf(`step-${index}`, 'failed'));
    const edges = chain.slice(1).map((_, index): [number, number] => [index, index + 1]);
    await show(snapshotOf(chain, edges));
    const turn = await page.locator('#node-0').getAttribute('transform');
    await page.locator('#node-9').click();
    await page.getByRole('button', { name: '+ downstream' }).click();
    const steps = chain.map(({ name }) => ({ name, label: name, effect: 'runs', reason: 'It was chosen.' }) as const);
    await send(snapshotOf(chain, edges, { plan: { ...plan, step: 'step-9', scope: 'downstream', steps } }));
    await page.getByRole('button', { name: 'Confirm: retry 12 steps' }).click({ trial: true });
    assert.equal(await page.locator('#node-0').getAttribute('transform'), turn);
    const [node, side] = [await page.locator('#node-9 .box').boundingBox(), await page.locator('#side').boundingBox()];
    assert.ok(node !== null && side !== null && node.y + node.height <= side.y, 'the panel hides the chosen step');
  });

  it('draws hostile names as text', async () => {
    await open();
    const name = '<img src=x onerror="document.title=\'owned\'">';
    await show(snapshotOf([nodeOf(name, 'failed', { error: name, reason: name })], [], { title: name, problem: name }));
    await page.locator('.node').click();
    await page.getByRole('heading', { level: 2, name }).waitFor();
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.title(), 'Graph');
    assert.equal(await page.locator('#bar h1').textContent(), name);
  });

  it('goes along edges and ranks with the keyboard, opens a step and comes back', async () => {
    await open();
    await show(small);
    await item('extract').focus();
    await press('ArrowDown');
    const first = await focused();
    assert.match(first ?? '', /^(check|clean), /);
    await press(first?.startsWith('check') ? 'ArrowRight' : 'ArrowLeft');
    assert.match((await focused()) ?? '', first?.startsWith('check') ? /^clean, / : /^check, /);
    await press('ArrowDown');
    assert.match((await focused()) ?? '', /^load, Aborted, 1.5 s/);
    await press('ArrowDown');
    assert.match((await focused()) ?? '', /^Handler onExit, /);
    await press('Home');
    assert.match((await focused()) ?? '', /^extract, /);
    await press('Enter');
    await page.getByRole('complementary', { name: 'Step extract' }).waitFor();
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Retry this step');
    await press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'hidden' });
    assert.match((await focused()) ?? '', /^extract, /);
    assert.deepEqual(await posted(), []);
  });

  it('has one stop for the Tab key, and says what each step is', async () => {
    await open();
    await show(small);
    assert.equal(await page.locator('.node[tabindex="0"]').count(), 1);
    await page.locator('#picture[aria-label="Graph of etl"]').waitFor();
    assert.equal(await item('check').getAttribute('aria-label'), 'check, Failed, 1.5 s');
    assert.equal(await item('load').getAttribute('aria-level'), '3');
    await item('load').click();
    assert.equal(await page.locator('.node[tabindex="0"]').getAttribute('aria-label'), 'load, Aborted, 1.5 s');
    assert.equal(await item('load').getAttribute('aria-selected'), 'true');
  });

  it('shows what a retry would do before it is confirmed', async () => {
    await open();
    await show(small);
    await item('check').click();
    await page.getByRole('button', { name: '+ downstream' }).click();
    await page.getByText('Planning…').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Confirm' }).isDisabled(), true);
    await send(planned);
    await page.getByText('2 steps run · 2 kept').waitFor();
    await page.getByText('It depends on check', { exact: true }).waitFor();
    await page.getByText('Then the handlers: exit.').waitFor();
    assert.match((await item('load').getAttribute('class')) ?? '', /effect-runs/);
    assert.match((await item('extract').getAttribute('class')) ?? '', /effect-kept/);
    assert.match((await item('load').getAttribute('aria-label')) ?? '', /Will run: It depends on check$/);
    await page.getByRole('button', { name: 'Confirm: retry 2 steps' }).click();
    assert.equal(await page.getByRole('button', { name: /^Confirm/ }).isDisabled(), true);
    await page.getByLabel('Skip preconditions').check();
    assert.deepEqual(await posted(), [
      { type: 'previewRetry', step: 'check', scope: 'downstream', bypassPreconditions: false },
      { type: 'confirmPlan', plan: 4 },
      { type: 'previewRetry', step: 'check', scope: 'downstream', bypassPreconditions: true },
    ]);
  });

  it('shows why a retry is refused and what can be done about it', async () => {
    await open();
    await show(small);
    await item('load').click();
    await page.getByRole('button', { name: 'Retry this step' }).click();
    const refusals: GraphPlan['refusals'] = [
      { code: 'upstream-blocked', message: 'check failed.', actions: ['include-upstream', 'ignore-upstream'] },
    ];
    await send({ ...small, plan: { ...plan, id: 9, step: 'load', scope: 'step', steps: [], refusals } });
    await page.getByRole('alert').filter({ hasText: 'check failed.' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Confirm' }).isDisabled(), true);
    await page.getByRole('button', { name: 'Ignore the upstream once' }).click();
    await press('Escape');
    assert.deepEqual((await posted()).slice(1), [
      { type: 'fixPlan', plan: 9, action: 'ignore-upstream' },
      { type: 'clearPreview' },
    ]);
  });

  it('gives up a plan when another step is chosen', async () => {
    await open();
    await show(small);
    await item('check').click();
    await page.getByRole('button', { name: '+ downstream' }).click();
    await send(planned);
    await page.getByText('2 steps run').waitFor();
    await item('extract').click();
    await page.getByRole('heading', { level: 2, name: 'extract' }).waitFor();
    assert.deepEqual((await posted()).at(-1), { type: 'clearPreview' });
  });

  it('changes statuses in place', async () => {
    await open();
    await show(small);
    await page.evaluate(`globalThis.first = document.querySelector('[aria-label^="check"]')`);
    const place = await item('check').getAttribute('transform');
    const nodes = small.nodes.map(node => (node.name === 'check' ? nodeOf('check', 'succeeded') : node));
    await send({ ...small, nodes });
    await page.getByRole('treeitem', { name: 'check, Succeeded' }).waitFor();
    assert.equal(await page.evaluate(`first === document.querySelector('[aria-label^="check"]')`), true);
    assert.equal(await item('check').getAttribute('transform'), place);
    assert.equal(await page.evaluate(`performance.getEntriesByName('restep.draw').length`), 1);
  });

  it('passes on run, log and definition of the chosen node, and nothing when execution is locked', async () => {
    await open();
    await show({ ...small, nodes: small.nodes.map(node => ({ ...node, can: ['run', 'log', 'reveal'] as const })) });
    await item('clean').click();
    await page.getByRole('button', { name: 'Run this step' }).click();
    await page.getByRole('button', { name: 'Log' }).click();
    await page.getByRole('button', { name: 'Go to definition' }).click();
    await item('Handler onExit').click();
    await page.getByRole('button', { name: 'Log' }).click();
    assert.deepEqual(await posted(), [
      { type: 'runStep', step: 'clean' },
      { type: 'openLog', node: { kind: 'step', name: 'clean' } },
      { type: 'reveal', node: { kind: 'step', name: 'clean' } },
      { type: 'openLog', node: { kind: 'handler', name: 'exit' } },
    ]);
    await send({ ...small, locked: 'This folder is not trusted.' });
    await item('clean').click();
    await page.getByText('This folder is not trusted.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Retry this step' }).isDisabled(), true);
  });

  it('finds steps and shows only what is around one', async () => {
    await open();
    await show(ladder(60, 6));
    await press('/');
    await page.keyboard.type('step-3');
    await page.getByText('11 matches').waitFor();
    await press('Enter');
    await page.getByText('1 of 11').waitFor();
    assert.equal(await page.locator('.node.found').count(), 11);
    assert.match((await page.locator('.node.selected').getAttribute('aria-label')) ?? '', /^step-3,/);
    await press('Escape');
    assert.equal(await page.locator('.node.found').count(), 0);
    await page.getByRole('button', { name: /^Focus on the selected step/ }).click();
    await until(`document.querySelectorAll('.node').length < 60`);
    assert.ok((await page.getByRole('treeitem').count()) > 1);
    await press('Escape');
    await until(`document.querySelectorAll('.node').length === 60`);
  });

  it('sends numbers alone for a picture to be exported', async () => {
    await open();
    await show(small);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Export as SVG…' }).click();
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Export as Mermaid…' }).click();
    const [svg, mermaid] = await posted();
    assert.ok(svg?.type === 'exportSvg');
    assert.equal(svg.layout.boxes.length, 5);
    assert.equal(svg.layout.lines.length, 4);
    assert.ok([svg.layout.boxes, svg.layout.lines].flat(2).every(Number.isFinite));
    assert.deepEqual(mermaid, { type: 'exportMermaid' });
  });

  it('comes back with the step that was selected, and keeps what it is of', async () => {
    await open({ state: { subject: 'old', selected: 'step clean', direction: 'right' } });
    await show(small);
    assert.equal(await item('clean').getAttribute('aria-selected'), 'true');
    const [left, right] = [await item('extract').boundingBox(), await item('load').boundingBox()];
    assert.ok(left !== null && right !== null && left.x + left.width < right.x);
    assert.deepEqual(await page.evaluate('kept'), { subject: 'subject', direction: 'right', selected: 'step clean' });
  });

  it('selects the step that the panel names', async () => {
    await open();
    await show(small);
    await send({ type: 'select', step: 'load' });
    await page.locator('.node.selected[aria-label^="load"]').waitFor();
  });

  it('does nothing with what is no message, and reports it', async () => {
    await open();
    await show(small);
    await send({ ...small, nodes: [{ name: 'evil', html: '<b>' }] });
    await until(`posted.some(message => message.type === 'problem')`);
    assert.equal(await page.getByRole('treeitem').count(), 5);
  });

  it('draws with lines instead of tints in high contrast', async () => {
    const variables = { contrastBorder: '#6fc3df', contrastActiveBorder: '#f38518', 'editor-background': '#000000' };
    await open({ theme: 'vscode-high-contrast', variables });
    await show(small);
    await item('check').click();
    const style = (selector: string, property: string): Promise<string> =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`);
    assert.equal(await style('.node.status-succeeded .box', 'stroke'), 'rgb(111, 195, 223)');
    assert.equal(await style('.node.status-failed .box', 'fill'), 'rgb(0, 0, 0)');
    assert.equal(await style('.node.selected .ring', 'stroke'), 'rgb(243, 133, 24)');
  });

  it('turns the sign of a running step only for those who do not mind motion', async () => {
    const running = snapshotOf([nodeOf('a', 'running', { startedAt: 999_000 })], []);
    for (const [reducedMotion, animation] of [
      ['no-preference', 'turn'],
      ['reduce', 'none'],
    ] as const) {
      if (animation === 'none') await page.context().close();
      await open({ reducedMotion });
      await show(running);
      assert.equal(
        await page.evaluate(`getComputedStyle(document.querySelector('.glyph path')).animationName`),
        'none',
      );
      assert.equal(
        await page.evaluate(`getComputedStyle(document.querySelector('.node .glyph path')).animationName`),
        animation,
      );
    }
  });
});

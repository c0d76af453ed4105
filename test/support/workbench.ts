// A real workbench in Chromium with the extension loaded, and what a person does in it. Everything waits for what it needs to see; nothing sleeps.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';

export interface WorkbenchOptions {
  /** The folder to open: a copy of it is made, so tests may change it. */
  readonly folder: string;
  /** Files to write into the copy first: path → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Settings of the workspace. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder is not trusted until `trustFolder` is called. Otherwise every folder is. */
  readonly trust?: boolean;
  /** The extension's folder, when it is not this repository. */
  readonly extension?: string;
}

/** Names of VS Code's own colour themes. */
export type Theme = 'Dark Modern' | 'Light Modern' | 'Dark High Contrast' | 'Light High Contrast';

interface Server {
  readonly origin: string;
  readonly log: string;
  stop(): Promise<void>;
}

/** What scripts/host-launch.mjs exports, as far as it is used here. */
interface Launcher {
  startServer(options: { readonly trust: boolean; readonly env: Readonly<Record<string, string>> }): Promise<Server>;
  startBrowser(): Promise<Browser>;
  workbenchAddress(origin: string, place: { readonly folder: string; readonly extension?: string }): string;
}

/** An element that shows a line of an editor; the editor keeps them in no order. */
interface ShownLine {
  readonly style: { readonly top: string };
  readonly textContent: string;
}

const root = resolve(__dirname, '../../..');
const screenshots = join(root, 'test', 'screenshots');
const patience = 30_000;

/** Opens a workbench on a copy of a folder, with an empty store of runs. Close it in `after`. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const launcher: Launcher = await import(pathToFileURL(join(root, 'scripts', 'host-launch.mjs')).href);
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'restep-ui-')));
  const folder = join(scratch, basename(options.folder));
  const home = join(scratch, 'home');
  const closers: (() => Promise<void>)[] = [
    async () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  ];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    cpSync(options.folder, folder, { recursive: true });
    for (const [name, text] of Object.entries(options.files ?? {})) write(join(folder, name), text);
    if (options.settings !== undefined)
      write(join(folder, '.vscode', 'settings.json'), JSON.stringify(options.settings));
    const env = { RESTEP_HOME: home, ...options.env };
    const server = await launcher.startServer({ trust: options.trust ?? false, env });
    closers.push(() => server.stop());
    const browser = await launcher.startBrowser();
    closers.push(() => browser.close());
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    const place = { folder, ...(options.extension === undefined ? {} : { extension: options.extension }) };
    await page.goto(launcher.workbenchAddress(server.origin, place));
    await page.locator('.monaco-workbench .statusbar').waitFor();
    return new Workbench({ page, folder, home, log: server.log, close });
  } catch (error) {
    await close();
    throw error;
  }
}

export class Workbench {
  readonly page: Page;
  /** The copy of the folder. */
  readonly folder: string;
  /** Where the extension keeps its runs. */
  readonly home: string;
  readonly #log: string;
  readonly #close: () => Promise<void>;

  constructor(parts: {
    readonly page: Page;
    readonly folder: string;
    readonly home: string;
    readonly log: string;
    readonly close: () => Promise<void>;
  }) {
    this.page = parts.page;
    this.folder = parts.folder;
    this.home = parts.home;
    this.#log = parts.log;
    this.#close = parts.close;
  }

  /** Runs a command of the palette by its whole title with category, such as `Restep: Run DAG`. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.#quickInput.locator('input').first().fill(`>${title}`);
    await this.#quickInput
      .locator('.monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: exactly(title) }) })
      .first()
      .click();
  }

  /** Opens a file of the folder in an editor that stays. */
  async open(name: string): Promise<Locator> {
    await this.page.keyboard.press('ControlOrMeta+P');
    await this.#quickInput.locator('input').first().fill(name);
    await this.#quickInput
      .locator('.monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: exactly(basename(name)) }) })
      .first()
      .click();
    await this.page.locator('.tab.active', { hasText: basename(name) }).waitFor();
    const editor = this.page.locator('.editor-group-container.active .monaco-editor').first();
    await editor.locator('.view-lines .view-line').first().waitFor();
    return editor;
  }

  /** What the active editor shows of its text, line by line from the top. */
  async editorText(): Promise<string> {
    const lines = this.page.locator('.editor-group-container.active .monaco-editor .view-lines .view-line');
    const placed = await lines.evaluateAll(elements =>
      (elements as unknown as readonly ShownLine[]).map(({ style, textContent }) => ({
        top: Number.parseInt(style.top, 10),
        text: textContent,
      })),
    );
    return placed
      .sort((a, b) => a.top - b.top)
      .map(line => line.text.replaceAll('\u00a0', ' '))
      .join('\n');
  }

  /** The CodeLenses with a text, from the top; the text is that without icons. */
  lens(text: string | RegExp): Locator {
    const whole = typeof text === 'string' ? exactly(text) : text;
    return this.page.locator('.codelens-decoration a').filter({ hasText: whole });
  }

  /** Clicks the first, or the numbered (from 0) CodeLens with a text. */
  async clickLens(text: string | RegExp, number = 0): Promise<void> {
    await this.lens(text).nth(number).click();
  }

  /** A row of a tree in a side bar or panel, by a part of what it says (label and description). */
  treeRow(text: string | RegExp): Locator {
    return this.page.locator('.pane-body .monaco-list-row, .tree-explorer-viewlet-tree-view .monaco-list-row').filter({
      hasText: text,
    });
  }

  /** Opens a view container by the name in its tooltip in the activity bar. */
  async openContainer(name: string): Promise<void> {
    const action = this.page.locator(`.activitybar .action-item:has([aria-label^="${name}"])`).first();
    await action.waitFor();
    if ((await action.getAttribute('aria-expanded')) !== 'true') await action.click();
    await this.page.locator('.sidebar .composite.title', { hasText: new RegExp(`^\\s*${name}`, 'i') }).waitFor();
  }

  /** The rows that a quick pick shows: label, description and detail in one text each. Waits for the first. */
  async pickRows(): Promise<string[]> {
    const rows = this.#quickInput.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).map(text => text.replace(/\s+/g, ' ').trim());
  }

  /** Chooses the row of a quick pick that contains a text. */
  async choose(text: string | RegExp): Promise<void> {
    await this.#quickInput.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first().click();
  }

  /** Answers an input box. */
  async answer(text: string): Promise<void> {
    const input = this.#quickInput.locator('input').first();
    await input.fill(text);
    await input.press('Enter');
  }

  /** What the terminal in front shows and kept, lines unwrapped; copied as a person would. */
  async terminalText(): Promise<string> {
    await this.page
      .locator('.terminal-wrapper.active .xterm-screen, .terminal-wrapper .xterm-screen')
      .first()
      .waitFor();
    await this.page.evaluate(`navigator.clipboard.writeText('')`);
    await this.command('Terminal: Select All');
    await this.command('Terminal: Copy Selection');
    await this.page.waitForFunction(`navigator.clipboard.readText().then(text => text !== '')`);
    const text: string = await this.page.evaluate('navigator.clipboard.readText()');
    await this.command('Terminal: Clear Selection');
    return text.replace(/\r\n/g, '\n');
  }

  /** Waits until the rows of the terminal in front contain a text. Rows are cut at the edge: choose a short one. */
  async terminalShows(text: string): Promise<void> {
    await this.page.locator('.terminal-wrapper .xterm-rows > div').filter({ hasText: text }).first().waitFor();
  }

  /** The document of the webview in front, or of the numbered one (from 0). */
  webview(number = 0): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').nth(number).frameLocator('iframe#active-frame');
  }

  /** The messages behind the bell, newest first. Waits for one with the text when one is given. */
  async notifications(text?: string | RegExp): Promise<string[]> {
    const messages = this.page.locator('.notifications-center.visible .notification-list-item-message');
    const bell = this.page.locator('[id="status.notifications"]');
    if (!(await this.page.locator('.notifications-center.visible').isVisible())) await bell.click();
    if (text !== undefined) await messages.filter({ hasText: text }).first().waitFor();
    return messages.allInnerTexts();
  }

  /** Presses a button of a message behind the bell; with the keyboard, as the tooltip of the bell may lie upon it. */
  async notificationButton(title: string): Promise<void> {
    if (!(await this.page.locator('.notifications-center.visible').isVisible()))
      await this.page.locator('[id="status.notifications"]').click();
    await this.page
      .locator('.notifications-center.visible .notification-list-item')
      .getByRole('button', { name: title })
      .first()
      .press('Enter');
  }

  /** Trusts the folder of a workbench that was opened with `trust`: until then it is in restricted mode. */
  async trustFolder(): Promise<void> {
    await this.statusItem('Restricted Mode').click();
    const editor = this.page.locator('.workspace-trust-editor');
    await editor.getByRole('button', { name: 'Trust', exact: true }).click();
    await this.statusItem('Restricted Mode').waitFor({ state: 'hidden' });
    await this.page
      .locator('.monaco-modal-editor-block')
      .getByRole('button', { name: /^Close/ })
      .first()
      .click();
    await editor.waitFor({ state: 'hidden' });
  }

  /** An item of the status bar by a part of its text. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  async theme(name: Theme): Promise<void> {
    const kind = {
      'Dark Modern': 'vs-dark',
      'Light Modern': 'vs',
      'Dark High Contrast': 'hc-black',
      'Light High Contrast': 'hc-light',
    };
    await this.command('Preferences: Color Theme');
    await this.answer(name);
    await this.page.locator(`.monaco-workbench.${kind[name]}`).waitFor();
    // The list shows each theme before it is chosen, and has the focus until it is gone.
    await this.#quickInput.waitFor({ state: 'hidden' });
  }

  /** Writes test/screenshots/NAME.png. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(screenshots, `${name}.png`), animations: 'disabled' });
  }

  /** What the server told so far: for the message of a failing test. */
  serverLog(): string {
    return readFileSync(this.#log, 'utf8');
  }

  /** Ends the browser and the server and removes the folder. */
  close(): Promise<void> {
    return this.#close();
  }

  get #quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Matches a whole text, whatever space is around it. */
function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}

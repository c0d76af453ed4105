// The graph in the editor: one panel for each workflow or run, restored after a reload of the window.

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { pageState } from '../../webview/message-check';
import { type GraphHost, type GraphSubject, readSubject, subjectText } from './graph-host';
import { graphHtml } from './graph-html';
import { GraphSession } from './graph-session';

/** The view type of the panels and of their serializer: `onWebviewPanel:restep.graph` activates the extension for them. */
export const graphViewType = 'restep.graph';

export interface GraphParts {
  readonly host: GraphHost;
  readonly clock: Clock;
  readonly extensionUri: vscode.Uri;
}

/** Opens graphs. */
export interface Graphs extends vscode.Disposable {
  /** Shows the graph of a subject beside the editor, the open one if there is one, and selects a step in it. */
  show(subject: GraphSubject, step?: string): void;
}

/** Registers the serializer and returns what opens graphs. Disposing it closes no panel; VS Code restores them by itself. */
export function registerGraph(parts: GraphParts): Graphs {
  const open = new Map<string, { readonly panel: vscode.WebviewPanel; readonly session: GraphSession }>();

  const fill = (panel: vscode.WebviewPanel, subject: GraphSubject): GraphSession => {
    const key = subjectText(subject);
    const session = startSession(panel, subject, parts);
    const received = panel.webview.onDidReceiveMessage(message => session.receive(message));
    open.set(key, { panel, session });
    const seen = panel.onDidChangeViewState(() => {
      if (!panel.visible) session.leave();
    });
    panel.onDidDispose(() => {
      seen.dispose();
      received.dispose();
      session.dispose();
      if (open.get(key)?.panel === panel) open.delete(key);
    });
    panel.iconPath = {
      light: vscode.Uri.joinPath(parts.extensionUri, 'media', 'graph-light.svg'),
      dark: vscode.Uri.joinPath(parts.extensionUri, 'media', 'graph-dark.svg'),
    };
    panel.webview.options = webviewOptions(parts.extensionUri);
    panel.webview.html = documentOf(panel.webview, parts.extensionUri);
    return session;
  };

  const serializer = vscode.window.registerWebviewPanelSerializer(graphViewType, {
    deserializeWebviewPanel: async (panel, state) => {
      const subject = readSubject(pageState(state)?.subject ?? '');
      // A panel that never got as far as showing something has nothing to be restored from.
      if (subject === undefined || open.has(subjectText(subject))) panel.dispose();
      else fill(panel, subject);
    },
  });

  return {
    show: (subject, step) => {
      const known = open.get(subjectText(subject));
      known?.panel.reveal(undefined, false);
      const session = known?.session ?? fill(newPanel(parts.extensionUri), subject);
      if (step !== undefined) session.select(step);
    },
    dispose: () => {
      serializer.dispose();
      for (const { session } of open.values()) session.dispose();
    },
  };
}

function newPanel(extensionUri: vscode.Uri): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(
    graphViewType,
    vscode.l10n.t('Graph'),
    vscode.ViewColumn.Beside,
    webviewOptions(extensionUri),
  );
}

function startSession(panel: vscode.WebviewPanel, subject: GraphSubject, parts: GraphParts): GraphSession {
  return new GraphSession({
    subject,
    host: parts.host,
    clock: parts.clock,
    post: message => {
      // False means that the page is hidden and has gone; it asks again when it is back.
      panel.webview.postMessage(message).then(undefined, error => parts.host.onBug(error));
    },
    onTitle: title => {
      panel.title = vscode.l10n.t('Graph: {0}', title);
    },
    save: (name, extension, text) => save(subject, name, extension, text),
  });
}

function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableCommandUris: false,
    localResourceRoots: [
      vscode.Uri.joinPath(extensionUri, 'dist', 'webview'),
      vscode.Uri.joinPath(extensionUri, 'media'),
    ],
  };
}

function documentOf(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const address = (...path: string[]): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  return graphHtml({
    source: webview.cspSource,
    script: address('dist', 'webview', 'graph.js'),
    worker: address('dist', 'webview', 'layout-worker.js'),
    style: address('media', 'graph.css'),
    nonce: randomBytes(24).toString('base64url'),
    language: vscode.env.language,
  });
}

/** Asks where to, beginning beside the workflow, and writes the file. The name of a workflow is hostile: only harmless signs of it are proposed. */
async function save(subject: GraphSubject, name: string, extension: 'svg' | 'mmd', text: string): Promise<void> {
  const file = vscode.Uri.parse(subject.file, true);
  const harmless =
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 80) || 'graph';
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(file, '..', `${harmless}.${extension}`),
    filters: extension === 'svg' ? { SVG: ['svg'] } : { Mermaid: ['mmd', 'mermaid'] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
}

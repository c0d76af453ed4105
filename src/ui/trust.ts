// The one gate through which everything that executes goes: nothing runs in a workspace that is not trusted.

import * as vscode from 'vscode';

export interface TrustGate {
  readonly trusted: boolean;
  /** Whether something may be executed now. If not, the user is told, with a way to trust the workspace. */
  allows(): boolean;
  /** Calls the listener when the workspace is trusted: at once if it is. */
  whenTrusted(listener: () => void): vscode.Disposable;
}

/** Why nothing is executed, as one sentence. */
export function lockedText(): string {
  return vscode.l10n.t('This workspace is not trusted: workflows are shown and checked, but nothing is run.');
}

/** The gate of this window's workspace. `onBug` hears of a message that could not be shown. */
export function trustGate(onBug: (error: unknown) => void): TrustGate {
  return {
    get trusted() {
      return vscode.workspace.isTrusted;
    },
    allows: () => {
      if (vscode.workspace.isTrusted) return true;
      offerTrust().catch(onBug);
      return false;
    },
    whenTrusted: listener => {
      if (!vscode.workspace.isTrusted) return vscode.workspace.onDidGrantWorkspaceTrust(listener);
      listener();
      return new vscode.Disposable(() => undefined);
    },
  };
}

async function offerTrust(): Promise<void> {
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const answer = await vscode.window.showWarningMessage(lockedText(), manage);
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

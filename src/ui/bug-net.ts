// The nets that catch our own bugs: logged in full, told to the user once in a sentence.

import * as vscode from 'vscode';
import { commandIds } from './commands/ids';

/** Takes an error that is our own bug. */
export type BugNet = (error: unknown) => void;

export function bugNet(log: vscode.LogOutputChannel): BugNet {
  return error => {
    log.error(error instanceof Error ? error : String(error));
    const show = vscode.l10n.t('Show Log');
    const text = vscode.l10n.t(
      'Restep met a bug of its own: {0}',
      error instanceof Error ? error.message : String(error),
    );
    vscode.window.showErrorMessage(text, show).then(
      async answer => {
        if (answer === show) await vscode.commands.executeCommand(commandIds.showExtensionLog);
      },
      failure => log.error(String(failure)),
    );
  };
}

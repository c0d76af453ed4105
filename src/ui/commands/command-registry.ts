// Registers the commands: one handler for each name of the table, each inside the net for our own bugs.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposal';
import type { BugNet } from '../bug-net';
import { type CommandName, commandIds } from './ids';

/** What a command does; `argument` is whatever the caller hands over, and is checked by the handler. */
export type CommandHandlers = { readonly [N in CommandName]: (argument: unknown) => Promise<void> };

export function registerCommands(handlers: CommandHandlers, onBug: BugNet): vscode.Disposable {
  const store = new DisposableStore();
  for (const [name, id] of Object.entries(commandIds) as [CommandName, string][]) {
    store.add(
      vscode.commands.registerCommand(id, async (argument: unknown) => {
        try {
          await handlers[name](argument);
        } catch (error) {
          onBug(error);
        }
      }),
    );
  }
  return store;
}

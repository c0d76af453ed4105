// The settings, read where they are used: VS Code keeps them, we never do.

import * as vscode from 'vscode';

/** The settings of the manifest by their names below `restep.`. */
export interface Settings {
  readonly codeLens: boolean;
  readonly gutterStatus: boolean;
  readonly endOfLineStatus: boolean;
  readonly revealTerminal: 'always' | 'onFailure' | 'never';
  readonly notifyOnFailure: boolean;
  /** Milliseconds. */
  readonly 'validation.debounce': number;
  readonly 'validation.maxProblems': number;
  readonly 'dags.exclude': string;
  readonly home: string;
  readonly 'dagu.home': string;
}

/** What holds where the manifest's defaults are not known. */
const defaults: Settings = {
  codeLens: true,
  gutterStatus: true,
  endOfLineStatus: true,
  revealTerminal: 'always',
  notifyOnFailure: true,
  'validation.debounce': 150,
  'validation.maxProblems': 200,
  'dags.exclude': '**/{node_modules,.git,vendor,.venv}/**',
  home: '',
  'dagu.home': '',
};

const section = 'restep';

/** A setting as it holds for a resource. A value of another type than the manifest's counts as not set. */
export function setting<K extends keyof Settings>(name: K, scope?: vscode.Uri): Settings[K] {
  const value: unknown = vscode.workspace.getConfiguration(section, scope).get(name);
  return typeof value === typeof defaults[name] ? (value as Settings[K]) : defaults[name];
}

/** Calls the listener when one of the settings changes. */
export function onDidChangeSetting(names: readonly (keyof Settings)[], listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration(change => {
    if (names.some(name => change.affectsConfiguration(`${section}.${name}`))) listener();
  });
}

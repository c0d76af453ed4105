// Asks for the parameters of a run, one after the other, as the workflow declares them.

import * as vscode from 'vscode';
import type { Dag, Param } from '../../model/dag';

/** Values by name, values by place where the workflow names none, or one text where it declares nothing. */
export type AskedParams = Readonly<Record<string, string>> | readonly string[] | string;

/** Undefined: the user left. */
export async function askForParams(dag: Dag): Promise<AskedParams | undefined> {
  const { list } = dag.params;
  if (list.length === 0)
    return vscode.window.showInputBox({
      title: dag.name,
      prompt: vscode.l10n.t('Parameters, such as NAME=value OTHER="two words"; nothing for none'),
      ignoreFocusOut: true,
    });
  const values: Record<string, string> = {};
  for (const [index, param] of list.entries()) {
    const title = `${dag.name}: ${param.name} (${index + 1}/${list.length})`;
    const value = param.enum === undefined ? await askForText(param, title) : await askForOne(param, param.enum, title);
    if (value === undefined) return undefined;
    values[param.name] = value;
  }
  return list.every(param => /^[0-9]+$/.test(param.name)) ? Object.values(values) : values;
}

/** Whether the workflow cannot start before something is asked. */
export function needsParams(dag: Dag): boolean {
  return dag.params.list.some(param => param.required && param.default === undefined && param.eval === undefined);
}

async function askForText(param: Param, title: string): Promise<string | undefined> {
  const { checkedValue } = await import('../../model/param-value');
  return vscode.window.showInputBox({
    title,
    ...(param.description === undefined ? {} : { prompt: param.description }),
    value: param.default ?? '',
    ignoreFocusOut: true,
    validateInput: text => {
      if (text === '' && !param.required) return undefined;
      const checked = checkedValue(param, text);
      return checked.ok ? undefined : checked.error;
    },
  });
}

async function askForOne(param: Param, values: readonly string[], title: string): Promise<string | undefined> {
  const first = values.filter(value => value === param.default);
  const rest = values.filter(value => value !== param.default);
  return vscode.window.showQuickPick([...first, ...rest], {
    title,
    ...(param.description === undefined ? {} : { placeHolder: param.description }),
    ignoreFocusOut: true,
  });
}

// Asks a person for the values of a form or an approval, one after the other, each checked while it is typed. Loaded when somebody answers.

import * as vscode from 'vscode';
import type { Json, JsonObject } from '../../base/json';
import { clip, oneLine } from '../../base/terminal-text';
import type { Ask } from '../../model/ask';
import { type AskedField, askedFields, fieldFault, valueOfText } from '../../model/asked-field';
import { labelText } from '../shown-text';

export interface FormOptions {
  /** What is asked for, in words: the name of the step. */
  readonly title: string;
  readonly ask: Ask;
  /** Values that the question requires may be left out. */
  readonly partial?: boolean;
}

/** Whether there is anything to fill in. */
export function hasFields(ask: Ask): boolean {
  return askedFields(ask).length > 0;
}

/** The values that were entered, without those that were left empty. Undefined: the user left. */
export async function askForInputs({ title, ask, partial = false }: FormOptions): Promise<JsonObject | undefined> {
  const fields = askedFields(ask);
  const inputs: Record<string, Json> = {};
  for (const [index, field] of fields.entries()) {
    const needed = field.required && !partial;
    const place = {
      title: `${oneLine(title)}: ${oneLine(field.title)}${fields.length > 1 ? ` (${index + 1}/${fields.length})` : ''}`,
      prompt: promptOf(ask, field, needed),
      needed,
    };
    const choices = field.kind === 'boolean' ? [true, false] : field.choices;
    const value =
      choices === undefined ? await askForText(field, ask, place) : await askForChoice(field, choices, place);
    if (value === undefined) return undefined;
    if (value !== nothing) inputs[field.name] = value;
  }
  return inputs;
}

interface FieldPlace {
  readonly title: string;
  readonly prompt: string;
  readonly needed: boolean;
}

/** A value that was left out. */
const nothing = Symbol('nothing');

/** Undefined: the user left. */
type Entered = Json | typeof nothing | undefined;

async function askForText(field: AskedField, ask: Ask, { title, prompt, needed }: FieldPlace): Promise<Entered> {
  const read = (text: string): Json => valueOfText(field, field.multiline ? text.replaceAll('\\n', '\n') : text);
  const preset = field.default ?? '';
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    value: (typeof preset === 'string' ? preset : JSON.stringify(preset)).replaceAll('\n', '\\n'),
    password: field.hidden,
    ignoreFocusOut: true,
    validateInput: typed => {
      if (typed.trim() === '') return needed ? vscode.l10n.t('A value is needed.') : undefined;
      const fault = fieldFault(ask, field.name, read(typed));
      return fault === undefined ? undefined : `${oneLine(field.title)} ${fault}.`;
    },
  });
  if (text === undefined) return undefined;
  return text.trim() === '' ? nothing : read(text);
}

async function askForChoice(
  field: AskedField,
  choices: readonly Json[],
  { title, prompt, needed }: FieldPlace,
): Promise<Entered> {
  const preset = choices.filter(choice => choice === field.default);
  const others = choices.filter(choice => choice !== field.default);
  const rows: { readonly label: string; readonly value: Json | typeof nothing }[] = [...preset, ...others].map(
    value => ({ label: labelText(typeof value === 'string' ? value : JSON.stringify(value)), value }),
  );
  if (!needed && field.default === undefined) rows.push({ label: vscode.l10n.t('Leave it out'), value: nothing });
  return (await vscode.window.showQuickPick(rows, { title, placeHolder: prompt, ignoreFocusOut: true }))?.value;
}

function promptOf(ask: Ask, field: AskedField, needed: boolean): string {
  const parts = [
    ...(ask.prompt === undefined ? [] : [ask.prompt]),
    ...(field.description === undefined ? [] : [field.description]),
    ...(field.multiline ? [vscode.l10n.t('\\n begins a new line')] : []),
    ...(needed ? [] : [vscode.l10n.t('May be left empty')]),
  ];
  return clip(parts.map(oneLine).join(' · '), 300);
}

// Statuses as the trees show them: icon, words, times.

import * as vscode from 'vscode';
import { durationText } from '../../base/duration';
import { type Status, statusFacts } from '../../model/status';

export function statusIcon(status: Status): vscode.ThemeIcon {
  const { icon, color } = statusFacts(status);
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}

/** `Failed · 3.2 s`, and for what still runs since when. */
export function statusText(status: Status, startedAt: number | undefined, finishedAt: number | undefined): string {
  const { title } = statusFacts(status);
  if (startedAt === undefined) return title;
  return finishedAt === undefined ? title : `${title} · ${durationText(finishedAt - startedAt)}`;
}

/** `14:03:09` today, else `22 Aug 14:03`: short, in the user's own way of writing times. */
export function whenText(at: number, now: number): string {
  const date = new Date(at);
  const today = date.toDateString() === new Date(now).toDateString();
  return today
    ? date.toLocaleTimeString()
    : date.toLocaleString(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
}

// Behind each schedule of an open workflow: what it says in words, and in the tooltip when it is due next.

import * as vscode from 'vscode';
import { LineMap } from '../../base/text';
import { rangeOf } from './diagnostics';
import type { WorkflowReadings } from './workflow-readings';

export function registerScheduleHints(readings: WorkflowReadings): vscode.Disposable {
  return vscode.languages.registerInlayHintsProvider(
    { language: 'yaml' },
    {
      provideInlayHints: async (document, range) => {
        const workflow = await readings.read(document);
        if (workflow === undefined) return [];
        const { scheduleExpressions } = await import('../../language/schedules');
        const expressions = scheduleExpressions(workflow);
        if (expressions.length === 0) return [];
        const { scheduleWords, zonedTime } = await import('../../language/schedule-words');
        const lines = new LineMap(workflow.text);
        return expressions.flatMap(expression => {
          const { end } = rangeOf(expression.range, lines);
          const said = range.contains(end) ? scheduleWords(expression.text, Date.now()) : undefined;
          if (said === undefined) return [];
          const hint = new vscode.InlayHint(end, said.words);
          hint.paddingLeft = true;
          hint.tooltip = tooltip(
            said.next.map(at => zonedTime(at, said.zone)),
            said.zone,
          );
          return [hint];
        });
      },
    },
  );
}

/** Zones that do not exist come with no times, so that nothing but names of zones gets into the text. */
function tooltip(times: readonly string[], zone: string | undefined): vscode.MarkdownString {
  if (times.length === 0) return new vscode.MarkdownString(vscode.l10n.t('This day never comes.'));
  const clock =
    zone === undefined ? vscode.l10n.t('Next, by the clock here:') : vscode.l10n.t('Next, by the clock of {0}:', zone);
  return new vscode.MarkdownString([clock, ...times.map(time => `- ${time}`)].join('\n'));
}

// Hovers in open workflows, as the editor shows them.

import * as vscode from 'vscode';
import { LineMap } from '../../base/text';
import type { Hover } from '../../language/hover/hover-place';
import type { Prose } from '../../language/prose';
import { rangeOf } from './diagnostics';
import type { WorkflowReadings } from './workflow-readings';

export function registerHovers(readings: WorkflowReadings): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { language: 'yaml' },
    {
      provideHover: async (document, position, token) => {
        const workflow = await readings.read(document);
        if (workflow === undefined || token.isCancellationRequested) return undefined;
        const { hoverAt } = await import('../../language/hover/hover');
        const lines = new LineMap(workflow.text);
        const hover = hoverAt(workflow, lines.offset(position));
        if (hover === undefined) return undefined;
        const prose = await wholeProse(hover);
        if (prose.length === 0) return undefined;
        const { markdown } = await import('../../language/prose');
        return new vscode.Hover(new vscode.MarkdownString(markdown(prose)), rangeOf(hover.range, lines));
      },
    },
  );
}

async function wholeProse({ prose, schedule }: Hover): Promise<Prose> {
  if (schedule === undefined) return prose;
  const { scheduleProse } = await import('../../language/hover/schedule-prose');
  return [...prose, ...scheduleProse(schedule, Date.now())];
}

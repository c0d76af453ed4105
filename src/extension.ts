// The extension: a list of its parts and what each is given. Nothing is read, searched or waited for here.

import * as vscode from 'vscode';
import { systemClock } from './base/clock';
import { bugNet } from './ui/bug-net';
import { answerCommands } from './ui/commands/answer-commands';
import { registerCommands } from './ui/commands/command-registry';
import { retryCommands } from './ui/commands/retry-commands';
import { runCommands, startRun } from './ui/commands/run-commands';
import { showCommands } from './ui/commands/show-commands';
import { targetFinder } from './ui/commands/target-finder';
import { registerCodeLenses } from './ui/editor/code-lenses';
import { registerCompletions } from './ui/editor/completions';
import { registerDiagnostics } from './ui/editor/diagnostics';
import { registerHovers } from './ui/editor/hovers';
import { registerNavigation } from './ui/editor/navigation';
import { registerQuickFixes } from './ui/editor/quick-fixes';
import { registerRename } from './ui/editor/rename';
import { registerScheduleHints } from './ui/editor/schedule-hints';
import { registerStepDecorations } from './ui/editor/step-decorations';
import { registerStructure } from './ui/editor/structure';
import { type Compiler, WorkflowDocuments } from './ui/editor/workflow-documents';
import { WorkflowReadings } from './ui/editor/workflow-readings';
import { Compiling, calledFile, EngineBridge, isBaseConfig, openStore } from './ui/engine-bridge';
import { Execution } from './ui/execution';
import { registerGraph } from './ui/graph/graph-panel';
import { graphHost } from './ui/graph-bridge';
import { registerLogs } from './ui/logs/log-documents';
import { Answers } from './ui/people/answers';
import { registerRecovery } from './ui/recovery';
import { Retries } from './ui/retry/retries';
import { RunFeed } from './ui/runs/run-feed';
import { onDidChangeSetting } from './ui/settings';
import { registerStatusBar } from './ui/status-bar';
import { registerTaskProvider } from './ui/task/task-provider';
import { registerDagsView } from './ui/tree/dags-view';
import { registerRunsView } from './ui/tree/runs-view';
import { trustGate } from './ui/trust';

export function activate({ subscriptions, extensionUri, extensionPath }: vscode.ExtensionContext): void {
  const own = <T extends vscode.Disposable>(part: T): T => {
    subscriptions.push(part);
    return part;
  };
  const channel = own(vscode.window.createOutputChannel('Restep', { log: true }));
  const onBug = bugNet(channel);
  const trust = trustGate(onBug);
  const runs = own(new RunFeed(openStore, onBug));
  const compiling = own(new Compiling(extensionPath));
  const compile: Compiler = (text, file) => compiling.compile(text, file);
  const documents = own(new WorkflowDocuments(compile, onBug));
  const readings = new WorkflowReadings(isBaseConfig);
  const bridge = own(new EngineBridge({ runs, trust, clock: systemClock, extensionDir: extensionPath }));
  const logs = own(registerLogs({ runs, onBug }));
  const execution = new Execution({
    bridge,
    onBug,
    onFailureWish: async (run, step, wish) => {
      if (step === undefined) await retries.run(run);
      else if (wish === 'log') await logs.open(run, { step });
      else await retries.step(run, step);
    },
    onAnswerWish: run => answers.answer(run),
  });
  const answers = new Answers(bridge, execution);
  const startNew = (file: string): Promise<void> =>
    startRun(file, { options: {}, askParams: false }, bridge, execution);
  const retries: Retries = new Retries({ bridge, runs, execution, startNew, onBug });
  const startStep = (file: string, step: string): Promise<void> =>
    startRun(file, { options: { targets: [step] }, askParams: false }, bridge, execution);
  const host = graphHost({
    bridge,
    documents,
    runs,
    execution,
    retries,
    answers,
    logs,
    trust,
    channel,
    startStep,
    onBug,
  });
  const graphs = own(registerGraph({ host, clock: systemClock, extensionUri }));
  const dagsView = own(registerDagsView({ runs, onBug }));
  const runsView = own(registerRunsView({ runs, onBug }));
  const finder = targetFinder(documents, runs);
  const handlers = {
    ...runCommands({ bridge, execution, finder, trust }),
    ...retryCommands({ retries, execution, finder, trust }),
    ...answerCommands({ answers, finder, trust }),
    ...showCommands({ finder, documents, logs, graphs, runsView, channel }),
  };

  own(registerCommands(handlers, onBug));
  own(registerDiagnostics(documents));
  own(registerQuickFixes(documents, (text, file) => compiling.mended(text, file)));
  own(registerCodeLenses(documents, runs));
  own(registerStepDecorations(documents, runs));
  own(registerScheduleHints(readings));
  own(registerNavigation({ readings, documents, calledFile }));
  own(registerRename(readings, compile));
  own(registerStructure(readings, documents));
  own(registerCompletions({ readings, files: () => dagsView.files() }));
  own(registerHovers(readings));
  own(registerStatusBar({ documents, runs, onBug }));
  own(
    registerTaskProvider(
      definition => execution.ofTask(definition),
      () => dagsView.files(),
    ),
  );
  own(registerRecovery({ runs, execution, trust, onBug }));
  own(onDidChangeSetting(['home'], () => runs.reopen()));
  own(onDidChangeSetting(['dagu.home'], () => documents.checkAll()));
}

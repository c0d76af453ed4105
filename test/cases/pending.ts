// Recorded cases that are not answered yet, each with the reason. A case on this list that passes fails the test, so the list only shrinks.

export const pending: Readonly<Record<string, string>> = {
  'actions/action-in-handlers-and-policies': 'file.write and file.read are not executed yet',
  'actions/archive-errors': 'archive.extract and archive.create and others are not executed yet',
  'actions/archive-round-trip': 'archive.create is not executed yet',
  'actions/log-files-and-limits': 'a missing folder of a stream is not tolerated by continue_on yet',
  'cli/trigger-and-labels': 'the engine is not told the schedule time yet',
  'schema/legacy-steps-run': 'jq is not executed yet',
  'schema/legacy-sub-workflow': 'parameters that are named by a number come first in our records',
  'values/consts-values': 'a small number of a constant is printed with an exponent',
};

// Names and messages of workflows inside the editor's own texts: they are hostile until they are one harmless line.

import { oneLine } from '../base/terminal-text';

/** A text for labels that draw `$(icon)`: on one line, its own dollar signs drawn as they are. */
export function labelText(text: string): string {
  return oneLine(text).replaceAll('$(', '\\$(');
}

/** `a`, `a, b`, `a, b and 3 more`. */
export function someNames(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).map(oneLine).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

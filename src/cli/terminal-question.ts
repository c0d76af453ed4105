// A question to the person at the terminal, when there is one.

import { createInterface } from 'node:readline';

/** Asks on stderr and reads a line; undefined when the person leaves with Ctrl-C or the end of input. Absent: nobody can be asked. */
export function terminalQuestion(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
): ((question: string) => Promise<string | undefined>) | undefined {
  if (input.isTTY !== true || output.isTTY !== true) return undefined;
  return question =>
    new Promise(resolve => {
      const lines = createInterface({ input, output });
      let answer: string | undefined;
      lines.on('SIGINT', () => lines.close());
      lines.on('close', () => resolve(answer));
      lines.question(question, text => {
        answer = text;
        lines.close();
      });
    });
}

// What a step writes into $DAGU_OUTPUT_FILE: `name=value` lines and heredocs (dagu-format.md 2.9).

import { fail, ok, type Result } from '../base/result';
import type { OutputDeclaration } from '../model/dag';

/**
 * Reads the bytes of an output file and checks them against the declaration: every declared name once, no other, JSON where JSON is declared.
 * Fails with a message for people. An undeclared file must be empty.
 */
export function readOutputFile(
  bytes: Uint8Array,
  declared: readonly OutputDeclaration[],
  maxBytes: number,
): Result<Readonly<Record<string, string>>, string> {
  if (bytes.length > maxBytes)
    return fail(`The step outputs exceeded the maximum size of ${maxBytes} bytes (max_output_size).`);
  const text = decoded(bytes);
  if (text === undefined) return fail('The file of the step outputs is not valid UTF-8.');
  const records = readRecords(text);
  if (!records.ok) return records;
  const outputs: Record<string, string> = {};
  for (const [name, value] of records.value) {
    const declaration = declared.find(output => output.name === name);
    if (declaration === undefined) return fail(`The step wrote an undeclared step output "${name}".`);
    if (Object.hasOwn(outputs, name)) return fail(`The step wrote a duplicate step output "${name}".`);
    if (declaration.type === 'json' && !isJson(value)) return fail(`The step output "${name}" is not valid JSON.`);
    outputs[name] = value;
  }
  const missing = declared.find(output => !Object.hasOwn(outputs, output.name));
  return missing === undefined ? ok(outputs) : fail(`The declared step output "${missing.name}" was not emitted.`);
}

type Records = readonly (readonly [string, string])[];

function readRecords(text: string): Result<Records, string> {
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const records: (readonly [string, string])[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') return fail(`Line ${at + 1} of the step's outputs is empty.`);
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (heredoc !== -1 && (equals === -1 || heredoc < equals)) {
      const name = line.slice(0, heredoc);
      const delimiter = line.slice(heredoc + 2);
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(delimiter)) {
        return fail(`Line ${at + 1} of the step's outputs has the bad delimiter "${delimiter}".`);
      }
      const end = lines.indexOf(delimiter, at + 1);
      if (end === -1) return fail(`The output "${name}" is not closed by a line "${delimiter}".`);
      records.push([name, lines.slice(at + 1, end).join('\n')]);
      at = end;
    } else if (equals === -1) {
      return fail(`Line ${at + 1} of the step's outputs is neither name=value nor name<<DELIMITER.`);
    } else records.push([line.slice(0, equals), line.slice(equals + 1)]);
  }
  return ok(records);
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

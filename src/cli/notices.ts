// What validate says about a file: errors, and of one that loads the references that were left unchanged and the outdated keys, with the
// field and the reason that Dagu's log names (dagu-format.md 1.2, 2.2).

import type { Diagnostic } from '../base/diagnostic';
import { parseReferences, type ScopedReference } from '../model/reference';
import { cursorAt, pathText } from '../syntax/cursor';
import { parseStream, type YamlStream } from '../syntax/document';

/** What to tell besides errors: all remarks, or of the notices also those that only a run can decide. */
export interface Wanted {
  readonly remarks: boolean;
  readonly unresolved: boolean;
}

export interface Told {
  readonly text: string;
  readonly valid: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

const reasons: ReadonlyMap<string, string | undefined> = new Map([
  ['reference-unknown-step', 'unknown_step_id'],
  ['reference-unknown-output', 'unknown_output_name'],
  ['reference-no-dependency', 'missing_dependency'],
  ['reference-self', 'self_reference'],
  ['reference-unknown-context', 'unknown_context_field'],
  ['reference-unknown-const', 'unknown_const_name'],
  ['reference-unavailable', 'namespace_unavailable'],
  ['reference-unknown-env', 'unknown_env_binding'],
  ['reference-unknown-param', undefined],
]);

/** The findings that validate prints, notices worded as such. */
export function told({ text, valid, diagnostics }: Told, wanted: Wanted): readonly Diagnostic[] {
  let stream: YamlStream | undefined;
  return diagnostics.flatMap(found => {
    // Of a file that validate accepts, what keeps it from being started is nothing that validate speaks of.
    if (found.severity === 'error') return valid && !wanted.remarks ? [] : [found];
    if (found.code === 'deprecated') return [{ ...found, message: `Deprecated DAG syntax: ${found.message}` }];
    const reference = scopedAt(found, text);
    if (reference === undefined || (isForRuns(found.code, reference) && !wanted.unresolved))
      return wanted.remarks ? [found] : [];
    stream ??= parseStream(text);
    return [{ ...found, message: noticeText(found, fieldAt(found.range.start, stream, text)) }];
  });
}

/** The reference that a notice is about; the older language says nothing about what is missing. */
function scopedAt({ code, range }: Diagnostic, text: string): ScopedReference | undefined {
  if (!reasons.has(code)) return undefined;
  const [reference] = parseReferences(text.slice(range.start, range.end));
  return reference?.kind === 'scoped' ? reference : undefined;
}

function isForRuns(code: string, { namespace }: ScopedReference): boolean {
  return (
    code === 'reference-unknown-param' ||
    code === 'reference-unknown-env' ||
    (code === 'reference-unavailable' && namespace !== 'steps')
  );
}

function noticeText({ code, message }: Diagnostic, field: string): string {
  const reason = reasons.get(code);
  return `${field}: ${message}${reason === undefined ? '' : ` (reason=${reason})`}`;
}

/** The path of a field as Dagu writes it: what is listed by name goes by the name alone. */
function fieldAt(offset: number, stream: YamlStream, text: string): string {
  const { path } = cursorAt(text, stream, offset);
  const isNamed = path[0] === 'consts' || path[0] === 'env';
  return pathText(path.filter((part, index) => !(isNamed && index === 1 && typeof part === 'number')));
}

/** The keys that are no fields, all together; empty where there are none. */
export function invalidKeys(text: string, diagnostics: readonly Diagnostic[]): string {
  const codes = ['key-unknown', 'key-renamed'];
  const keys = diagnostics.flatMap(({ code, range }) =>
    codes.includes(code) ? [text.slice(range.start, range.end)] : [],
  );
  return keys.length === 0 ? '' : ` has invalid keys: ${keys.join(', ')}`;
}

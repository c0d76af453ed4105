// What ${id.stdout}, ${id.exit_code}, ${id.output…} and ${id.outputs…} mean for a step that has run (dagu-format.md 2.1, 2.9).

import type { Json } from '../../base/json';
import { selectPath } from './json-path';
import { compactJson, outputValue, outputValues, parseJson, plainText } from './json-text';
import { byteSlice } from './operators';
import type { StepValues } from './scope';

/**
 * The text of a member, `path` with its first dot; undefined for members that do not exist, whose reference stays as text. A slice
 * (`:start` or `:start:length`) counts bytes.
 */
export function stepMember(step: StepValues, path: string, slice?: string): string | undefined {
  const value = member(step, path);
  if (value === undefined || slice === undefined) return value;
  const [start, length] = slice.slice(1).split(':').map(Number);
  return byteSlice(value, start ?? 0, length);
}

function member(step: StepValues, path: string): string | undefined {
  const [, name = '', rest = ''] = /^\.([A-Za-z_][A-Za-z0-9_]*)([\s\S]*)$/.exec(path) ?? [];
  switch (name) {
    case 'stdout':
      return rest === '' ? step.stdout : undefined;
    case 'stderr':
      return rest === '' ? step.stderr : undefined;
    case 'exit_code':
    case 'exitCode':
      return rest === '' ? String(step.exitCode) : undefined;
    case 'output':
      return output(step, rest);
    case 'outputs':
      return outputs(step, rest);
    default:
      return undefined;
  }
}

/** The captured stdout, or the object form of `output`. */
function output(step: StepValues, path: string): string | undefined {
  const captured = Object.values(step.variables)[0];
  if (captured !== undefined) return path === '' ? captured : selected(parseJson(captured), path);
  if (step.structured !== true) return undefined;
  const object = outputValues(step.published);
  return path === '' ? compactJson(object) : selected({ value: object }, path);
}

function outputs(step: StepValues, path: string): string | undefined {
  const names = [...Object.keys(step.declared), ...Object.keys(step.published)];
  if (path === '') {
    return names.length === 0 ? undefined : compactJson({ ...step.declared, ...outputValues(step.published) });
  }
  const [, name = '', rest = ''] = /^\.([A-Za-z_][A-Za-z0-9_]*)([\s\S]*)$/.exec(path) ?? [];
  if (Object.hasOwn(step.published, name)) {
    const value = outputValue(step.published[name] ?? '');
    return rest === '' ? plainText(value) : selected({ value }, rest.startsWith('[') ? `.${rest}` : rest);
  }
  return rest === '' && Object.hasOwn(step.declared, name) ? step.declared[name] : undefined;
}

function selected(json: { readonly value: Json } | undefined, path: string): string | undefined {
  const found = json === undefined ? undefined : selectPath(json.value, path);
  return found === undefined ? undefined : plainText(found.value);
}

// Keys of values that outlive runs (dagu-format.md 3.18, state.*).

/** Parts with `/` in between: none empty, none `.` or `..`, no backslash and no control character. */
export function isStateKey(key: string): boolean {
  return !/[\\\x00-\x1f\x7f]/.test(key) && key.split('/').every(part => part !== '' && part !== '.' && part !== '..');
}

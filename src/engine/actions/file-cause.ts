// Why something with a file did not work, in words.

const words: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EEXIST: 'file exists',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
  ENOTEMPTY: 'directory not empty',
  ENOSPC: 'no space left on device',
  EROFS: 'read-only file system',
  ELOOP: 'too many levels of symbolic links',
  EXDEV: 'the places are on different file systems',
};

/** Something about a file that an action refuses; its message is for people. */
export class FileRefusal extends Error {}

/** The reason of an expected failure; anything else is our own bug and is thrown again. */
export function causeOf(error: unknown): string {
  if (error instanceof FileRefusal) return error.message;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
  // A path with a null byte: values may hold one.
  if (error.code === 'ERR_INVALID_ARG_VALUE') return error.message.replaceAll('\0', '\\x00');
  if (!('syscall' in error)) throw error;
  const path = 'path' in error && typeof error.path === 'string' ? `${error.path}: ` : '';
  const known = words[error.code];
  return known === undefined ? error.message : `${path}${known}`;
}

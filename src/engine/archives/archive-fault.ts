// What goes wrong with archives, each kind with an exit code of its own (dagu-format.md 3.18).

import { causeOf } from '../actions/file-cause';

export const faultCodes = {
  other: 1,
  input: 2,
  source: 3,
  destination: 4,
  format: 5,
  extraction: 6,
  creation: 7,
  permission: 10,
  corrupted: 12,
  password: 13,
} as const;

export type FaultKind = keyof typeof faultCodes;

/** Something expected; its message is for people. */
export class ArchiveFault extends Error {
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** What the file system refuses, as a fault of a kind; our own mistakes are thrown again. */
export function faultOf(error: unknown, kind: FaultKind): ArchiveFault {
  if (error instanceof ArchiveFault) return error;
  const { code } = error as NodeJS.ErrnoException;
  return new ArchiveFault(code === 'EACCES' || code === 'EPERM' ? 'permission' : kind, causeOf(error));
}

/** Whatever a library says about the content of an archive. What the file system says stays that. */
export function contentFault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ArchiveFault || 'syscall' in error) return error;
  if (/encrypt|passphrase|password|crypto/i.test(error.message))
    return new ArchiveFault('password', passwordWords(error));
  if (/not supported|unsupported|split zip/i.test(error.message))
    return new ArchiveFault('format', `the archive has something in it that is not read here: ${error.message}`);
  return new ArchiveFault('corrupted', `the archive is damaged: ${error.message}`);
}

function passwordWords({ message }: Error): string {
  if (/unsupported|not supported/i.test(message))
    return `what is encrypted in this way cannot be read here (${message})`;
  return /invalid|incorrect|wrong/i.test(message)
    ? 'the password does not fit the archive'
    : 'the archive is encrypted; give its password';
}

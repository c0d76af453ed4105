// How a bug of our own is told in a run.

export function internalError(error: unknown): string {
  return `Internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

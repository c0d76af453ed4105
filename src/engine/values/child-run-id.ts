// Ids of child runs: they follow from the caller, so that a retry finds the same child again.

import { createHash } from 'node:crypto';

/**
 * The id of the run that a step starts for a DAG with some params, as Dagu forms it: base 58 of a SHA-256 (dagu-format.md 3.13).
 * `params` is the normalized text of the call's params, empty without any.
 */
export function childRunId(parentRunId: string, stepName: string, dagName: string, params: string): string {
  const hash = createHash('sha256').update(`${parentRunId}:${stepName}:${dagName}\0${params}`).digest();
  return base58(hash);
}

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function base58(bytes: Buffer): string {
  let value = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  while (value > 0n) {
    text = (alphabet[Number(value % 58n)] ?? '') + text;
    value /= 58n;
  }
  const zeros = bytes.findIndex(byte => byte !== 0);
  return '1'.repeat(zeros === -1 ? bytes.length : zeros) + text;
}

// Fields that only a Dagu server acts on: kept, checked, and without effect on a run here.

import { isNull } from '../../syntax/node';
import { rootFields } from '../fields/root';
import type { Findings } from '../findings';
import type { RuleDocument } from './document';

export function noteServerFields({ root }: RuleDocument, findings: Findings): void {
  for (const { key, value, merged } of root.entries) {
    const field = rootFields.get(key.text);
    if (field?.tag !== 'server' || merged === true || isNull(value)) continue;
    findings.inform(
      'server-only',
      `${field.name} has no effect on a run here: only a Dagu server acts on it`,
      key.range,
    );
  }
}

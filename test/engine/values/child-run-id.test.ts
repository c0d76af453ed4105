// Ids of child runs as Dagu forms them.

import { strict as assert } from 'node:assert';
import { childRunId } from '../../../src/engine/values/child-run-id';

describe('childRunId', () => {
  it('is the id that Dagu gave the same calls', () => {
    assert.equal(childRunId('r1', 'call', 'kid', ''), '6EKdbS291gBjG13aodGJdT8GfdD2xoY6T8JHJKfz5yt6');
    assert.equal(childRunId('p1', 'each', 'region', 'NAME="north"'), 'CN6pGj4TFK8S1Ze3124iEzeSnBYgemPnj2efBZA813mY');
    assert.equal(childRunId('p1', 'each', 'region', 'NAME="south"'), '5b6sRrR6od6bkzpoFjyJivL1p3VKnNBYp946VrtUooCs');
  });
});

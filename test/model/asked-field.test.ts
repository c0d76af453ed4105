import { strict as assert } from 'node:assert';
import type { Ask } from '../../src/model/ask';
import { askedFields, checkedInputs, fieldFault, normalForm, valueOfText } from '../../src/model/asked-field';

const task: Ask = {
  kind: 'task',
  prompt: 'Ship?',
  form: normalForm({
    version: { type: 'string', title: 'Version', description: 'With its v', minLength: 2 },
    count: { type: 'integer', default: 2 },
    sure: { type: 'boolean' },
    channel: { enum: ['stable', 3] },
    notes: { type: 'string', format: 'multiline' },
    key: { type: 'string', format: 'password' },
  }),
};
const approval: Ask = { kind: 'approval', input: ['TICKET', 'NOTE'], required: ['TICKET'], rewindTo: 'build' };

describe('fields that a person is asked for', () => {
  it('are the properties of a form, in the order in which they are written', () => {
    const text = { kind: 'text', multiline: false, hidden: false, required: false };
    assert.deepEqual(askedFields(task), [
      { ...text, name: 'version', title: 'Version', description: 'With its v' },
      { ...text, name: 'count', title: 'count', kind: 'integer', default: 2 },
      { ...text, name: 'sure', title: 'sure', kind: 'boolean' },
      { ...text, name: 'channel', title: 'channel', choices: ['stable', 3] },
      { ...text, name: 'notes', title: 'notes', multiline: true },
      { ...text, name: 'key', title: 'key', hidden: true },
    ]);
    assert.deepEqual(askedFields({ kind: 'task', prompt: 'Done?' }), []);
  });

  it('are the names of an approval', () => {
    assert.deepEqual(
      askedFields(approval).map(field => [field.name, field.kind, field.required]),
      [
        ['TICKET', 'text', true],
        ['NOTE', 'text', false],
      ],
    );
  });

  it('take texts as the values of their kind, and leave what is none of it for the check', () => {
    const [version, count, sure, channel] = askedFields(task);
    for (const [field, text, value] of [
      [version, '12', '12'],
      [count, '12', 12],
      [count, 'x', 'x'],
      [count, '', ''],
      [sure, 'true', true],
      [sure, 'yes', 'yes'],
      [channel, '3', 3],
      [channel, 'stable', 'stable'],
    ] as const) {
      assert.ok(field !== undefined);
      assert.deepEqual(valueOfText(field, text), value, `${field.name}=${text}`);
    }
  });

  it('are checked together, with defaults filled in and every fault named', () => {
    const good = checkedInputs(task, { version: 'v1' });
    assert.deepEqual(good, { ok: true, value: { version: 'v1', count: 2 } });
    const bad = checkedInputs(task, { version: 'v', sure: 'yes', wrong: 1 });
    assert.deepEqual(bad, {
      ok: false,
      error:
        'there is no input "wrong" (version, count, sure, channel, notes, key); "version" must have at least 2 characters; "sure" must be of type boolean.',
    });
    assert.equal(fieldFault(task, 'channel', 'beta'), 'must be one of "stable", 3');
    assert.equal(fieldFault(task, 'sure', true), undefined);
  });

  it('take names that the form does not know only where it says so', () => {
    const open: Ask = {
      kind: 'task',
      prompt: 'Go?',
      form: { type: 'object', additionalProperties: { type: 'string' } },
    };
    assert.ok(checkedInputs(open, { any: 'text' }).ok);
    assert.ok(!checkedInputs(open, { any: 1 }).ok);
    const nothing = checkedInputs({ kind: 'task', prompt: 'Go?' }, { any: 'text' });
    assert.deepEqual(nothing, { ok: false, error: 'there is no input "any": nothing is asked for.' });
  });

  it('of an approval are texts; the required ones must not be blank, unless it is not approved', () => {
    assert.deepEqual(checkedInputs(approval, { TICKET: ' ', NOTE: 1 }), {
      ok: false,
      error: '"TICKET" is required; "NOTE" must be text.',
    });
    assert.deepEqual(checkedInputs(approval, {}, true), { ok: true, value: {} });
  });
});

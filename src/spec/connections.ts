// What a workflow is connected with: mail, ssh, agents, image registries (dagu-format.md 1.1).

import type { JsonObject } from '../base/json';
import type { Connections, MailForm, Mails } from '../model/connections';
import { mailFields } from './fields/connections';
import { type Fields, readFields } from './read';
import { toJsonObject } from './values';

/** Shapes have been checked when the root was read; absent when the workflow speaks of none of this. */
export function readConnections(fields: Fields): Connections | undefined {
  const registryAuths = mapping(fields, 'registry_auths') ?? fields.text('registry_auths');
  const connections = {
    ...part('smtp', mapping(fields, 'smtp')),
    ...part('mails', readMails(fields)),
    ...part('ssh', mapping(fields, 'ssh')),
    ...part('harness', mapping(fields, 'harness')),
    ...part('harnesses', mapping(fields, 'harnesses')),
    ...part('registryAuths', registryAuths),
  };
  return Object.keys(connections).length === 0 ? undefined : connections;
}

function readMails(fields: Fields): Mails | undefined {
  const on = fields.node('mail_on');
  const isOn = (name: string): boolean =>
    on?.kind === 'mapping' &&
    on.entries.some(
      ({ key, value }) => key.text.toLowerCase() === name && value.kind === 'scalar' && value.value === true,
    );
  const mails = {
    on: { success: isOn('success'), failure: isOn('failure'), wait: isOn('wait') },
    ...part('error', readForm(fields, 'error_mail')),
    ...part('info', readForm(fields, 'info_mail')),
    ...part('wait', readForm(fields, 'wait_mail')),
  };
  return Object.keys(mails).length === 1 ? undefined : mails;
}

function readForm(fields: Fields, name: string): MailForm | undefined {
  const node = fields.node(name);
  if (node?.kind !== 'mapping') return undefined;
  // What is wrong with it has been reported with the root, and is kept once.
  const form = readFields(node, mailFields, fields.findings, `${name}.`);
  return {
    from: form.text('from') ?? '',
    to: form.texts('to').filter(address => address.trim() !== ''),
    prefix: form.text('prefix') ?? '',
    attachLogs: form.boolean('attach_logs') ?? false,
  };
}

function mapping(fields: Fields, name: string): JsonObject | undefined {
  const node = fields.node(name);
  return node?.kind === 'mapping' ? toJsonObject(node) : undefined;
}

function part<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

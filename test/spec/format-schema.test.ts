// The JSON Schema of the format, with the validator that other editors use: no file that Dagu takes is refused, and plain mistakes are.

import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { compile } from '../../src/spec/compile';
import { formatSchema } from '../../src/spec/format-schema';
import { parseStream } from '../../src/syntax/document';
import { jsonOf } from '../../src/syntax/node';
import { readCases } from '../cases/recording';
import { repository } from '../support/cli-run';
import { sentencesOf } from '../support/sentences';

const ajv = new Ajv({ strict: false });
const check = ajv.compile(formatSchema());

function faultsOf(text: string): readonly string[] {
  return parseStream(text).documents.flatMap(({ root }) => {
    if (root === undefined || check(jsonOf(root))) return [];
    return (check.errors ?? []).map(error => `${error.instancePath} ${error.message ?? ''}`);
  });
}

function verdict(text: string) {
  return compile(text, { file: '/flow.yaml', lookup: { read: () => undefined } });
}

/** Every file of the recordings that stands for itself, and every example of the format. */
function knownFiles(): readonly { readonly name: string; readonly text: string }[] {
  const recorded = readCases().flatMap(({ name, files }) =>
    Object.entries(files)
      .filter(([file]) => file.endsWith('.yaml') && !file.includes('base'))
      .map(([file, text]) => ({ name: `${name} ${file}`, text })),
  );
  const folder = join(repository, 'test', 'fixtures', 'format');
  const examples = readdirSync(folder).flatMap(file =>
    sentencesOf(readFileSync(join(folder, file), 'utf8')).flatMap(({ title, examples: all }) =>
      all.map(({ text }) => ({ name: `${title}: ${text}`, text })),
    ),
  );
  return [...recorded, ...examples];
}

describe('the JSON Schema of the format', () => {
  it('takes every file that Dagu takes', function () {
    // Hundreds of files: on a machine that has much else to do this takes longer than other tests.
    this.timeout(60_000);
    const wrong: string[] = [];
    let count = 0;
    for (const { name, text } of knownFiles()) {
      const { valid, diagnostics } = verdict(text);
      // A schema knows keys in one case only.
      if (!valid || diagnostics.some(found => found.code === 'key-case')) continue;
      count++;
      for (const fault of faultsOf(text)) wrong.push(`${name}: ${fault}`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(count > 400, `only ${count} files`);
  });

  it('refuses what is plainly wrong', () => {
    const wrong = [
      'colour: red\nsteps: [{run: x}]',
      'steps: text',
      'description: x',
      'steps: [{}]',
      'steps: [{name: nothing}]',
      'steps: [{run: x, retries: 3}]',
      'steps: [{run: x, timeout_sec: "10"}]',
      'steps: [{run: x, timeout_sec: -1}]',
      'steps: [{run: x, action: noop}]',
      'steps: [{run: 5}]',
      'steps: [{run: x, with: {timeout: 5}}]',
      'steps: [{run: x, retry_policy: {limit: 3}}]',
      'steps: [{run: x, mail_on_error: yes}]',
      'steps: [{action: log.write}]',
      'steps: [{action: log.write, with: {}}]',
      'steps: [{action: log.write, with: {message: 5}}]',
      'steps: [{action: file.write, with: {path: a, content: x, mode: 0644}}]',
      'steps: [{action: wait.http, with: {url: "http://x", status: 99}}]',
      'type: parallel\nsteps: [{run: x}]',
      'overlap_policy: never\nsteps: [{run: x}]',
      'handler_on: {cancel: {run: x}}\nsteps: [{run: x}]',
      'handler_on: {exit: echo}\nsteps: [{run: x}]',
      'handlerOn: {}\nsteps: [{run: x}]',
      'container: {image: x, pullPolicy: always}\nsteps: [{run: x}]',
      'smtp: {host: h, tls: true}\nsteps: [{run: x}]',
      'params: [{name: a, type: text}]\nsteps: [{run: x}]',
      'secrets: [{name: A, value: x}]\nsteps: [{run: x}]',
      'actions: {a: {template: {run: x}}}\nsteps: [{run: x}]',
    ];
    for (const text of wrong) {
      assert.equal(verdict(text).valid, false, text);
      assert.notDeepEqual(faultsOf(text), [], text);
    }
  });

  it('says of every field what it means', () => {
    const { properties } = formatSchema();
    for (const [name, property] of Object.entries(properties as Record<string, { readonly description?: string }>)) {
      assert.match(property.description ?? '', /\.$|\)$/, name);
    }
  });
});

// The action template.render: fills a Go template with data, onto stdout or into a private file (dagu-format.md 3.18).

import { dirname, resolve } from 'node:path';
import { makeFolder } from '../../base/folder';
import { renderTemplate } from '../../base/go-template/template';
import { goValue } from '../../base/go-template/value';
import { isJsonObject, type Json } from '../../base/json';
import { templateFunctions } from '../../model/template-functions';
import type { ExecutionContext, Outcome } from '../executor';
import { expand, expandJson } from '../values/expand';
import { policies } from '../values/policies';
import { failed } from './action-input';
import { causeOf } from './file-cause';
import { textInto } from './file-change';
import { fromHome } from './home-path';
import type { OtherAction } from './other-action';

export async function templateRender({ with: input }: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const { scope, cwd, env, write } = context;
  const { template, template_ref: reference, data, output } = input;
  const text = isText(template) ? template.trim() : isText(reference) ? expand(reference, scope, policies.with) : '';
  // The text of the template is literal, so it is not resolved with the rest of the input.
  const filled = isJsonObject(data) ? expandJson(data, scope, policies.with) : {};
  const rendered = renderTemplate(text, goValue(filled), templateFunctions);
  if (!rendered.ok) {
    const what = rendered.error.kind === 'parse' ? 'the template cannot be read' : 'the template cannot be filled';
    return failed(`template: ${what}: ${rendered.error.message}`);
  }
  if (!isText(output)) {
    if (rendered.value !== '') write('stdout', rendered.value);
    return { exitCode: 0 };
  }
  const path = resolve(cwd, fromHome(expand(output, scope, policies.with), env));
  try {
    makeFolder(dirname(path), 0o750);
    await textInto(path, rendered.value, { mode: 0o600, overwrite: true, atomic: true });
    return { exitCode: 0 };
  } catch (error) {
    return failed(`template: the output cannot be written: ${causeOf(error)}`);
  }
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

// A fetch for what Node's own cannot do: trusting every certificate, and waiting longer than five minutes.

import { Agent, FormData as OwnFormData, fetch as ownFetch } from 'undici';
import type { Send } from './http-message';

/** Waits for ever: whoever calls has a time limit. */
export function patientFetch({ trusting }: { readonly trusting: boolean }): Send {
  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(trusting ? { connect: { rejectUnauthorized: false } } : {}),
  });
  return (url, { method, headers, signal, body }) =>
    ownFetch(url, {
      method,
      headers: [...headers],
      signal,
      dispatcher,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : ownForm(body) }),
    });
}

/** The library knows a form by its own class. */
function ownForm(form: FormData): OwnFormData {
  const own = new OwnFormData();
  for (const [name, value] of form) {
    if (typeof value === 'string') own.append(name, value);
    else own.append(name, value, value.name);
  }
  return own;
}

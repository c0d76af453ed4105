// What a workflow says for all its steps about the programs and servers that they talk to. Texts are as written, references unresolved.

import type { JsonObject } from '../base/json';

/** One mail of `error_mail`, `info_mail` or `wait_mail`. */
export interface MailForm {
  readonly from: string;
  readonly to: readonly string[];
  /** Begins the subject. */
  readonly prefix: string;
  readonly attachLogs: boolean;
}

export interface Mails {
  /** For which ends of a run mails are sent. */
  readonly on: { readonly success: boolean; readonly failure: boolean; readonly wait: boolean };
  readonly error?: MailForm;
  readonly info?: MailForm;
  readonly wait?: MailForm;
}

export interface Connections {
  readonly smtp?: JsonObject;
  readonly mails?: Mails;
  readonly ssh?: JsonObject;
  /** The usual input of `harness.run`. */
  readonly harness?: JsonObject;
  /** Programs for `harness.run`, by name. */
  readonly harnesses?: JsonObject;
  /** Credentials by host, or JSON text. */
  readonly registryAuths?: JsonObject | string;
}

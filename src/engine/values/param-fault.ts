// Why given parameters are refused.

export type ParamFaultCode =
  | 'unknown-param'
  | 'too-many-positionals'
  | 'positional-with-schema'
  | 'value-invalid'
  | 'required'
  | 'eval-failed';

/** Why a run cannot start with the given values. */
export interface ParamFault {
  readonly code: ParamFaultCode;
  /** The parameter, or the name that is none. */
  readonly name?: string;
  /** A whole sentence. */
  readonly message: string;
}

// The shape of built-in actions that have none of their own: a name and the inputs as they are written.

import type { Action } from '../../model/dag';

export type OtherAction = Extract<Action, { name: 'other' }>;

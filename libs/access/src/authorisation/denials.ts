import type { ProblemCode } from '#libs/contracts';

import type { Caller } from '../caller.js';
import type { ActionId } from './actions.js';

/** A known caller who may not do what it asked for. */
export interface Denial {
  readonly caller: Caller;
  readonly action: ActionId;
  readonly code: ProblemCode;
  /** Path parameters of the request. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The port through which an app is told of denials before they are answered. An app without one keeps none. */
export abstract class Denials {
  /** @throws what prevents the record: the caller then gets that problem and no other information. */
  abstract record(denial: Denial): Promise<void>;
}

/** Thrown by the guard; it becomes the problem of its code. */
export class NotPermittedError extends Error {
  constructor(readonly code: ProblemCode, readonly action?: ActionId) {
    super(`the caller may not do this (${code})`);
  }
}

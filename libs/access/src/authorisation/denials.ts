import type { ProblemCode } from '#libs/contracts';

import type { ActionId } from './actions.js';

/** Thrown by the guard for a known caller who may not do what it asked for; it becomes the problem of its code. */
export class NotPermittedError extends Error {
  constructor(readonly code: ProblemCode, readonly action?: ActionId) {
    super(`the caller may not do this (${code})`);
  }
}

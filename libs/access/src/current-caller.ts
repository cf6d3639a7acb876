import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import { knownCallerOf } from './authorisation/permission-guard.js';
import type { Caller } from './caller.js';

/** The caller of a request that passed the guard. @throws Error for a public handler, because that is a bug. */
export function callerOf(request: object): Caller {
  const caller = knownCallerOf(request);
  if (caller === undefined) throw new Error('the caller is asked for by a handler without Permits');
  return caller;
}

/** The person of a caller of an action for persons. @throws Error if the action does not require one, because that is a bug. */
export function personOf({ person }: Caller): string {
  if (person === undefined) throw new Error('a handler that records a person has an action that requires none');
  return person;
}

/** The person who takes a step, and the system that named the person. */
export interface NamedPerson {
  readonly person: string;
  readonly assertedBy?: string;
}

/** The person of a caller of an action for persons, with the system that asserted the person. @throws Error as {@link personOf} does. */
export function namedPersonOf(caller: Caller): NamedPerson {
  return { person: personOf(caller), ...assertionOf(caller) };
}

/** The assertion beside a recorded person; empty for a person whom the issuer has verified. */
export function assertionOf({ assertedBy }: { readonly assertedBy?: string | undefined }): { readonly assertedBy?: string } {
  return assertedBy === undefined ? {} : { assertedBy };
}

/** Parameter decorator: the {@link Caller}. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<object>()),
);

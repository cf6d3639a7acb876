import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  SetMetadata,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { CallerResolver, CallerUnknownError, type Caller, type CallerRequest } from './caller.js';

export type CallerRequirement = 'organisation' | 'person';

/** Metadata key of a handler's requirement; the OpenAPI document reads it to describe the tokens. */
export const CALLER_REQUIREMENT = 'exchange:caller-requirement';

/** Callers by request, not on it, so that a body or query cannot collide with it and only this module can set it. */
const callers = new WeakMap<object, Caller>();

/** Accepts a request only if its caller is identified as far as the handler requires. */
@Injectable()
class RequireCaller implements CanActivate {
  constructor(
    private readonly resolver: CallerResolver,
    private readonly reflector: Reflector,
  ) {}

  /** @throws CallerUnknownError, which becomes the problem of its code. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<CallerRequest>();
    const resolved = await this.resolver.resolve(request);
    if (!resolved.ok) throw new CallerUnknownError(resolved.error);
    const requirement = this.reflector.getAllAndOverride<CallerRequirement | undefined>(CALLER_REQUIREMENT, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (requirement === 'person' && resolved.value.person === undefined) throw new CallerUnknownError({ code: 'GEN-008', headers: {} });
    callers.set(request, resolved.value);
    return true;
  }
}

/** Requires a known organisation for the handler, or for all handlers of a controller. */
export function RequireOrganisation(): ClassDecorator & MethodDecorator {
  return requiring('organisation');
}

/** Requires a named person for the handler, or for all handlers of a controller: the step is recorded with that person. */
export function RequirePerson(): ClassDecorator & MethodDecorator {
  return requiring('person');
}

function requiring(requirement: CallerRequirement): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(CALLER_REQUIREMENT, requirement), UseGuards(RequireCaller));
}

/** The caller of a request that passed the guard. @throws Error if the handler has no guard, because that is a bug. */
export function callerOf(request: object): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('CurrentCaller is on a handler without RequireOrganisation or RequirePerson');
  return caller;
}

/** The person of a caller who passed {@link RequirePerson}. @throws Error if the handler does not require one, because that is a bug. */
export function personOf({ person }: Caller): string {
  if (person === undefined) throw new Error('a handler that records a person lacks RequirePerson');
  return person;
}

/** The person who takes a step, and the system that named the person. */
export interface NamedPerson {
  readonly person: string;
  readonly assertedBy?: string;
}

/** The person of a caller who passed {@link RequirePerson}, with the system that asserted the person. @throws Error as {@link personOf} does. */
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

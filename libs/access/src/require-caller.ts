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

import { CallerResolver, CallerUnknownError, type Caller, type RequestHeaders } from './caller.js';

export type CallerRequirement = 'organisation' | 'person';

/** Metadata key of what a handler requires; the OpenAPI document reads it to describe the headers. */
export const CALLER_REQUIREMENT = 'exchange:caller-requirement';

/** Callers by request, not on it: a body or query cannot collide with it, and only this module can set it. */
const callers = new WeakMap<object, Caller>();

interface RequestWithHeaders {
  readonly headers: RequestHeaders;
}

/** Lets a request through only when its caller is known as far as the handler requires. */
@Injectable()
export class RequireCaller implements CanActivate {
  constructor(
    private readonly resolver: CallerResolver,
    private readonly reflector: Reflector,
  ) {}

  /** @throws CallerUnknownError, which becomes problem GEN-007 or GEN-008. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<RequestWithHeaders>();
    const resolved = await this.resolver.resolve(request.headers);
    if (!resolved.ok) throw new CallerUnknownError(resolved.error);
    const requirement = this.reflector.getAllAndOverride<CallerRequirement | undefined>(CALLER_REQUIREMENT, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (requirement === 'person' && resolved.value.person === undefined) throw new CallerUnknownError('GEN-008');
    callers.set(request, resolved.value);
    return true;
  }
}

/** The handler, or all of a controller, is for a known organisation. */
export function RequireOrganisation(): ClassDecorator & MethodDecorator {
  return requiring('organisation');
}

/** The handler, or all of a controller, is for a named person: what it does is put down to that person. */
export function RequirePerson(): ClassDecorator & MethodDecorator {
  return requiring('person');
}

function requiring(requirement: CallerRequirement): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(CALLER_REQUIREMENT, requirement), UseGuards(RequireCaller));
}

/** The caller of a request that passed the guard. @throws Error when no guard stands before the handler: a bug. */
export function callerOf(request: object): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('CurrentCaller stands on a handler without RequireOrganisation or RequirePerson');
  return caller;
}

/** The person of a caller who passed {@link RequirePerson}. @throws Error when the handler does not require one: a bug. */
export function personOf({ person }: Caller): string {
  if (person === undefined) throw new Error('a handler that records a person does not stand behind RequirePerson');
  return person;
}

/** Parameter decorator: the {@link Caller}. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<object>()),
);

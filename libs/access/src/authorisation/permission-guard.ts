import { Inject, Injectable, Optional, type CanActivate, type ExecutionContext } from '@nestjs/common';

import { CallerResolver, CallerUnknownError, type Caller, type CallerRequest } from '../caller.js';
import { PERMISSIONS, type ActionId } from './actions.js';
import { refusalOf } from './decide.js';
import { NotPermittedError } from './denials.js';
import { Organisations } from './organisations.js';
import type { Permission } from './permission.js';
import { openingOf } from './permits.js';

/** By request, not on it, so that a body or query cannot collide with it and only this module can set it. */
const callers = new WeakMap<object, Caller>();
const permissions = new WeakMap<object, AskedPermission>();

/** The row of the table that a request was for. */
export interface AskedPermission {
  readonly action: ActionId;
  readonly permission: Permission;
}

/**
 * The one guard of every app: a request passes where its handler is public, or where the table lets its caller do the action of the handler.
 * A handler that names neither is closed, and so is every action in an app that cannot identify callers.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    @Optional() @Inject(CallerResolver) private readonly resolver: CallerResolver | undefined,
    @Optional() @Inject(Organisations) private readonly organisations: Organisations | undefined,
  ) {}

  /** @throws CallerUnknownError or NotPermittedError, which become the problem of their code. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    // A message has no caller of its own. The broker lets only the principal of its topic publish it.
    if (context.getType() !== 'http') return true;
    const opening = openingOf(context.getHandler(), context.getClass());
    if (opening === undefined) throw new NotPermittedError('IDN-012');
    if ('reason' in opening) return true;
    const { action } = opening;
    const permission = PERMISSIONS[action];
    const request = context.switchToHttp().getRequest<CallerRequest>();
    permissions.set(request, { action, permission });
    if (this.resolver === undefined || this.organisations === undefined) throw new NotPermittedError('IDN-012', action);
    const resolved = await this.resolver.resolve(request);
    const caller = resolved.ok ? resolved.value : resolved.error.caller;
    if (caller !== undefined) callers.set(request, caller);
    if (!resolved.ok) throw new CallerUnknownError(resolved.error);
    const code = refusalOf(permission, resolved.value, this.organisations.kindsOf(resolved.value.organisation));
    if (code === undefined) return true;
    throw new NotPermittedError(code, action);
  }
}

/** The caller of a request, as far as its token names one; undefined where it has no token that counts. Also there for a caller who was refused. */
export function knownCallerOf(request: object): Caller | undefined {
  return callers.get(request);
}

/** The action that a request was for, and its row; undefined for a public endpoint and for a path without one. Also there where it was refused. */
export function permissionOf(request: object): AskedPermission | undefined {
  return permissions.get(request);
}

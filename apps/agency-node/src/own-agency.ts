import { applyDecorators, Inject, Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { callerOf, RequireOrganisation, RequirePerson } from '#libs/access';
import { ProblemException } from '#libs/http-api';
import { isUuid } from '#libs/kernel';
import { Database } from '#libs/persistence';

import { NodeIdentity } from './node-identity.js';
import { RefusedAccess } from './refused-access/refused-access.js';

/** Answers 404 to a caller of another organisation, because a refusal would show that a referral exists. */
@Injectable()
export class OwnAgency implements CanActivate {
  constructor(
    @Inject(NodeIdentity) private readonly node: NodeIdentity,
    @Inject(Database) private readonly database: Database,
    @Inject(RefusedAccess) private readonly refusedAccess: RefusedAccess,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<{ readonly params?: { readonly referralId?: string } }>();
    const { organisation, person } = callerOf(request);
    if (organisation === this.node.agency) return true;
    const asked = request.params?.referralId;
    await this.refusedAccess.record(this.database, { organisation, person, reason: 'other-organisation', ...(isUuid(asked) && { referralId: asked }) });
    throw new ProblemException('GEN-003');
  }
}

/**
 * Opens the controller to this node's agency alone. It is one decorator, because guards run in the order of their application and
 * the caller must be known first.
 */
export function ForOwnAgency(): ClassDecorator {
  return applyDecorators(RequireOrganisation(), UseGuards(OwnAgency));
}

/** Opens the controller to named people of this node's agency, because each step is recorded with its person. */
export function ForPeopleOfOwnAgency(): ClassDecorator {
  return applyDecorators(RequirePerson(), UseGuards(OwnAgency));
}

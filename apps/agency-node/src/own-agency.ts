import { applyDecorators, Inject, Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { callerOf, RequireOrganisation, RequirePerson } from '#libs/access';
import { ProblemException } from '#libs/http-api';
import { isUuid } from '#libs/kernel';
import { Database } from '#libs/persistence';

import { NodeIdentity } from './node-identity.js';
import { RefusedAccess } from './refused-access/refused-access.js';

/** What an agency may not see does not exist for it: whoever comes from elsewhere finds nothing here, rather than a refusal. */
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
 * The controller is for this node's agency and for nobody else. One decorator, because guards run in the order in which they
 * are applied, and who calls must be known first.
 */
export function ForOwnAgency(): ClassDecorator {
  return applyDecorators(RequireOrganisation(), UseGuards(OwnAgency));
}

/** The controller is for named people of this node's agency: each of its steps is put down to somebody. */
export function ForPeopleOfOwnAgency(): ClassDecorator {
  return applyDecorators(RequirePerson(), UseGuards(OwnAgency));
}

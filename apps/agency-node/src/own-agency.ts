import { applyDecorators, Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { callerOf, RequireOrganisation, RequirePerson } from '#libs/access';
import { ProblemException } from '#libs/http-api';

import { NodeIdentity } from './node-identity.js';

/** What an agency may not see does not exist for it: whoever comes from elsewhere finds nothing here, rather than a refusal. */
@Injectable()
export class OwnAgency implements CanActivate {
  constructor(private readonly node: NodeIdentity) {}

  canActivate(context: ExecutionContext): boolean {
    const { organisation } = callerOf(context.switchToHttp().getRequest<object>());
    if (organisation !== this.node.agency) throw new ProblemException('GEN-003');
    return true;
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

import { applyDecorators, Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';

import { callerOf, RequireOrganisation } from '#libs/access';
import { ProblemException } from '#libs/http-api';

/** The organisations that look after an app's dead letters. Each app that has {@link DeadLettersController} provides one. */
export class DeadLetterOperators {
  /** @param includes true for the organisations that may see, replay and discard them. */
  constructor(readonly includes: (organisation: string) => boolean) {}
}

/** Answers other organisations as if the route did not exist, instead of with a refusal. */
@Injectable()
class OnlyOperators implements CanActivate {
  constructor(private readonly operators: DeadLetterOperators) {}

  canActivate(context: ExecutionContext): boolean {
    const { organisation } = callerOf(context.switchToHttp().getRequest<object>());
    if (!this.operators.includes(organisation)) throw new ProblemException('GEN-003');
    return true;
  }
}

/** One decorator for both guards, because guards run in the order of their decorators and the caller must be known first. */
export function ForOperators(): ClassDecorator {
  return applyDecorators(RequireOrganisation(), UseGuards(OnlyOperators));
}

import { Global, Module, type DynamicModule } from '@nestjs/common';

import { clockPolicy, describePolicyProblem, describeProblem, readPartnership, type ClockPolicy, type Partnership } from '#libs/agreements';
import { StartupError } from '#libs/http-api';

/** Injection token of the partnership and its sharing agreements, read at the start. */
export const PARTNERSHIP = Symbol('PARTNERSHIP');
/** The secret that makes the opaque key of a case from the reference of a force. */
export const CASE_KEY_SECRET = Symbol('CASE_KEY_SECRET');

/**
 * Reads the partnership once. An app with an unusable partnership does not start, because it could send to the wrong
 * agencies or to none.
 */
@Global()
@Module({})
export class PartnershipModule {
  static read(file: string): DynamicModule {
    return {
      module: PartnershipModule,
      providers: [{ provide: PARTNERSHIP, useFactory: () => partnershipOf(file) }],
      exports: [PARTNERSHIP],
    };
  }
}

async function partnershipOf(file: string): Promise<Partnership> {
  const read = await readPartnership(file);
  if (read.ok) return read.value;
  throw new StartupError(`the partnership is not usable.\n${read.error.map((problem) => `  ${describeProblem(problem)}`).join('\n')}`);
}

/**
 * The rules and calendars by which this partnership's clocks run.
 *
 * @throws StartupError where rules, calendars or contacts contradict each other or leave a gap, because either could
 * give a wrong due time.
 */
export function clockPolicyOf(partnership: Pick<Partnership, 'id' | 'agencies' | 'localPolicy'>): ClockPolicy {
  const policy = clockPolicy(partnership);
  if (policy.ok) return policy.value;
  throw new StartupError(`the rules or calendars of its clocks are not usable.\n${policy.error.map((problem) => `  ${describePolicyProblem(problem)}`).join('\n')}`);
}

import { Controller, Get, Inject } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { CASE_KEY_SECRET } from '#libs/app-wiring';
import { MAX_REFERRAL_PAGE, REFERRAL_STATES, ReferralListPage, SOUGHT_CASE_REFERENCE } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, changeCursor, changePositionAfter, ContractQuery, Describes, pageParameters, ProblemException, query, type QueryOf,
} from '#libs/http-api';
import { caseKey } from '#libs/kernel';
import { Database } from '#libs/persistence';

import { listReferrals } from './referral-list.js';

const filters = {
  caseReference: query.text(
    new RegExp(SOUGHT_CASE_REFERENCE.pattern), SOUGHT_CASE_REFERENCE.expected,
    'Only referrals of this case. Case, outer and repeated white space make no difference.',
  ),
  state: query.choice(REFERRAL_STATES, 'Only referrals in this state now: an agency has the child, an answer is awaited, no agency has the child, or withdrawn.'),
  changedSince: query.instant('Only referrals whose last change was recorded at this time or later. To follow the changes, go on with next: a change that is recorded earlier than it is stored would be missed by its time, and never by next.'),
};
const parameters = { ...filters, ...pageParameters(MAX_REFERRAL_PAGE, 50) };

@Controller('v1/referrals')
export class ListReferralsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CASE_KEY_SECRET) private readonly secret: string,
  ) {}

  @Get()
  @Permits('referral.list')
  @Describes(
    'List referrals, and what has changed',
    'The caller\'s own referrals in the order of their last change. `next` of the last page, asked with later, gives every referral that has '
      + 'changed since. A cursor from before a restore of the database is refused: begin again without one.',
  )
  @ApiContractResponse(200, ReferralListPage)
  @ApiProblems('GEN-010', 'GEN-017')
  async list(
    @CurrentCaller() { organisation }: Caller, @ContractQuery(parameters) { cursor, limit, ...asked }: QueryOf<typeof parameters>,
  ): Promise<ReferralListPage> {
    const { caseReference, state, changedSince } = asked;
    const key = caseReference === undefined ? undefined : caseKey(this.secret, organisation, caseReference);
    const found = await listReferrals(this.database, { organisation, caseKey: key, state, changedSince }, changePositionAfter(cursor, asked), limit);
    if (found === 'unknown-position') throw new ProblemException('GEN-017');
    return { items: found.items, next: changeCursor(found.position, asked), more: found.more };
  }
}

import { Code, Described, Instant, ListOf, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';
import { CASE_KEY } from '../events/case-key.js';
import { MAX_AUDIT_PAGE } from './audit-events.js';
import { AuditRecipient } from './audit-referrals.js';
import { type Grade, GRADES } from './codes.js';
import { NotRecorded, type RecordFilter } from './audit-not-recorded.js';
import { NEXT_PAGE, PAGE_CURSOR } from './paging.js';
import { MAX_RECIPIENTS } from './responses.js';

/**
 * The states of a referral in the audit. `awaiting`: an agency must still answer. `no-holder`: every agency that must answer has
 * refused, was not followed or has ended, so that no agency has the child. `answered`: no answer is awaited.
 */
export const AUDIT_REFERRAL_STATES = ['awaiting', 'no-holder', 'answered', 'withdrawn'] as const;
export type AuditReferralState = (typeof AUDIT_REFERRAL_STATES)[number];

/** A referral in a list. */
export class AuditReferral {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The referring force.')
  @Slug()
  readonly force!: string;

  @Described('Local authority area. An agency sees neither area nor grade, because its view of the referral may hide them.')
  @Optional()
  @Slug()
  readonly area?: string;

  @Described('The contact centre\'s risk grade.')
  @Optional()
  @Code(GRADES)
  readonly grade?: Grade;

  @Described('The opaque key of its case; referrals of one case have the same. An agency does not see it.')
  @Optional()
  @Shaped(CASE_KEY)
  readonly caseKey?: string;

  @Described('When it was stored at the publisher.')
  @Instant()
  readonly publishedAt!: string;

  @Described('The time of its latest fact or counted statement. An agency does not see it, because it may be of another agency.')
  @Optional()
  @Instant()
  readonly lastEventAt?: string;

  @Described('Correlation id of its publication.')
  @Optional()
  @Uuid()
  readonly correlationId?: string;

  @Described('The notified recipients, in the order of hops.')
  @ListOf(() => AuditRecipient, { min: 0, max: MAX_RECIPIENTS })
  readonly recipients!: readonly AuditRecipient[];
}

/** Answer to `GET /v1/audit/referrals`. */
export class AuditReferralPage {
  @Described('Latest publication first.')
  @ListOf(() => AuditReferral, { min: 0, max: MAX_AUDIT_PAGE })
  readonly items!: readonly AuditReferral[];

  @Described(NEXT_PAGE)
  @Optional()
  @Shaped(PAGE_CURSOR)
  readonly next?: string;

  @NotRecorded()
  readonly notRecorded?: readonly RecordFilter[];
}

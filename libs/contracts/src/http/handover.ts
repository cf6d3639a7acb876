import { FORWARDING_DECLINED_REASONS, type ForwardingDeclinedReason } from '../events/lifecycle.js';
import { RUNGS, type Rung } from '../events/ladder.js';
import { Code, Described, Instant, IntegerBetween, CalendarDate, ListOf, Optional, Slug, Uuid } from '../validation/decorators.js';
import { MAX_HOPS } from './responses.js';

/** Open referrals in one answer. A longer list is complete after a handover of these. */
export const MAX_OPEN_REFERRALS = 500;

/** A referral that waits at an agency. */
export class OpenReferral {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The hop of the agency\'s copy.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('The highest rung that the agency has reached.')
  @Code(RUNGS)
  readonly rung!: Rung;

  @Described('When the agency was sent it.')
  @Instant()
  readonly sentAt!: string;
}

/** Answer to `GET /v1/agencies/{agency}/open-referrals`. */
export class OpenReferralList {
  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('The first day on which the agency takes no referral; absent if no end is planned.')
  @Optional()
  @CalendarDate()
  readonly endedOn?: string;

  @Described('The agency that takes on its referrals, if it has ended and has one.')
  @Optional()
  @Slug()
  readonly successor?: string;

  @Described('The caller\'s referrals that are still with the agency, the earliest first. A referral is not listed once the successor has it.')
  @ListOf(() => OpenReferral, { min: 0, max: MAX_OPEN_REFERRALS })
  readonly referrals!: readonly OpenReferral[];
}

/** A referral that could not be handed over. */
export class NotHandedOver {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The reason, as of a redirect that cannot be followed.')
  @Code(FORWARDING_DECLINED_REASONS)
  readonly reason!: ForwardingDeclinedReason;
}

/** Answer to `POST /v1/agencies/{agency}/handover`. */
export class HandoverRecorded {
  @Described('The agency that has ended.')
  @Slug()
  readonly agency!: string;

  @Described('The agency that takes on its referrals.')
  @Slug()
  readonly successor!: string;

  @Described('The referrals that the successor was sent now, each as a further hop.')
  @ListOf(Uuid(), { min: 0, max: MAX_OPEN_REFERRALS })
  readonly handedOver!: readonly string[];

  @Described('The referrals that it could not be sent. They are still with the ended agency: telephone.')
  @ListOf(() => NotHandedOver, { min: 0, max: MAX_OPEN_REFERRALS })
  readonly notHandedOver!: readonly NotHandedOver[];
}

import { type WithdrawalReason, WITHDRAWAL_REASONS } from '../http/lifecycle-codes.js';
import { ReferralHolder } from '../http/referral-holder.js';
import { MAX_HOPS } from '../http/responses.js';
import {
  Code, Described, Digest, Instant, IntegerBetween, ListOf, Optional, OptionalUnless, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import { RUNGS, type Rung } from './ladder.js';
import { FORWARDING_DECLINED_REASONS, type ForwardingDeclinedReason } from './lifecycle.js';

/** The most statements that one notice names. */
export const MAX_NOTICED_STATEMENTS = 100;

/** The verdicts that an agency is notified of. */
export const NOTICED_VERDICTS = ['taken', 'waiting', 'refused'] as const;
export type NoticedVerdict = (typeof NOTICED_VERDICTS)[number];

/** A statement from the agency's topic, and the publisher's verdict on it. */
export class NoticedStatement {
  @Described('Id of the statement.')
  @Uuid()
  readonly receiptId!: string;

  @Described('Digest by which the statement is known together with its id: other bytes under the same id are another statement.')
  @Digest()
  readonly digest!: string;

  @Described('The referral; absent only for a rejection that names none.')
  @Optional()
  @Uuid()
  readonly referralId?: string;

  @Described('Hop of the copy, where the statement names one.')
  @Optional()
  @IntegerBetween(1, MAX_HOPS)
  readonly hop?: number;

  @Described('The rung that it states; absent for another kind of statement.')
  @Optional()
  @Code(RUNGS)
  readonly rung?: Rung;

  @Described('The statement, if it states no rung: a milestone, `update-delivered`, `update-acknowledged` or `ethnicity-recorded`.')
  @Optional()
  @Slug()
  readonly kind?: string;

  @Described('The time that the statement claims.')
  @Instant()
  readonly at!: string;

  @Described('The person who made it; absent for a machine.')
  @Optional()
  @StaffReference()
  readonly actor?: string;

  @Described('`taken`: it counts. `waiting`: it counts for nothing until the missing one is there. `refused`: it counts for nothing.')
  @Code(NOTICED_VERDICTS)
  readonly verdict!: NoticedVerdict;

  @Described('The missing copy or rung of a waiting statement, or the reason of a refusal.')
  @OptionalUnless('verdict', ['waiting', 'refused'])
  @Slug()
  readonly code?: string;

  @Described('The time that counts for clocks and measures, of a statement that is taken.')
  @OptionalUnless('verdict', ['taken'])
  @Instant()
  readonly countsAt?: string;

  @Described('What is remarkable about a statement that is taken. Absent if there is nothing.')
  @Optional()
  @ListOf(Slug(), { max: 20 })
  readonly marks?: readonly string[];
}

/** The publisher's verdicts on statements from one partition of the agency's topic. */
export class StatementsJudged {
  @Described('Id of this notice.')
  @Uuid()
  readonly noticeId!: string;

  @Described('The agency of the topic.')
  @Slug()
  readonly agency!: string;

  @Described('When the publisher judged them.')
  @Instant()
  readonly judgedAt!: string;

  @Described('The statements with a new verdict.')
  @ListOf(() => NoticedStatement, { max: MAX_NOTICED_STATEMENTS })
  readonly statements!: readonly NoticedStatement[];

  @Described('How many more statements wait or are refused that this notice does not name, because they were too many at once.')
  @Optional()
  @IntegerBetween(1, 1_000_000)
  readonly omitted?: number;
}

/** The force withdrew a referral of which the agency has a copy. No answer is expected any more. */
export class ReferralWithdrawnNotice {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that is notified.')
  @Slug()
  readonly agency!: string;

  @Described('Id of the withdrawal.')
  @Uuid()
  readonly updateId!: string;

  @Described('The reason.')
  @Code(WITHDRAWAL_REASONS)
  readonly reason!: WithdrawalReason;

  @Described('When it was withdrawn.')
  @Instant()
  readonly withdrawnAt!: string;
}

/**
 * A redirect was not followed. The referral has gone to no other agency because of it. The agency that redirected may answer again. An
 * agency that is named and is a recipient already is notified too, because the other one expects its answer.
 */
export class RedirectDeclinedNotice {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that is notified.')
  @Slug()
  readonly agency!: string;

  @Described('The agency that redirected.')
  @Slug()
  readonly fromAgency!: string;

  @Described('The agency that the redirect names.')
  @Slug()
  readonly toAgency!: string;

  @Described('Id of the statement that redirects.')
  @Uuid()
  readonly because!: string;

  @Described('Why it was not followed.')
  @Code(FORWARDING_DECLINED_REASONS)
  readonly reason!: ForwardingDeclinedReason;

  @Described('The successor of an agency that has ended, if it has one.')
  @Optional()
  @Slug()
  readonly successor?: string;

  @Described('When that was decided.')
  @Instant()
  readonly declinedAt!: string;
}

/**
 * Who has the child has changed: no agency has it, an agency has it after all, or one more agency accepted. It goes to every agency that
 * must answer.
 */
export class HolderChangedNotice extends ReferralHolder {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that is notified.')
  @Slug()
  readonly agency!: string;

  @Described('When the exchange found it.')
  @Instant()
  readonly changedAt!: string;
}

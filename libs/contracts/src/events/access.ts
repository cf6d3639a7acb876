import {
  Code, Described, Instant, IntegerBetween, Line, ListOf, Optional, Shaped, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import { AssertedBy } from './asserted-by.js';

/** The kind of the answer: content of a referral, a file of the audit, an answer of the audit, or the right to change something. */
export const ACCESS_KINDS = ['content', 'export', 'audit', 'change', 'other'] as const;
export type AccessKind = (typeof ACCESS_KINDS)[number];

export const ACCESS_OUTCOMES = ['granted', 'denied'] as const;
export type AccessOutcome = (typeof ACCESS_OUTCOMES)[number];

/** Why content or the audit was consulted. A caller names the reason by a header; without it, the kind of the action gives the first two. */
export const ACCESS_REASONS = [
  'safeguarding', 'oversight', 'complaint', 'subject-access-request', 'legal-proceedings', 'quality-assurance', 'technical-support',
] as const;
export type AccessReason = (typeof ACCESS_REASONS)[number];

/** The most referrals that one record names. A list with more of them has the number of its rows. */
export const MAX_ACCESSED_REFERRALS = 500;
export const MAX_ACCESS_FILTERS = 40;

/** An action of the authorisation table: `referral.read-status`. */
export const ACCESS_ACTION = {
  pattern: '^[a-z]{1,32}(?:-[a-z]{1,32}){0,4}[.][a-z]{1,32}(?:-[a-z]{1,32}){0,5}$', expected: 'an action such as referral.read-status',
};
/** The name of a query parameter, with its capital letters. */
export const FILTER_NAME = { pattern: '^[a-z][A-Za-z]{0,39}$', expected: 'the name of a query parameter' };
/** Ids, codes and times. No space, so that no sentence fits. */
export const FILTER_VALUE = { pattern: '^[A-Za-z0-9][A-Za-z0-9.:_+-]{0,99}$', expected: 'an id, a code or a time' };
export const PROBLEM_CODE = { pattern: '^[A-Z]{3}-[0-9]{3}$', expected: 'the code of a problem, such as AUD-010' };

export class AccessFilter {
  @Described('Name of the query parameter.')
  @Shaped(FILTER_NAME)
  readonly name!: string;

  @Described('Its value, if it is an id, a code or a time. Absent for text such as a case reference, and for a denied request, whose values no app has checked.')
  @Optional()
  @Shaped(FILTER_VALUE)
  readonly value?: string;
}

/** One answer of an app to a known caller: content, a part of the audit, or a denial. It is no fact of sharing, and no measure counts it. */
export class AccessRecorded {
  @Described('Id of the record, the same as that of its message.')
  @Uuid()
  readonly accessId!: string;

  @Described('When the answer was about to go out.')
  @Instant()
  readonly at!: string;

  @Described('The app that answered.')
  @Slug()
  readonly app!: string;

  @Described('The agency of the node that answered; absent for an app of the whole exchange.')
  @Optional()
  @Slug()
  readonly node?: string;

  @Described('The action, by its name in the table of rights.')
  @Shaped(ACCESS_ACTION)
  readonly action!: string;

  @Described('What the action gives.')
  @Code(ACCESS_KINDS)
  readonly kind!: AccessKind;

  @Described('granted: the answer went out with what was asked for. denied: it did not.')
  @Code(ACCESS_OUTCOMES)
  readonly outcome!: AccessOutcome;

  @Described('HTTP status of the answer.')
  @IntegerBetween(200, 499)
  readonly status!: number;

  @Described('Code of the problem, for a denial.')
  @Optional()
  @Shaped(PROBLEM_CODE)
  readonly problem?: string;

  @Described('The organisation of the caller. It is the recipient of the answer.')
  @Slug()
  readonly organisation!: string;

  @Described('The person, as an opaque staff reference. Absent for a system.')
  @Optional()
  @StaffReference()
  readonly person?: string;

  @AssertedBy()
  readonly assertedBy?: string;

  @Described('The client that the token was given to.')
  @Line(256)
  readonly client!: string;

  @Described('Why it was consulted: as the caller stated it, or as the action implies. Absent for a denial without a statement.')
  @Optional()
  @Code(ACCESS_REASONS)
  readonly reason?: AccessReason;

  @Described('The referrals that the request or the answer names.')
  @Optional()
  @ListOf(Uuid(), { max: MAX_ACCESSED_REFERRALS })
  readonly referralIds?: readonly string[];

  @Described('The agency that the path names.')
  @Optional()
  @Slug()
  readonly agency?: string;

  @Described('Another id of the path or the answer: of an incident, a dead letter, a receipt, an export, a measure.')
  @Optional()
  @Shaped(FILTER_VALUE)
  readonly resource?: string;

  @Described('The query parameters of the request.')
  @Optional()
  @ListOf(() => AccessFilter, { max: MAX_ACCESS_FILTERS })
  readonly filters?: readonly AccessFilter[];

  @Described('The number of rows in the answer, where it is a list.')
  @Optional()
  @IntegerBetween(0, 1_000_000_000)
  readonly rows?: number;

  @Described('Correlation id of the request.')
  @Uuid()
  readonly correlationId!: string;
}

import { ACKNOWLEDGEMENT_CONTRACTS, LIFECYCLE_CONTRACTS } from '../events/contracts.js';
import type { RecordedEvent } from '../events/event-names.js';
import { NOTICE_CONTRACTS } from '../events/notice-contracts.js';
import { RUNGS, type Rung } from '../events/ladder.js';
import { MAX_NOTICED_STATEMENTS } from '../events/notices.js';
import {
  Bool, Code, Described, Digest, Instant, IntegerBetween, KafkaOffset, Line, ListOf, Nested, Optional, Shaped, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import { AssertedBy } from '../events/asserted-by.js';
import { CLOCK_STATES, type ClockStateName } from './clocks.js';
import { type Decision, DECISIONS, FEEDBACK_OUTCOMES, type FeedbackOutcome, GRADES, type Grade } from './codes.js';
import { CLOCK_RULE_ID } from './due-time.js';
import { NotRecorded, type RecordFilter } from './audit-not-recorded.js';
import { NEXT_PAGE, PAGE_CURSOR } from './paging.js';
import { MAX_HOPS } from './responses.js';

/** Every type of event that the log holds. */
export type AuditEventType = `${RecordedEvent}.v1`;
export const AUDIT_EVENT_TYPES = [...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS, ...NOTICE_CONTRACTS].map(({ type }) => type as AuditEventType);
/** The most rows on a page of the audit. */
export const MAX_AUDIT_PAGE = 500;

/** The position in Kafka at which an event was read. */
class AuditEventSource {
  @Described('Topic.')
  @Line(249)
  readonly topic!: string;

  @Described('Partition.')
  @IntegerBetween(0, 2_147_483_647)
  readonly partition!: number;

  @Described('Offset.')
  @KafkaOffset()
  readonly offset!: string;
}

/** Verdicts on a statement of an agency. `unattached`: a rejection of a message that is no copy of the referral. */
export const AUDIT_VERDICTS = ['taken', 'unattached', 'waiting', 'refused'] as const;
export type AuditVerdict = (typeof AUDIT_VERDICTS)[number];
/** Verdicts that a search can ask for. Unattached statements are rejections, which a search finds by their rung. */
export const SEARCHED_VERDICTS = ['taken', 'waiting', 'refused'] as const satisfies readonly AuditVerdict[];
export type SearchedVerdict = (typeof SEARCHED_VERDICTS)[number];

/** The present verdict of the audit on a statement of an agency. */
export class AuditJudgement {
  @Described('taken: it counts. waiting, refused: it counts for nothing, and touches no clock. unattached: a rejection that belongs to no copy.')
  @Code(AUDIT_VERDICTS)
  readonly verdict!: AuditVerdict;

  @Described('What a waiting statement waits for (copy, opened, accepted, answer), or why a statement is refused.')
  @Optional()
  @Slug()
  readonly code?: string;

  @Described('Of a statement that is taken: whether it states what was stated before, so that it has no effect.')
  @Optional()
  @Bool()
  readonly isRepeat?: boolean;

  @Described('Of a statement that is taken: the time that counts. The claimed time, or the broker\'s where the claim is impossible.')
  @Optional()
  @Instant()
  readonly countsAt?: string;

  @Described('Of a statement about work that is taken: the time that counts for the work.')
  @Optional()
  @Instant()
  readonly workAt?: string;

  @Described('What is remarkable about a statement that is taken.')
  @ListOf(Slug(), { min: 0, max: 20 })
  readonly marks!: readonly string[];
}

/** One row of the event log: a fact or a statement of an agency, unchanged. Holds no personal data. */
export class AuditEvent {
  @Described('Id in the log, in the order of recording.')
  @Uuid()
  readonly eventId!: string;

  @Described('When the recorder stored it (the database\'s clock, microseconds).')
  @Instant()
  readonly recordedAt!: string;

  @Described('When it happened, as its sender claims (milliseconds). The time that counts for a statement is in its judgement.')
  @Instant()
  readonly occurredAt!: string;

  @Described('Id of the message that carried it.')
  @Uuid()
  readonly messageId!: string;

  @Described('The kind of event.')
  @Code(AUDIT_EVENT_TYPES)
  readonly type!: AuditEventType;

  @Described('The referral; absent if an agency could not read which referral a message was about.')
  @Optional()
  @Uuid()
  readonly referralId?: string;

  @Described('The agency that makes the statement, which is the one of its topic; for a forwarding, the agency that received the referral. Absent for a publication.')
  @Optional()
  @Slug()
  readonly agency?: string;

  @Described('1 for the first recipients; one more for each redirect.')
  @Optional()
  @IntegerBetween(1, MAX_HOPS)
  readonly hop?: number;

  @Described('The rung reached. Absent if no agency got further (a redirect that could not be followed).')
  @Optional()
  @Code(RUNGS)
  readonly rung?: Rung;

  @Described('The person who stated it, as an opaque staff reference; absent for machines.')
  @Optional()
  @StaffReference()
  readonly actor?: string;

  @AssertedBy()
  readonly assertedBy?: string;

  @Described('The reason of a rejection, a refusal, a redirect, or a redirect that was not followed.')
  @Optional()
  @Slug()
  readonly reasonCode?: string;

  @Described('The next step, for `decided`.')
  @Optional()
  @Code(DECISIONS)
  readonly decision?: Decision;

  @Described('The feedback to the referrer.')
  @Optional()
  @Code(FEEDBACK_OUTCOMES)
  readonly feedback?: FeedbackOutcome;

  @Described('The agency that a redirect names.')
  @Optional()
  @Slug()
  readonly redirectedTo?: string;

  @Described('The referring force, for a publication.')
  @Optional()
  @Slug()
  readonly force?: string;

  @Described('Id of the change, decision, conflict or incident that it is about.')
  @Optional()
  @Uuid()
  readonly changeId?: string;

  @Described('A code: the kind of a change, the step of a milestone, the grade of a grading, the type of an incident.')
  @Optional()
  @Line(64)
  readonly code?: string;

  @Described('The child that the event is about, by its id within the referral.')
  @Optional()
  @Uuid()
  readonly childId?: string;

  @Described('The missing episode of the child that the event is about.')
  @Optional()
  @Uuid()
  readonly episodeId?: string;

  @Described('The clock, for an event of a clock.')
  @Optional()
  @Uuid()
  readonly clockId?: string;

  @Described('The rule of the clock.')
  @Optional()
  @Shaped(CLOCK_RULE_ID)
  readonly rule?: string;

  @Described('The kind of event that the clock counts from.')
  @Optional()
  @Slug()
  readonly anchor?: string;

  @Described('Of a clock that counts from a corrected time: the clock that counted from the time before.')
  @Optional()
  @Uuid()
  readonly supersedes?: string;

  @Described('The due time of the clock; absent if the exchange cannot calculate one.')
  @Optional()
  @Instant()
  readonly dueAt?: string;

  @Described('The state of the clock now, and not at the time of the event.')
  @Optional()
  @Code(CLOCK_STATES)
  readonly clockState?: ClockStateName;

  @Described('The organisation that has the duty of the clock; for a warning and an escalation, the organisation that was called.')
  @Optional()
  @Slug()
  readonly organisation?: string;

  @Described('The role that was called, for a warning and an escalation.')
  @Optional()
  @Slug()
  readonly role?: string;

  @Described('When a warning, a breach or a call was raised: later than it was due if the exchange was down.')
  @Optional()
  @Instant()
  readonly raisedAt?: string;

  @Described('The code of the event that ended the clock.')
  @Optional()
  @Slug()
  readonly endedBy?: string;

  @Described('Whole seconds past the due time, for a clock that ended after it.')
  @Optional()
  @IntegerBetween(1, 4_000_000_000)
  readonly lateSeconds?: number;

  @Described('The grade before, for a grading of the risk.')
  @Optional()
  @Code(GRADES)
  readonly previousGrade?: Grade;

  @Described('The referral that this one is a duplicate of, where a refusal names it.')
  @Optional()
  @Uuid()
  readonly duplicateOf?: string;

  @Described('The successor of the agency that a redirect names, where that agency has ended and has one.')
  @Optional()
  @Slug()
  readonly successor?: string;

  @Described('How many statements a notice of verdicts names.')
  @Optional()
  @IntegerBetween(1, MAX_NOTICED_STATEMENTS)
  readonly statements?: number;

  @Described('How many more statements wait or are refused that a notice of verdicts does not name, because they were too many at once.')
  @Optional()
  @IntegerBetween(1, 1_000_000)
  readonly omitted?: number;

  @Described('Correlation id of the request that began it.')
  @Optional()
  @Uuid()
  readonly correlationId?: string;

  @Described('Digest of the copy that it is about, which is the same in the publisher\'s record and in the agency\'s receipt.')
  @Optional()
  @Digest()
  readonly envelopeDigest?: string;

  @Described('SHA-256 of this event\'s own bytes, which the log keeps unchanged.')
  @Digest()
  readonly valueDigest!: string;

  @Described('The position in Kafka at which it was read.')
  @Nested(() => AuditEventSource)
  readonly source!: AuditEventSource;

  @Described('The verdict on a statement of an agency. Absent for a fact of the exchange.')
  @Optional()
  @Nested(() => AuditJudgement)
  readonly judgement?: AuditJudgement;
}

/** Answer to `GET /v1/audit/events`. */
export class AuditEventPage {
  @Described('Latest first.')
  @ListOf(() => AuditEvent, { min: 0, max: MAX_AUDIT_PAGE })
  readonly items!: readonly AuditEvent[];

  @Described(NEXT_PAGE)
  @Optional()
  @Shaped(PAGE_CURSOR)
  readonly next?: string;

  @NotRecorded()
  readonly notRecorded?: readonly RecordFilter[];
}

import {
  CorrectionPublishedContract, DeadlineBreachedContract, DeadlineCancelledContract, DeadlineEscalatedContract, DeadlineMetContract,
  DeadlineNotStartedContract, DeadlineStartedContract, DeadlineSupersededContract, DeadlineWarnedContract, EthnicityConflictRaisedContract,
  EthnicityRecordedContract, FeedbackOpenedContract, HolderChangedNoticeContract, IncidentLinkedContract, IncidentNotifiedContract, MachineStatementsContract, MilestoneStatedContract, MissingEpisodeRecordedContract,
  ReferralAcknowledgedContract, ReferralAgencyEndedContract, ReferralFollowedUpContract, ReferralForwardedContract, ReferralForwardingDeclinedContract,
  RedirectDeclinedNoticeContract, ReferralPublishedContract, ReferralRecipientAddedContract, ReferralResentContract, ReferralWithdrawnNoticeContract,
  RiskRegradedContract,
  SharingDecidedAgainstContract, StatementsJudgedContract, UpdateAcknowledgedContract, WithdrawalPublishedContract, type EventContract,
  type ClockReference, type DisclosedBy, type StatementsJudged,
} from '#libs/contracts';
import type { MachineStatement } from '#libs/safeguarding';

/** The columns of the table `event` that filters use. An absent one becomes NULL. */
export interface EventColumns {
  readonly referral_id?: string | undefined;
  /** The agency that makes the statement; for a statement of the force, the agency that it is about. */
  readonly agency?: string | undefined;
  readonly hop?: number | undefined;
  readonly rung?: string | undefined;
  readonly actor?: string | undefined;
  /** The system that named the actor; absent for a person whom the issuer of tokens has verified. */
  readonly asserted_by?: string | undefined;
  readonly reason_code?: string | undefined;
  readonly decision?: string | undefined;
  readonly feedback?: string | undefined;
  readonly redirected_to?: string | undefined;
  readonly force?: string | undefined;
  readonly envelope_digest?: string | undefined;
  readonly code?: string | undefined;
  readonly change_id?: string | undefined;
  readonly clock_id?: string | undefined;
  readonly rule?: string | undefined;
}

/** The app that writes the event. `notice`: a notice of the publisher to one agency, in the topic where the watch writes as well. */
export type EventSource = 'publisher' | 'notice' | 'agency' | 'watch';

/** Methods and not function properties, so that a table of many events can be read as one of `EventKind<unknown>`. */
interface EventKind<Data = unknown> {
  readonly contract: EventContract<Data>;
  readonly source: EventSource;
  /** The time of the event, as its payload states it. Work and gradings count from the time when they were done, not from their recording. */
  at(data: Data): string;
  /** The columns that do not have the name of a field: see {@link columnsOf}. */
  columns(data: Data): EventColumns;
}

const discloser = ({ reference, assertedBy }: DisclosedBy): EventColumns => ({ actor: reference, ...(assertedBy !== undefined && { asserted_by: assertedBy }) });
const NO_COLUMNS = (): EventColumns => ({});
const ofClock = ({ clock: { id, rule } }: { readonly clock: ClockReference }): EventColumns => ({ clock_id: id, rule });
const ofClockWithoutDueTime = ({ clockId, rule }: { readonly clockId: string; readonly rule: string }): EventColumns => ({ clock_id: clockId, rule });

function of<Data>(
  source: EventSource, contract: EventContract<Data>, at: (data: Data) => string, columns: (data: Data) => EventColumns = NO_COLUMNS,
): EventKind<Data> {
  return { contract, source, at, columns };
}

/** A statement of a machine is recorded for itself. Its batch passed the contract, and brought it. */
const ENTRY = MachineStatementsContract as unknown as EventContract<MachineStatement>;

/** One row per event that the recorder takes. */
const EVENT_KINDS = {
  published: of('publisher', ReferralPublishedContract, (data) => data.publishedAt, ({ disclosedBy }) => ({ rung: 'published', ...discloser(disclosedBy) })),
  forwarded: of('publisher', ReferralForwardedContract, (data) => data.forwardedAt, ({ toAgency }) => ({ agency: toAgency, rung: 'published' })),
  'forwarding-declined': of('publisher', ReferralForwardingDeclinedContract, (data) => data.declinedAt, ({ fromAgency, toAgency, reason }) =>
    ({ agency: fromAgency, redirected_to: toAgency, reason_code: reason })),
  'recipient-added': of('publisher', ReferralRecipientAddedContract, (data) => data.addedAt, ({ because, reason, handedOverBy }) =>
    ({ rung: 'published', change_id: because, reason_code: reason, actor: handedOverBy })),
  // The time is that of the record, because an end that is taken back has no time of its own.
  'agency-ended': of('publisher', ReferralAgencyEndedContract, (data) => data.recordedAt, ({ endedAt, successor }) =>
    ({ code: endedAt === undefined ? 'taken-back' : 'ended', redirected_to: successor })),
  correction: of('publisher', CorrectionPublishedContract, (data) => data.correctedAt, ({ updateId, reason, correctedBy }) =>
    ({ change_id: updateId, code: 'correction', reason_code: reason, actor: correctedBy })),
  regrade: of('publisher', RiskRegradedContract, (data) => data.gradedAt, ({ updateId, grade, gradedBy }) =>
    ({ change_id: updateId, code: grade, actor: gradedBy })),
  withdrawal: of('publisher', WithdrawalPublishedContract, (data) => data.withdrawnAt, ({ updateId, reason, withdrawnBy }) =>
    ({ change_id: updateId, code: 'withdrawal', reason_code: reason, actor: withdrawnBy })),
  'missing-episode': of('publisher', MissingEpisodeRecordedContract, (data) => data.at, ({ updateId, kind, recordedBy }) =>
    ({ change_id: updateId, code: kind, actor: recordedBy })),
  'followed-up': of('publisher', ReferralFollowedUpContract, (data) => data.followedUpAt, ({ followUpId, followedUpBy }) =>
    ({ change_id: followUpId, actor: followedUpBy })),
  resent: of('publisher', ReferralResentContract, (data) => data.resentAt, ({ resendId, reason, resentBy, copies }) =>
    ({ agency: only(copies.map(({ agency }) => agency)), change_id: resendId, reason_code: reason, actor: resentBy })),
  'decided-against': of('publisher', SharingDecidedAgainstContract, (data) => data.decidedAt, ({ decisionId, reason, decidedBy }) =>
    ({ change_id: decisionId, reason_code: reason, actor: decidedBy })),
  'feedback-opened': of('publisher', FeedbackOpenedContract, (data) => data.openedAt, ({ receiptId, openedBy }) =>
    ({ change_id: receiptId, actor: openedBy })),
  'ethnicity-conflict': of('publisher', EthnicityConflictRaisedContract, (data) => data.raisedAt, ({ conflictId, kind, recordedBy }) =>
    ({ agency: recordedBy, change_id: conflictId, code: kind })),
  'incident-notified': of('publisher', IncidentNotifiedContract, (data) => data.notifiedAt, ({ incidentId, type, disclosedBy }) =>
    ({ change_id: incidentId, code: type, ...discloser(disclosedBy) })),
  'incident-linked': of('publisher', IncidentLinkedContract, (data) => data.linkedAt, ({ incidentId, disclosedBy }) =>
    ({ change_id: incidentId, ...discloser(disclosedBy) })),

  'notice-judged': of('notice', StatementsJudgedContract, (data) => data.judgedAt, (data) => ({ ...onlyOneIn(data), change_id: data.noticeId })),
  'notice-withdrawal': of('notice', ReferralWithdrawnNoticeContract, (data) => data.withdrawnAt, ({ updateId, reason }) =>
    ({ change_id: updateId, reason_code: reason })),
  'notice-redirect-declined': of('notice', RedirectDeclinedNoticeContract, (data) => data.declinedAt, ({ toAgency, because, reason }) =>
    ({ redirected_to: toAgency, change_id: because, reason_code: reason })),
  'notice-holder-changed': of('notice', HolderChangedNoticeContract, (data) => data.changedAt, ({ state }) => ({ code: state })),

  'machine-stated': of('agency', ENTRY, (data) => data.occurredAt, ({ rung, reasonCode, updateId }) =>
    // The delivery of a change is no rung of the referral.
    (rung === 'delivered' && updateId !== undefined ? { change_id: updateId, code: rung } : { rung, reason_code: reasonCode })),
  acknowledged: of('agency', ReferralAcknowledgedContract, (data) => data.occurredAt, ({ rung, reasonCode, decision, feedback, redirectedTo }) =>
    ({ rung, reason_code: reasonCode, decision, feedback, redirected_to: redirectedTo })),
  'update-acknowledged': of('agency', UpdateAcknowledgedContract, (data) => data.occurredAt, ({ updateId, rung }) =>
    ({ change_id: updateId, code: rung })),
  'ethnicity-recorded': of('agency', EthnicityRecordedContract, (data) => data.occurredAt, ({ receiptId }) => ({ change_id: receiptId })),
  'milestone-stated': of('agency', MilestoneStatedContract, (data) => data.at, ({ receiptId, kind }) => ({ change_id: receiptId, code: kind })),

  'deadline-started': of('watch', DeadlineStartedContract, (data) => data.clock.anchorAt, ofClock),
  'deadline-not-started': of('watch', DeadlineNotStartedContract, (data) => data.anchorAt, ofClockWithoutDueTime),
  'deadline-warned': of('watch', DeadlineWarnedContract, (data) => data.at, ofClock),
  'deadline-breached': of('watch', DeadlineBreachedContract, (data) => data.at, ofClock),
  'deadline-escalated': of('watch', DeadlineEscalatedContract, (data) => data.at, ofClock),
  'deadline-met': of('watch', DeadlineMetContract, (data) => data.at, ofClock),
  'deadline-cancelled': of('watch', DeadlineCancelledContract, (data) => data.at, ofClock),
  'deadline-superseded': of('watch', DeadlineSupersededContract, (data) => data.at, ofClockWithoutDueTime),
};

/**
 * The referral, the statement with its verdict (`accepted-taken`) and its reason, where all statements of a notice have the same ones. A
 * notice about several referrals belongs to none. It has no rung, because a search for a rung is for the statement itself.
 */
function onlyOneIn({ statements }: StatementsJudged): EventColumns {
  return {
    referral_id: only(statements.map(({ referralId }) => referralId)),
    code: only(statements.map(({ rung, kind, verdict }) => `${rung ?? kind}-${verdict}`)),
    reason_code: only(statements.map(({ code }) => code)),
  };
}

function only<Value>(values: readonly Value[]): Value | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}

type Kinds = typeof EVENT_KINDS;

/** An event by its kind, which determines the type of the payload. */
export type FactBody = {
  readonly [Kind in keyof Kinds]: { readonly kind: Kind; readonly data: Kinds[Kind] extends EventKind<infer Data> ? Data : never };
}[keyof Kinds];

export type DeadlineFact = Extract<FactBody, { readonly kind: `deadline-${string}` }>;

/** A notice to an agency. */
export type NoticeFact = Extract<FactBody, { readonly kind: `deadline-${string}` | `notice-${string}` }>;

export function isDeadlineFact<Fact extends FactBody>(fact: Fact): fact is Extract<Fact, DeadlineFact> {
  return sourceOf(fact) === 'watch';
}

/** Whether an event notifies an agency. A notice changes neither copies nor statements. */
export function isNotice<Fact extends FactBody>(fact: Fact): fact is Extract<Fact, NoticeFact> {
  return sourceOf(fact) === 'watch' || sourceOf(fact) === 'notice';
}

/** Whether an event is a statement of an agency, which is judged before it counts. */
export function isAgencyStatement(fact: FactBody): boolean {
  return sourceOf(fact) === 'agency';
}

const BY_TYPE: ReadonlyMap<string, FactBody['kind']> = new Map(
  Object.entries(EVENT_KINDS).map(([kind, { contract }]) => [contract.type, kind as FactBody['kind']]),
);

/** @throws RangeError for a type that the recorder does not take. */
export function kindOf(type: string): FactBody['kind'] {
  const kind = BY_TYPE.get(type);
  if (kind === undefined) throw new RangeError(`the recorder takes no events of type ${type}`);
  return kind;
}

export function sourceOf({ kind }: FactBody): EventSource {
  return EVENT_KINDS[kind].source;
}

/**
 * When the event happened, in UTC with milliseconds. One form of time compares alike in JavaScript and in PostgreSQL, so both fold
 * to the same result. The log keeps the original text in `data`.
 */
export function occurredAt({ kind, data }: FactBody): string {
  const row: EventKind = EVENT_KINDS[kind];
  return new Date(row.at(data)).toISOString();
}

/** Fields that have the same name, meaning and column in every event. */
interface SharedFields {
  readonly referralId?: string;
  readonly agency?: string;
  readonly hop?: number;
  readonly actor?: string;
  readonly assertedBy?: string;
  readonly force?: string;
  readonly envelopeDigest?: string;
}

/** The columns of an event that filters use, taken from its payload. */
export function columnsOf({ kind, data }: FactBody): EventColumns {
  const row: EventKind = EVENT_KINDS[kind];
  const { referralId, agency, hop, actor, assertedBy, force, envelopeDigest }: SharedFields = data;
  return { referral_id: referralId, agency, hop, actor, asserted_by: assertedBy, force, envelope_digest: envelopeDigest, ...row.columns(data) };
}

import type {
  ReferralAcknowledged, ReferralAgencyEnded, ReferralForwarded, ReferralForwardingDeclined, ReferralPublished, ReferralRecipientAdded, WithdrawalPublished,
} from '#libs/contracts';
import type { MachineStatement } from '#libs/safeguarding';

import { isAgencyStatement, isNotice, type NoticeFact } from './event-kinds.js';
import type { RecordedFact } from './recorded-fact.js';

/** The composite type `occurrence`. */
export interface Occurrence {
  readonly at: string;
  /** The id of the fact's message or of the statement. */
  readonly message_id: string;
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
}

/** The composite type `expectation`. */
export interface Expected extends Omit<Occurrence, 'code' | 'detail'> {
  readonly hop: number;
  readonly expects: string;
  readonly forwarded_by?: string;
  /** The children that the copy shows; absent where it shows all. */
  readonly children?: readonly string[];
}

/** The composite type `agency_end`. Without `ended_at` an end was taken back. */
export interface AgencyEnd extends Omit<Occurrence, 'code' | 'detail'> {
  readonly ended_at?: string | undefined;
  readonly successor?: string | undefined;
}

/** The composite type `publication`. */
export interface Publication extends Omit<Occurrence, 'code' | 'detail'> {
  readonly force: string;
  readonly area: string;
  readonly grade: string;
  readonly correlation_id: string | null;
}

/** The composite type `referral_origin`. */
export interface Origin extends Omit<Occurrence, 'code' | 'detail'> {
  readonly unit: string | null;
  /** Rows of the composite type `ethnicity_mark`, one for each child. */
  readonly ethnicity: readonly object[];
  readonly case_key: string;
}

interface Span {
  readonly first_event_at: string;
  readonly last_event_at: string;
}

export interface ReferralFold extends Span {
  readonly referral_id: string;
  readonly published?: Publication;
  readonly origin?: Origin;
}

/** Columns that keep the first occurrence of their kind. */
export const FIRST = [
  'named', 'delivered', 'rejected', 'opened', 'accepted', 'refused', 'redirected', 'decided', 'fed_back', 'onward', 'withdrawn', 'added',
] as const;
/** Columns that keep the latest occurrence, because a decision may be taken again and a date corrected. */
export const LATEST = ['latest_decision', 'latest_feedback', 'ended'] as const;
/** Columns that come from statements of the agency alone. */
export const STATED = [
  'delivered', 'rejected', 'opened', 'accepted', 'refused', 'redirected', 'decided', 'latest_decision', 'fed_back', 'latest_feedback',
] as const;

type Occurrences = { readonly [Column in Exclude<(typeof FIRST)[number], 'named'> | Exclude<(typeof LATEST)[number], 'ended'>]?: Occurrence };

export interface RecipientFold extends Occurrences {
  readonly referral_id: string;
  readonly agency: string;
  /** The earliest fact. */
  readonly first_event_at?: string;
  /** The latest statement. */
  readonly last_stated_at?: string;
  readonly named?: Expected;
  readonly ended?: AgencyEnd;
}

/** The contribution of a set of facts to each referral and to each of its recipients. */
export interface Folded {
  readonly referrals: readonly ReferralFold[];
  readonly recipients: readonly RecipientFold[];
}

/**
 * Folds facts, and the statements that count, into one contribution per row of the projections, because an upsert may touch a row only
 * once. Neither order nor repetition makes a difference; PostgreSQL merges the result with the row in the same way.
 */
export function foldFacts(facts: readonly RecordedFact[]): Folded {
  const referrals = new Map<string, ReferralFold>();
  const recipients = new Map<string, RecipientFold>();
  for (const fact of facts) {
    // A notice to an agency, such as the event of a clock, changes neither the referral nor a recipient.
    if (isNotice(fact)) continue;
    // An incident has no referral. It is in the log alone.
    const referralId = 'referralId' in fact.data ? fact.data.referralId : undefined;
    if (referralId === undefined) continue;
    const { at } = fact;
    const isStatement = isAgencyStatement(fact);
    if (!isStatement) {
      const referral: ReferralFold = { referral_id: referralId, first_event_at: at, last_event_at: at, ...publicationIn(fact, at) };
      referrals.set(referralId, mergeReferral(referrals.get(referralId), referral));
    }
    const span = isStatement ? { last_stated_at: at } : { first_event_at: at };
    for (const [agency, occurrences] of occurrencesIn(fact, at)) {
      const key = `${referralId} ${agency}`;
      recipients.set(key, mergeRecipient(recipients.get(key), { referral_id: referralId, agency, ...span, ...occurrences }));
    }
  }
  return { referrals: [...referrals.values()], recipients: [...recipients.values()] };
}

type Contribution = readonly [agency: string, occurrences: Partial<RecipientFold>];

/** An event of a referral or of one of its recipients. */
type ReferralFact = Exclude<RecordedFact, NoticeFact>;

function publicationIn(fact: ReferralFact, at: string): Pick<ReferralFold, 'published' | 'origin'> {
  if (fact.kind !== 'published') return {};
  const { force, area, grade, unit = null, ethnicity, caseKey } = fact.data;
  const by = { at, message_id: fact.id };
  const marks = ethnicity.map(({ childId: child_id, stated, reasonNotStated: reason = null, perceived, conflict, defaulted }) => ({ child_id, stated, reason, perceived, conflict, defaulted }));
  return { published: { ...by, force, area, grade, correlation_id: fact.correlationId }, origin: { ...by, unit, ethnicity: marks, case_key: caseKey } };
}

function occurrencesIn(fact: ReferralFact, at: string): Contribution[] {
  switch (fact.kind) {
    case 'published':
      return namedBy(fact.data, { at, message_id: fact.id });
    case 'forwarded':
      return forwardedBy(fact.data, { at, message_id: fact.id });
    case 'forwarding-declined':
      return declinedBy(fact.data, { at, message_id: fact.id });
    case 'withdrawal':
      return withdrawnBy(fact.data, { at, message_id: fact.id });
    case 'recipient-added':
      return addedBy(fact.data, { at, message_id: fact.id });
    case 'agency-ended':
      return endedBy(fact.data, { at, message_id: fact.id });
    case 'machine-stated':
      return [[fact.data.agency, statedByMachine(fact.data, { at, message_id: fact.id })]];
    case 'acknowledged':
      return [[fact.data.agency, statedBy(fact.data, { at, message_id: fact.id })]];
    // The other statements of an agency show in its changes, if anywhere. Each is a sign of life.
    case 'update-acknowledged':
    case 'ethnicity-recorded':
    case 'milestone-stated':
      return [[fact.data.agency, {}]];
    // Every other event belongs to the referral, to one of its changes, or to an incident.
    default:
      return [];
  }
}

function namedBy({ recipients }: ReferralPublished, by: Occurrence): Contribution[] {
  return recipients.map(({ agency, hop, expectation, children }) => [agency, { named: { ...by, hop, expects: expectation, ...shown(children) } }]);
}

function shown(children: readonly string[] | undefined): Pick<Expected, 'children'> {
  return children === undefined ? {} : { children };
}

function forwardedBy({ fromAgency, toAgency, hop, expectation, children }: ReferralForwarded, by: Occurrence): Contribution[] {
  return [
    [toAgency, { named: { ...by, hop, expects: expectation, forwarded_by: fromAgency, ...shown(children) } }],
    [fromAgency, { onward: { ...by, code: 'forwarded', detail: toAgency } }],
  ];
}

function withdrawnBy({ recipients, reason }: WithdrawalPublished, by: Occurrence): Contribution[] {
  return recipients.map(({ agency }) => [agency, { withdrawn: { ...by, code: reason } }]);
}

function addedBy({ agency, hop, expectation, children, reason, fromAgency }: ReferralRecipientAdded, by: Occurrence): Contribution[] {
  const from = fromAgency === undefined ? {} : { forwarded_by: fromAgency };
  const added: Contribution = [agency, { named: { ...by, hop, expects: expectation, ...from, ...shown(children) }, added: { ...by, code: reason } }];
  return fromAgency === undefined ? [added] : [added, [fromAgency, { onward: { ...by, code: 'handed-over', detail: agency } }]];
}

function endedBy({ agency, endedAt: ended_at, successor }: ReferralAgencyEnded, by: Occurrence): Contribution[] {
  return [[agency, { ended: { ...by, ended_at, successor } }]];
}

function declinedBy({ fromAgency, toAgency, reason }: ReferralForwardingDeclined, by: Occurrence): Contribution[] {
  return [[fromAgency, { onward: { ...by, code: reason, detail: toAgency } }]];
}

/** The delivery of a change is a sign of life, and no rung. */
function statedByMachine({ rung, updateId, reasonCode }: MachineStatement, by: Occurrence): Partial<RecipientFold> {
  return rung === 'delivered' && updateId !== undefined ? {} : { [rung]: { ...by, code: reasonCode } };
}

function statedBy({ rung, reasonCode, redirectedTo, decision, feedback }: ReferralAcknowledged, by: Occurrence): Partial<RecipientFold> {
  if (rung === 'decided') return { decided: { ...by, code: decision }, latest_decision: { ...by, code: decision } };
  if (rung === 'fed_back') return { fed_back: { ...by, code: feedback }, latest_feedback: { ...by, code: feedback } };
  return { [rung]: { ...by, code: reasonCode, detail: redirectedTo } };
}

function mergeReferral(known: ReferralFold | undefined, added: ReferralFold): ReferralFold {
  if (known === undefined) return added;
  const published = earlier(known.published, added.published);
  const origin = earlier(known.origin, added.origin);
  return { ...known, ...span(known, added), ...(published && { published }), ...(origin && { origin }) };
}

function mergeRecipient(known: RecipientFold | undefined, added: RecipientFold): RecipientFold {
  if (known === undefined) return added;
  const first = FIRST.map((column) => [column, earlier<Occurrence | Expected>(known[column], added[column])] as const);
  const latest = LATEST.map((column) => [column, later<Occurrence | AgencyEnd>(known[column], added[column])] as const);
  const times = [
    ['first_event_at', outer(known.first_event_at, added.first_event_at, (left, right) => left < right)],
    ['last_stated_at', outer(known.last_stated_at, added.last_stated_at, (left, right) => left > right)],
  ] as const;
  return { ...known, ...Object.fromEntries([...first, ...latest, ...times].filter(([, value]) => value !== undefined)) };
}

function span(left: Span, right: Span): Span {
  return {
    first_event_at: left.first_event_at < right.first_event_at ? left.first_event_at : right.first_event_at,
    last_event_at: left.last_event_at > right.last_event_at ? left.last_event_at : right.last_event_at,
  };
}

function outer(left: string | undefined, right: string | undefined, isOuter: (left: string, right: string) => boolean): string | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return isOuter(left, right) ? left : right;
}

type Timed = Pick<Occurrence, 'at' | 'message_id'>;

function earlier<T extends Timed>(left: T | undefined, right: T | undefined): T | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return isBefore(right, left) ? right : left;
}

function later<T extends Timed>(left: T | undefined, right: T | undefined): T | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return isBefore(left, right) ? right : left;
}

/** By time, then by message id, as PostgreSQL compares the composite types. */
function isBefore(left: Timed, right: Timed): boolean {
  return left.at === right.at ? left.message_id < right.message_id : left.at < right.at;
}

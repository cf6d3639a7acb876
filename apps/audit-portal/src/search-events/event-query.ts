import {
  ACKNOWLEDGEMENT_CONTRACTS, AUDIT_EVENT_TYPES, FeedbackOpenedContract, MachineStatementsContract, NOTICE_CONTRACTS, PERSON_RUNGS, ReferralAcknowledgedContract, ReferralFollowedUpContract, ReferralForwardedContract,
  ReferralForwardingDeclinedContract, ReferralPublishedContract, ReferralRecipientAddedContract,
  type AuditReferralState, type AuditVerdict, type ClockStateName, type Grade, type SearchedVerdict,
} from '#libs/contracts';
import type { PagePosition } from '#libs/http-api';
import { preparedQuery, statement, whereEqual, type BoundStatement, type Database, type SelectQuery } from '#libs/persistence';

import { inOrder } from '../paging/in-order.js';
import { exactly } from '../paging/sql-text.js';
import { CLOCK_STATE } from '../referral-timeline/clock-state.js';
import { inReferralState, REFERRALS_OF_CASES } from '../referral-timeline/referral-state.js';
import type { Scope } from '../scope/audit-scope.js';

export interface EventFilter {
  readonly agency?: string | undefined;
  readonly person?: string | undefined;
  readonly force?: string | undefined;
  readonly unit?: string | undefined;
  readonly area?: string | undefined;
  readonly rung?: string | undefined;
  readonly type?: string | undefined;
  readonly referralId?: string | undefined;
  readonly correlationId?: string | undefined;
  /** The keys of a case, one for each force that it may belong to. */
  readonly caseKeys?: readonly string[] | undefined;
  readonly rule?: string | undefined;
  readonly clockState?: ClockStateName | undefined;
  readonly referralState?: AuditReferralState | undefined;
  readonly verdict?: SearchedVerdict | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The time that the period and the order are about. */
  readonly by: 'occurred' | 'recorded';
}

/** A filter, and the part of the record that its caller may see. */
export interface ScopedFilter extends EventFilter {
  readonly scope: Scope;
}

/** The codes, ids and times in the payload of an event that have no column of their own. */
export interface EventDetails {
  readonly childId?: string;
  readonly episodeId?: string;
  readonly clockId?: string;
  readonly anchor?: string;
  readonly clock?: { readonly id: string; readonly rule: string; readonly anchor: string; readonly dueAt: string; readonly childId?: string; readonly episodeId?: string; readonly supersedes?: string };
  readonly rule?: string;
  readonly dueAt?: string;
  readonly organisation?: string;
  readonly role?: string;
  readonly raisedAt?: string;
  readonly by?: string;
  readonly lateSeconds?: number;
  readonly breachedSeconds?: number;
  readonly previousGrade?: Grade;
  readonly duplicateOf?: string;
  readonly successor?: string;
  readonly statements?: readonly object[];
  readonly omitted?: number;
}

/** A row of the log, as pages and exports read it. */
export interface EventRow {
  readonly event_id: string;
  readonly recorded_at: string;
  readonly occurred_at: string;
  readonly message_id: string;
  readonly type: string;
  readonly referral_id: string | null;
  readonly agency: string | null;
  readonly hop: number | null;
  readonly rung: string | null;
  readonly actor: string | null;
  readonly asserted_by: string | null;
  readonly reason_code: string | null;
  readonly decision: string | null;
  readonly feedback: string | null;
  readonly redirected_to: string | null;
  readonly force: string | null;
  readonly change_id: string | null;
  readonly clock_state: ClockStateName | null;
  readonly code: string | null;
  readonly details: EventDetails | null;
  readonly correlation_id: string | null;
  readonly envelope_digest: string | null;
  readonly value_digest: string;
  readonly kafka_topic: string;
  readonly kafka_partition: number;
  readonly kafka_offset: string;
  readonly verdict: AuditVerdict | null;
  readonly verdict_code: string | null;
  readonly effect: 'new' | 'repeat' | null;
  readonly counts_at: string | null;
  readonly work_at: string | null;
  /** Codes, with a space between. */
  readonly marks: string | null;
}

const SAME_NAME = [
  'event_id', 'message_id', 'type', 'referral_id', 'agency', 'hop', 'rung', 'actor', 'asserted_by', 'reason_code', 'decision', 'feedback', 'redirected_to', 'force', 'change_id',
  'code', 'correlation_id', 'envelope_digest', 'value_digest', 'kafka_topic', 'kafka_partition', 'kafka_offset',
];
/** Most events are rungs, whose codes all have columns: only a refusal can name a duplicate besides. The payload is read for no other rung. */
const DETAILS = `CASE WHEN event.rung IS NULL OR event.rung = 'refused' THEN event.data END`;
/**
 * The state of the clock that an event is about. A subquery, because PostgreSQL evaluates it for the rows of the page alone.
 *
 * @param own the clock must still be of the agency of the event: the answer of another agency is not for the first one.
 */
function clockState(own: boolean): string {
  return `(SELECT ${CLOCK_STATE} FROM clock_projection clock WHERE clock.clock_id = event.clock_id${own ? ' AND clock.agency = event.agency' : ''})`;
}

/** The columns of {@link EventRow}, from {@link EVENTS}. */
const COLUMNS = `${SAME_NAME.map((column) => `event.${column}`).join(', ')}, ${exactly('event.recorded_at')} AS recorded_at,
  ${exactly('event.occurred_at')} AS occurred_at, judged.verdict AS verdict, judged.code AS verdict_code, judged.effect AS effect,
  ${exactly('judged.counts_at')} AS counts_at, ${exactly('judged.work_at')} AS work_at, array_to_string(judged.marks, ' ') AS marks,
  ${DETAILS} AS details`;
export const EVENT_COLUMNS = `${COLUMNS}, ${clockState(false)} AS clock_state`;
/** The same for an agency. */
export const EVENT_COLUMNS_FOR_AGENCY = `${COLUMNS}, ${clockState(true)} AS clock_state`;

/** By the primary key of the statements. Offset and entry tell two statements under one id apart. */
const OF_EVENT = `judged.agency = event.agency AND judged.partition = event.kafka_partition AND judged.statement_id = event.statement_id
  AND judged.kafka_offset = event.kafka_offset AND judged.entry = event.entry`;
/** Events, each with the present verdict where it is a statement of an agency. */
export const EVENTS = `event LEFT JOIN statement judged ON ${OF_EVENT}`;

/**
 * Constants and no parameters, so that PostgreSQL uses the partial index on statements that wait or are refused. Most statements are
 * taken: a subquery, unlike a join, makes PostgreSQL walk the events in order and stop at the end of the page.
 */
const OF_VERDICT: Readonly<Record<SearchedVerdict, string>> = {
  taken: `(SELECT verdict FROM statement AS judged WHERE ${OF_EVENT}) = 'taken'`,
  waiting: `judged.verdict = 'waiting'`, refused: `judged.verdict = 'refused'`,
};

/**
 * Ties every type to its rungs, and a type that is no rung to none; machines state rungs and the delivery of changes. With the rung in the condition, the index on rungs finds rare
 * types without a search through the receipts.
 */
const RUNGS_OF_TYPE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(AUDIT_EVENT_TYPES.filter((type) => type !== MachineStatementsContract.type).map((type) => [type, 'event.rung IS NULL'])),
  [ReferralPublishedContract.type]: `event.rung = 'published'`,
  [ReferralForwardedContract.type]: `event.rung = 'published'`,
  [ReferralRecipientAddedContract.type]: `event.rung = 'published'`,
  [ReferralAcknowledgedContract.type]: `event.rung = ANY ('{${PERSON_RUNGS.join(',')}}')`,
};

/**
 * The types that an agency sees, where they name it: its own statements, what it was notified of, and what was sent to it. Other facts
 * name it as well, such as a decision not to share with it and a contradiction of its record, and it must not learn of those here.
 */
const TYPES_FOR_AGENCIES: readonly string[] = [
  ...ACKNOWLEDGEMENT_CONTRACTS, ...NOTICE_CONTRACTS, ReferralForwardedContract, ReferralForwardingDeclinedContract, ReferralFollowedUpContract, FeedbackOpenedContract,
].map(({ type }) => type);
/** A condition on `event` in the scope of an agency, which is the parameter `$n` or `:name`. */
export function visibleToAgency(agency: string): string {
  return `event.agency = ${agency} AND event.type = ANY ('{${TYPES_FOR_AGENCIES.join(',')}}')`;
}

/** One page, latest first. Reads one row more than `limit`. */
export function pageStatement(database: Database, filter: ScopedFilter, after: PagePosition | null, limit: number): BoundStatement {
  const query = eventsOf(database, columnsFor(filter), filter);
  return preparedQuery('portal-events', inOrder(query, 'DESC', orderOf(filter), after), limit + 1);
}

/** All events, earliest first, with the payload as it was sent. */
export function exportStatement(database: Database, filter: ScopedFilter): BoundStatement {
  const query = eventsOf(database, `${columnsFor(filter)}, event.data::text AS data`, filter);
  return preparedQuery('portal-export', inOrder(query, 'ASC', orderOf(filter)));
}

/** The planner's estimate of the number of rows. */
export function estimateStatement(database: Database, filter: ScopedFilter): BoundStatement {
  const { statement: { name, text }, values } = exportStatement(database, filter);
  return { statement: statement(`${name}-estimate`, `EXPLAIN (FORMAT JSON) ${text}`), values };
}

function isAgency(scope: Scope): boolean {
  return scope.sees === 'own' && scope.as === 'agency';
}

function columnsFor({ scope }: ScopedFilter): string {
  return isAgency(scope) ? EVENT_COLUMNS_FOR_AGENCY : EVENT_COLUMNS;
}

function timeOf({ by }: EventFilter): string {
  return by === 'recorded' ? 'event.recorded_at' : 'event.occurred_at';
}

function orderOf(filter: EventFilter): readonly string[] {
  return [timeOf(filter), 'event.event_id'];
}

/** The columns that a referral and an incident have alike. */
const OF_CASE = ['force', 'unit', 'area'] as const;

function eventsOf(database: Database, columns: string, { scope, ...filter }: ScopedFilter): SelectQuery {
  const { referralId, correlationId, agency, person, rung, type, verdict, from, to, caseKeys, rule, clockState: state, referralState } = filter;
  const query = database.select().select(columns).from('event', 'event').leftJoin('statement', 'judged', OF_EVENT);
  whereEqual(query, 'event', { referral_id: referralId, correlation_id: correlationId, agency, actor: person, rung, type, rule });
  const ofCase = OF_CASE.filter((column) => filter[column] !== undefined);
  if (ofCase.length > 0) {
    const is = (row: string): string => ofCase.map((column) => `${row}.${column} = :${column}`).join(' AND ');
    query.andWhere(
      `(EXISTS (SELECT FROM referral_projection referral WHERE referral.referral_id = event.referral_id AND ${is('referral')})
        OR EXISTS (SELECT FROM incident_projection incident WHERE incident.incident_id = event.change_id AND ${is('incident')}))`,
      Object.fromEntries(ofCase.map((column) => [column, filter[column]])),
    );
  }
  if (scope.sees === 'own' && scope.as === 'agency') query.andWhere(visibleToAgency(':agency'), { agency: scope.organisation });
  if (caseKeys !== undefined) query.andWhere(`event.referral_id = ANY (${REFERRALS_OF_CASES})`, { caseKeys });
  // Events of clocks have no rung, and the index on rungs finds them in order.
  if (state !== undefined) query.andWhere(`event.rung IS NULL AND ${clockState(isAgency(scope))} = :clockState`, { clockState: state });
  if (referralState !== undefined) query.andWhere(inReferralState('event', referralState));
  if (verdict !== undefined) query.andWhere(OF_VERDICT[verdict]);
  if (from !== undefined) query.andWhere(`${timeOf(filter)} >= :from`, { from });
  if (to !== undefined) query.andWhere(`${timeOf(filter)} < :to`, { to });
  const rungs = type === undefined ? undefined : RUNGS_OF_TYPE[type];
  return rungs === undefined ? query : query.andWhere(rungs);
}

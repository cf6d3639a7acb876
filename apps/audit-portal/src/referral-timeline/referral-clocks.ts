import { MAX_AUDIT_CLOCKS, type AuditClock, type AuditClockCall, type ClockStateName } from '#libs/contracts';
import { groupBy } from '#libs/kernel';
import { statement, type StatementRunner } from '#libs/persistence';

import { exactly } from '../paging/sql-text.js';

const COLUMNS = `referral_id, clock_id, rule, agency, organisation, (first_holder).agency AS first_agency, anchor, ${exactly('anchor_at')} AS anchor_at, ${exactly('due_at')} AS due_at, explanation,
     child_id, episode_id, supersedes, (ended).outcome AS outcome, (ended).by AS ended_by, ${exactly('ended_at')} AS ended_at,
     ${exactly('(ended).stated_at')} AS stated_at,
     extract(epoch FROM coalesce(ended_at, $2::timestamptz) - due_at)::float8 AS late_seconds,
     coalesce((SELECT json_agg(json_build_object('kind', kind, 'organisation', organisation, 'role', role, 'dueAt', ${exactly('due_at')},
       'raisedAt', ${exactly('raised_at')}) ORDER BY step) FROM clock_call WHERE clock_call.clock_id = clock_projection.clock_id), '[]'::json) AS calls`;
const ORDER = 'ORDER BY clock_projection.due_at NULLS FIRST, clock_id';
const CLOCKS = statement(
  'portal-timeline-clocks',
  `SELECT ${COLUMNS} FROM clock_projection WHERE referral_id = $1::uuid ${ORDER} LIMIT ${MAX_AUDIT_CLOCKS}`,
);
const OPEN_CLOCKS = statement(
  'portal-open-clocks',
  `SELECT ${COLUMNS} FROM clock_projection WHERE referral_id = ANY ($1::uuid[]) AND ended_at IS NULL ${ORDER}`,
);

interface ClockRow {
  readonly referral_id: string;
  readonly clock_id: string;
  readonly rule: string;
  readonly child_id: string | null;
  readonly episode_id: string | null;
  readonly agency: string;
  readonly organisation: string;
  readonly first_agency: string;
  readonly anchor: string;
  readonly anchor_at: string;
  readonly due_at: string | null;
  readonly explanation: string;
  readonly outcome: 'met' | 'cancelled' | 'superseded' | null;
  readonly supersedes: string | null;
  readonly ended_by: string | null;
  readonly ended_at: string | null;
  readonly stated_at: string | null;
  readonly late_seconds: number | null;
  readonly calls: readonly AuditClockCall[];
}

/** The clocks of one referral, from the log. @param asOf by the exchange's clock, ISO 8601. */
export async function clocksOf(database: StatementRunner, referralId: string, asOf: string): Promise<readonly AuditClock[]> {
  const { rows } = await database.run<ClockRow>(CLOCKS, [referralId, asOf]);
  return rows.map((row) => clockItem(row));
}

/** The clocks of these referrals that have not ended, by referral and agency. @param asOf by the exchange's clock, ISO 8601. */
export async function openClocksOf(database: StatementRunner, referralIds: readonly string[], asOf: string): Promise<ReadonlyMap<string, readonly AuditClock[]>> {
  if (referralIds.length === 0) return new Map();
  const { rows } = await database.run<ClockRow>(OPEN_CLOCKS, [referralIds, asOf]);
  const byAgency = groupBy(rows, ({ referral_id: referralId, agency }) => placeOf(referralId, agency));
  return new Map([...byAgency].map(([place, ofPlace]) => [place, ofPlace.slice(0, MAX_AUDIT_CLOCKS).map((row) => clockItem(row))]));
}

/** The key of an agency at a referral. */
export function placeOf(referralId: string, agency: string): string {
  return `${referralId} ${agency}`;
}

function clockItem(row: ClockRow): AuditClock {
  const late = row.late_seconds ?? 0;
  return {
    clockId: row.clock_id,
    rule: row.rule,
    ...(row.child_id !== null && { childId: row.child_id }),
    ...(row.episode_id !== null && { episodeId: row.episode_id }),
    agency: row.agency,
    organisation: row.organisation,
    ...(row.first_agency !== row.agency && { passedOnBy: row.first_agency }),
    anchor: row.anchor,
    anchorAt: row.anchor_at,
    ...(row.supersedes !== null && { supersedes: row.supersedes }),
    ...(row.due_at !== null && { dueAt: row.due_at }),
    explanation: row.explanation,
    state: stateOf(row, late > 0),
    ...(row.ended_by !== null && { endedBy: row.ended_by }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.stated_at !== null && { statedAt: row.stated_at }),
    ...(late > 0 && { minutesLate: Math.floor(late / 60) }),
    calls: row.calls,
  };
}

function stateOf({ due_at: due, outcome }: ClockRow, late: boolean): ClockStateName {
  if (outcome === 'superseded') return 'superseded';
  if (due === null) return 'not-started';
  if (outcome === 'cancelled') return 'cancelled';
  if (outcome === 'met') return late ? 'met-late' : 'met';
  return late ? 'breached' : 'running';
}

import type { ChildCount, MeasureBasis, Period } from '#libs/safeguarding';
import type { StatementValue } from '#libs/persistence';

/** Values of a statement, numbered in the order of their use. */
export class Values {
  readonly list: StatementValue[] = [];

  use(value: StatementValue, type: string): string {
    this.list.push(value);
    return `$${this.list.length}::${type}`;
  }
}

/** The period and time of a count. A measure of the present moment has no period. */
export interface Asked {
  readonly period: Period;
  /** The exchange's clock, ISO 8601. */
  readonly now: string;
}

/** In minutes. A machine whose clock is behind must not make a time negative. */
function minutesBetween(from: string, to: string): string {
  return `GREATEST(extract(epoch FROM ${to} - ${from})::float8 / 60, 0)`;
}

/**
 * The cases of a measure, as rows of `force, unit, agency, at, hit, minutes, age, kind`: `hit` marks a case of the numerator,
 * `minutes` is its duration, `age` the age of an open case, `kind` its part. An index serves every period. The event log is not
 * read.
 */
export function casesSql(basis: MeasureBasis, asked: Asked, values: Values): string {
  switch (basis.cases) {
    case 'due-clocks':
      return dueClocks(basis.rules, asked, values);
    case 'open-clocks':
      return openClocks(asked, values);
    case 'recipients':
      return recipients(basis.reached, asked, values);
    case 'answers':
      return `SELECT p.force, p.unit, r.agency, p.published_at AS at, r.${basis.answer}_at IS NOT NULL AS hit, NULL::float8 AS minutes, NULL::float8 AS age,
                (r.${basis.answer}).code AS kind
              FROM referral_projection p JOIN recipient_projection r USING (referral_id)
              WHERE ${inPeriod('p.published_at', asked, values)} AND r.published_at IS NOT NULL`;
    case 'gradings':
      return gradings(basis.since, asked, values);
    case 'children':
      return children(basis.counts, asked, values);
    case 'conflicts':
      return `SELECT p.force, p.unit, e.recorded_by AS agency, e.raised_at AS at, c.at IS NOT NULL AS hit, ${minutesBetween('e.raised_at', 'c.at')} AS minutes,
                NULL::float8 AS age, e.kind
              FROM ethnicity_conflict_projection e LEFT JOIN referral_projection p USING (referral_id)
              CROSS JOIN LATERAL (SELECT min(corrected_at) AS at FROM ethnicity_correction_projection k
                WHERE k.referral_id = e.referral_id AND k.child_id = e.child_id AND k.corrected_at >= e.raised_at) c
              WHERE ${inPeriod('e.raised_at', asked, values)}`;
    case 'incidents':
      return incidents(asked, values);
  }
}

function inPeriod(column: string, { period }: Asked, values: Values): string {
  return `${column} >= ${values.use(period.begins, 'timestamptz')} AND ${column} < ${values.use(period.ends, 'timestamptz')}`;
}

function dueClocks(rules: readonly string[], asked: Asked, values: Values): string {
  const now = values.use(asked.now, 'timestamptz');
  return `SELECT p.force, p.unit, c.agency, c.due_at AS at, c.ended_at <= c.due_at IS TRUE AS hit, NULL::float8 AS minutes,
            CASE WHEN c.ended_at IS NULL THEN ${minutesBetween('c.due_at', now)} END AS age,
            CASE WHEN c.ended_at IS NULL THEN 'breached-open' WHEN c.ended_at <= c.due_at THEN 'met-in-time'
                 WHEN (c.ended).outcome = 'cancelled' THEN 'cancelled-late' ELSE 'met-late' END AS kind
          FROM clock_projection c LEFT JOIN referral_projection p USING (referral_id)
          WHERE ${inPeriod('c.due_at', asked, values)} AND c.due_at < ${now} AND c.rule = ANY (${values.use([...rules], 'text[]')})
            AND NOT ((c.ended).outcome = 'cancelled' AND c.ended_at <= c.due_at) IS TRUE AND ${NOT_SUPERSEDED}`;
}

/** A corrected time gives one duty two clocks. The clock of the corrected time counts, and the other stays in the record of its referral. */
const NOT_SUPERSEDED = `(c.ended).outcome IS DISTINCT FROM 'superseded'
            AND NOT EXISTS (SELECT FROM clock_projection s WHERE s.supersedes = c.clock_id)`;

function openClocks(asked: Asked, values: Values): string {
  const now = values.use(asked.now, 'timestamptz');
  return `SELECT p.force, p.unit, c.agency, c.due_at AS at, c.due_at < ${now} AS hit, NULL::float8 AS minutes,
            CASE WHEN c.due_at < ${now} THEN ${minutesBetween('c.due_at', now)} END AS age, CASE WHEN c.due_at < ${now} THEN c.rule END AS kind
          FROM clock_projection c LEFT JOIN referral_projection p USING (referral_id) WHERE c.ended_at IS NULL AND c.due_at IS NOT NULL`;
}

const REACHED_AT: Readonly<Record<Extract<MeasureBasis, { cases: 'recipients' }>['reached'], string>> = {
  delivered: 'r.delivered_at', opened: 'r.opened_at', answered: 'LEAST(r.accepted_at, r.refused_at, r.redirected_at)', decided: 'r.decided_at',
  fed_back: 'r.fed_back_at',
};

function recipients(reached: keyof typeof REACHED_AT, asked: Asked, values: Values): string {
  const at = REACHED_AT[reached];
  const asksFor = reached === 'decided' ? `AND r.expectation = 'acknowledge-and-decide' AND r.refused_at IS NULL AND r.redirected_at IS NULL` : '';
  return `SELECT p.force, p.unit, r.agency, p.published_at AS at, ${at} IS NOT NULL AS hit,
            CASE WHEN ${at} IS NOT NULL THEN ${minutesBetween('r.published_at', at)} END AS minutes, NULL::float8 AS age, NULL::text AS kind
          FROM referral_projection p JOIN recipient_projection r USING (referral_id)
          WHERE ${inPeriod('p.published_at', asked, values)} AND r.published_at IS NOT NULL ${asksFor} AND ((r.withdrawn).at IS NULL OR ${at} IS NOT NULL)`;
}

function gradings(since: 'report' | 'previous-grading', asked: Asked, values: Values): string {
  const columns = 'SELECT p.force, p.unit, NULL::text AS agency, p.published_at AS at';
  if (since === 'report') {
    return `${columns}, g.reported_at IS NOT NULL AS hit, CASE WHEN g.reported_at IS NOT NULL THEN ${minutesBetween('g.reported_at', 'g.graded_at')} END AS minutes,
              NULL::float8 AS age, NULL::text AS kind
            FROM referral_projection p LEFT JOIN grading_projection g ON g.grading_id = p.referral_id WHERE ${inPeriod('p.published_at', asked, values)}`;
  }
  return `${columns}, b.at IS NOT NULL AS hit, CASE WHEN b.at IS NOT NULL THEN ${minutesBetween('b.at', 'g.graded_at')} END AS minutes, NULL::float8 AS age, g.grade AS kind
          FROM referral_projection p JOIN grading_projection g ON g.referral_id = p.referral_id AND g.grading_id <> p.referral_id
          CROSS JOIN LATERAL (SELECT max(graded_at) AS at FROM grading_projection k WHERE k.referral_id = g.referral_id
            AND (k.graded_at, k.grading_id) < (g.graded_at, g.grading_id)) b
          WHERE ${inPeriod('p.published_at', asked, values)}`;
}

const CHILD_HIT: Readonly<Record<ChildCount, string>> = {
  complete: `m.stated = 'stated' OR (m.stated = 'not-stated' AND m.reason IS NOT NULL)`,
  stated: `m.stated = 'stated'`,
  'not-stated-N1': `m.reason = 'N1' IS TRUE`,
  'not-stated-N2': `m.reason = 'N2' IS TRUE`,
  'not-stated-N3': `m.reason = 'N3' IS TRUE`,
  'not-stated-N4': `m.reason = 'N4' IS TRUE`,
  'conflict-with-perceived': 'm.conflict',
  'conflict-between-agencies':
    `EXISTS (SELECT 1 FROM ethnicity_conflict_projection e WHERE e.referral_id = p.referral_id AND e.child_id = m.child_id)`,
  defaulted: 'm.defaulted',
};

/** How each child was recorded, as a code. */
const CHILD_KIND = `CASE WHEN m.stated = 'not-stated' THEN 'not-stated-' || COALESCE(m.reason, 'without-reason') ELSE m.stated END`;

function children(counts: ChildCount, asked: Asked, values: Values): string {
  const both = counts === 'conflict-with-perceived' ? `AND m.stated = 'stated' AND m.perceived = 'recorded'` : '';
  const kind = counts.startsWith('conflict') ? 'NULL::text' : CHILD_KIND;
  return `SELECT p.force, p.unit, NULL::text AS agency, p.published_at AS at, (${CHILD_HIT[counts]}) AS hit, NULL::float8 AS minutes, NULL::float8 AS age, ${kind} AS kind
          FROM referral_projection p
          CROSS JOIN LATERAL unnest((p.origin).ethnicity) AS m (child_id, stated, reason, perceived, conflict, defaulted)
          WHERE ${inPeriod('p.published_at', asked, values)} ${both}`;
}

function incidents(asked: Asked, values: Values): string {
  const now = values.use(asked.now, 'timestamptz');
  return `SELECT i.force, i.unit, NULL::text AS agency, i.reported_at AS at, i.referred_at <= i.due_at IS TRUE AS hit, (i.referral).minutes::float8 AS minutes,
            CASE WHEN i.referred_at IS NULL THEN ${minutesBetween('i.reported_at', now)} END AS age,
            CASE WHEN i.referred_at IS NULL THEN 'without-referral' WHEN i.referred_at <= i.due_at THEN 'in-time' ELSE 'referred-late' END AS kind
          FROM incident_projection i
          WHERE ${inPeriod('i.reported_at', asked, values)} AND i.due_at IS NOT NULL AND (i.referred_at IS NOT NULL OR i.due_at < ${now})`;
}

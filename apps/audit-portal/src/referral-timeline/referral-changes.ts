import type { AuditGrading, AuditUpdate, Grade, UpdateKind } from '#libs/contracts';
import { statement, type StatementRunner } from '#libs/persistence';

import { exactly } from '../paging/sql-text.js';

/** A change at one agency, as a row of the projection. */
export interface UpdateRow {
  readonly update_id: string;
  readonly agency: string;
  readonly kind: UpdateKind | null;
  readonly at: string | null;
  readonly child_ids: readonly string[] | null;
  readonly episode_id: string | null;
  readonly delivered_at: string | null;
  readonly acknowledged_at: string | null;
  /** The time from which an acknowledgement is awaited; null where none is. */
  readonly awaiting: string | null;
}

export interface GradingRow {
  readonly grade: Grade;
  readonly graded_at: string;
  readonly reported_at: string | null;
}

const UPDATES = statement(
  'portal-timeline-updates',
  `SELECT update_id, agency, (named).code AS kind, ${exactly('(named).at')} AS at, child_ids, episode_id, ${exactly('(delivered).at')} AS delivered_at,
     ${exactly('(acknowledged).at')} AS acknowledged_at, ${exactly('awaiting_acknowledgement')} AS awaiting
   FROM update_projection WHERE referral_id = $1::uuid
   ORDER BY LEAST((named).at, (delivered).at), update_id, agency LIMIT 10000`,
);
const GRADINGS = statement(
  'portal-timeline-gradings',
  `SELECT grade, ${exactly('graded_at')} AS graded_at, ${exactly('reported_at')} AS reported_at
   FROM grading_projection g WHERE referral_id = $1::uuid ORDER BY g.graded_at, grading_id LIMIT 1000`,
);

export async function changesOf(
  transaction: StatementRunner,
  referralId: string,
): Promise<{ readonly updates: readonly UpdateRow[]; readonly gradings: readonly GradingRow[] }> {
  const { rows: updates } = await transaction.run<UpdateRow>(UPDATES, [referralId]);
  const { rows: gradings } = await transaction.run<GradingRow>(GRADINGS, [referralId]);
  return { updates, gradings };
}

/**
 * Each change once, with all its recipients.
 *
 * @param showsChildren false for an agency: a school that is sent a correction of the narrative must not learn that a sibling at another school exists.
 */
export function updatesOf(rows: readonly UpdateRow[], showsChildren: boolean): readonly AuditUpdate[] {
  const ids = [...new Set(rows.map(({ update_id: id }) => id))];
  return ids.map((updateId) => {
    const ofUpdate = rows.filter(({ update_id: id }) => id === updateId);
    const named = ofUpdate.find(({ kind }) => kind !== null);
    return {
      updateId,
      ...(named?.kind && { kind: named.kind }),
      ...(named?.at && { at: named.at }),
      ...(showsChildren && named !== undefined && named.child_ids !== null && { childIds: named.child_ids }),
      ...(showsChildren && named !== undefined && named.episode_id !== null && { episodeId: named.episode_id }),
      recipients: ofUpdate.map(({ agency, delivered_at: deliveredAt, acknowledged_at: acknowledgedAt }) => ({
        agency, ...(deliveredAt !== null && { deliveredAt }), ...(acknowledgedAt !== null && { acknowledgedAt }),
      })),
    };
  });
}

export function gradingsOf(rows: readonly GradingRow[]): readonly AuditGrading[] {
  return rows.map(({ grade, graded_at: gradedAt, reported_at: reportedAt }) => ({
    grade, gradedAt, ...(reportedAt !== null && { minutesSinceReport: minutesBetween(reportedAt, gradedAt) }),
  }));
}

function minutesBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60_000));
}

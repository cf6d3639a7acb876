import type { Child, DueTime, Milestone, Rung, UpdateKind } from '#libs/contracts';
import { statement, type Database } from '#libs/persistence';

/** One rung that one recipient reached. */
export interface StatedRung {
  readonly agency: string;
  readonly hop: number;
  readonly rung: Rung;
  readonly at: string;
  readonly receiptId: string | null;
  readonly by: string | null;
  readonly openedAt: string | null;
  readonly reasonCode: string | null;
  readonly decision: string | null;
  readonly redirectedTo: string | null;
  readonly feedback: string | null;
}

/** The state of one change at one recipient. A change without recipients has one row without an agency. */
export interface StatedChange {
  readonly changeId: string;
  readonly kind: UpdateKind;
  readonly at: string;
  readonly by: string | null;
  /** Codes, times and places, as the change was recorded. */
  readonly details: object;
  readonly agency: string | null;
  readonly deliveredAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
}

export interface StatedMilestone {
  readonly agency: string;
  readonly kind: Milestone;
  readonly at: string;
  readonly statedAt: string;
}

export interface StatedReferral {
  readonly publishedAt: string;
  /** The fields of each child that may have to be completed, as they are recorded now. Empty after the content has been erased. */
  readonly children: readonly Pick<Child, 'selfDefinedEthnicity' | 'whereSeen'>[];
  readonly rungs: readonly StatedRung[];
  /** The due times that were recorded when the agency was notified. */
  readonly due: ReadonlyMap<string, readonly DueTime[]>;
  readonly changes: readonly StatedChange[];
  readonly milestones: readonly StatedMilestone[];
}

// It reads only the parts of the content that the rules of completion need.
const FIND = statement(
  'publisher-find-referral',
  `SELECT r.accepted_at, (
     SELECT json_agg(jsonb_strip_nulls(jsonb_build_object('selfDefinedEthnicity', child -> 'selfDefinedEthnicity', 'whereSeen', child -> 'whereSeen')) ORDER BY place)
     FROM jsonb_array_elements(c.content -> 'children') WITH ORDINALITY AS each (child, place)
   ) AS children
   FROM referral r LEFT JOIN referral_content c USING (referral_id) WHERE r.referral_id = $1 AND r.organisation = $2`,
);
const RUNGS = statement(
  'publisher-find-rungs',
  `SELECT n.agency, n.hop, s.rung, s.at, s.receipt_id AS "receiptId", s.actor AS by,
     (SELECT min(opened_at) FROM feedback_opening o WHERE o.receipt_id = s.receipt_id) AS "openedAt",
     s.reason_code AS "reasonCode", s.decision, s.redirected_to AS "redirectedTo", s.feedback
   FROM recipient n CROSS JOIN LATERAL (
     SELECT 'published' AS rung, n.published_at AS at, NULL AS reason_code, NULL AS decision, NULL AS redirected_to, NULL AS feedback,
       NULL::uuid AS receipt_id, NULL AS actor
     UNION ALL
     SELECT rung, occurred_at, reason_code, decision, redirected_to, feedback, receipt_id, actor
     FROM receipt WHERE receipt.referral_id = n.referral_id AND receipt.agency = n.agency
   ) s
   WHERE n.referral_id = $1
   ORDER BY n.hop, n.message_id, s.at, s.receipt_id NULLS FIRST`,
);
const DUE = statement('publisher-find-due-times', 'SELECT agency, due FROM recipient WHERE referral_id = $1 AND due IS NOT NULL');
const CHANGES = statement(
  'publisher-find-changes',
  `SELECT h.change_id AS "changeId", h.operation AS kind, h.recorded_at AS at, h.person AS by, h.details, c.agency,
     d.occurred_at AS "deliveredAt", a.occurred_at AS "acknowledgedAt", a.actor AS "acknowledgedBy"
   FROM change h LEFT JOIN change_recipient c USING (change_id)
   LEFT JOIN LATERAL (
     SELECT occurred_at FROM change_receipt r WHERE r.change_id = h.change_id AND r.agency = c.agency AND rung = 'delivered' ORDER BY occurred_at LIMIT 1
   ) d ON true
   LEFT JOIN LATERAL (
     SELECT occurred_at, actor FROM change_receipt r WHERE r.change_id = h.change_id AND r.agency = c.agency AND rung = 'acknowledged' ORDER BY occurred_at LIMIT 1
   ) a ON true
   WHERE h.referral_id = $1 AND h.operation IN ('correction', 'regrade', 'withdrawal', 'missing-episode')
   ORDER BY h.recorded_at, h.change_id, c.message_id`,
);
const MILESTONES = statement(
  'publisher-find-milestones',
  `SELECT agency, kind, at, occurred_at AS "statedAt" FROM agency_milestone WHERE referral_id = $1 ORDER BY at, occurred_at, receipt_id LIMIT 1000`,
);

/** Reads the state of a referral at each of its recipients, for the organisation that sent it and no other. */
export class ReferralStatusRepository {
  constructor(private readonly database: Database) {}

  async find(organisation: string, referralId: string): Promise<StatedReferral | undefined> {
    const { rows } = await this.database.run<{ accepted_at: Date; children: StatedReferral['children'] | null }>(FIND, [referralId, organisation]);
    const [referral] = rows;
    if (referral === undefined) return undefined;
    const rungs = await this.database.run<object>(RUNGS, [referralId]);
    const due = await this.database.run<{ agency: string; due: readonly DueTime[] }>(DUE, [referralId]);
    const changes = await this.database.run<object>(CHANGES, [referralId]);
    const milestones = await this.database.run<object>(MILESTONES, [referralId]);
    return {
      publishedAt: referral.accepted_at.toISOString(),
      children: referral.children ?? [],
      rungs: rungs.rows.map((row) => withIsoTimes(row) as unknown as StatedRung),
      due: new Map(due.rows.map((row) => [row.agency, row.due])),
      changes: changes.rows.map((row) => withIsoTimes(row) as unknown as StatedChange),
      milestones: milestones.rows.map((row) => withIsoTimes(row) as unknown as StatedMilestone),
    };
  }
}

function withIsoTimes(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : (value as unknown)]));
}

import type { RecordedSharing } from '#libs/agreements';
import {
  EthnicityCodeStatedContract, EthnicityRecordedContract, MachineStatementsContract, MAX_NOT_COUNTED, MilestoneStatedContract, ReferralAcknowledgedContract, UpdateAcknowledgedContract,
  type DueTime, type EthnicityConflictFound, type EthnicityRecord, type Grade, type Milestone, type NotCountedStatement, type ReferredChild, type Rung, type UpdateKind,
} from '#libs/contracts';
import { ONE_MOMENT, statement, type Database } from '#libs/persistence';

import { CHILDREN_NOW, LAST_CORRECTION } from '../change-referral/present-referral.js';
import { askedReferrals, type AskedReferral } from '../notify-holder/asked-agencies.repository.js';

/** One rung that one recipient reached. */
export interface StatedRung {
  readonly agency: string;
  readonly hop: number;
  readonly rung: Rung;
  readonly at: string;
  readonly receiptId: string | null;
  readonly by: string | null;
  readonly marks: readonly string[] | null;
  /** When the broker stored it; null for the publication. */
  readonly storedAt: string | null;
  readonly openedAt: string | null;
  readonly reasonCode: string | null;
  readonly decision: string | null;
  readonly redirectedTo: string | null;
  readonly duplicateOf: string | null;
  /** What became of a redirect. */
  readonly outcome: string | null;
  readonly feedback: string | null;
  /** Whether a colleague gave the answer on record again. */
  readonly isRepeat: boolean;
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
  /** Of a return interview. */
  readonly childId: string | null;
  readonly episodeId: string | null;
  readonly at: string;
  readonly statedAt: string;
}

/** An agency's own record of ethnicity. Without its code, the list and the code are null. */
export type StatedEthnicity = { readonly [Field in keyof Required<EthnicityRecord>]: EthnicityRecord[Field] | null };

/** A statement that waits or is refused. Its payload passed its contract. */
export interface NotCounted extends Pick<NotCountedStatement, 'receiptId' | 'storedAt' | 'verdict' | 'code'> {
  /** The agency of the topic. */
  readonly agency: string;
  /** The CloudEvents type. */
  readonly type: string;
  /** The rung of a receipt for the referral or for a change. */
  readonly rung: string | null;
  readonly kind: string | null;
  /** Whether it is about a change. */
  readonly isOfChange: boolean;
  /** The claimed time (RFC 3339). */
  readonly claimedAt: string;
}

export interface StatedReferral {
  /** The database's time at which all of this was read. */
  readonly asOf: string;
  /** Null after the content has been erased. */
  readonly caseReference: string | null;
  readonly publishedAt: string;
  /** At publication; null where it was not recorded. */
  readonly firstGrade: Grade | null;
  /** The ids, the area and the missing episodes of each child, and the fields that may have to be completed, as they are recorded now. Empty after the content has been erased. */
  readonly children: readonly (Pick<ReferredChild, 'childId' | 'missingEpisodes' | 'selfDefinedEthnicity' | 'whereSeen' | 'school' | 'educatedAtHome'> & { readonly area: string })[];
  readonly rungs: readonly StatedRung[];
  /** The agencies that were asked, with their answers; null after a withdrawal. */
  readonly asked: Pick<AskedReferral, 'agencies' | 'known'> | null;
  /** Every sharing in the order of their times, with the due times that were recorded then. */
  readonly sharings: readonly RecordedSharing[];
  readonly changes: readonly StatedChange[];
  readonly milestones: readonly StatedMilestone[];
  readonly ethnicities: readonly StatedEthnicity[];
  readonly ethnicityConflicts: readonly EthnicityConflictFound[];
  /** The newest of each agency, in the order of their storage. */
  readonly notCounted: readonly NotCounted[];
}

// It reads only the codes and times of the children, and the parts of the content that the rules of completion need.
const FIND = statement(
  'publisher-find-referral',
  `SELECT exchange_now() AS as_of, r.accepted_at, r.counted ->> 'grade' AS grade, c.content ->> 'caseReference' AS case_reference, (
     SELECT json_agg(jsonb_strip_nulls(jsonb_build_object('childId', child -> 'childId', 'area', coalesce(child -> 'area', c.content -> 'area'), 'missingEpisodes', child -> 'missingEpisodes', 'selfDefinedEthnicity', child -> 'selfDefinedEthnicity', 'whereSeen', child -> 'whereSeen',
       'school', child -> 'school', 'educatedAtHome', child -> 'educatedAtHome')) ORDER BY place)
     FROM jsonb_array_elements(c.content -> 'children') WITH ORDINALITY AS each (child, place)
   ) AS children
   FROM referral r LEFT JOIN referral_content c USING (referral_id) WHERE r.referral_id = $1 AND r.organisation = $2`,
);
// A statement with the effect `repeat` states what another one stated before. Of answers, decisions and feedback, the repeats of colleagues are shown.
const RUNGS = statement(
  'publisher-find-rungs',
  `SELECT n.agency, n.hop, s.rung, s.at, s.statement_id AS "receiptId", s.actor AS by, nullif(s.marks, '{}') AS marks, s.stored_at AS "storedAt",
     (SELECT min(opened_at) FROM feedback_opening o WHERE o.referral_id = n.referral_id AND o.agency = n.agency AND o.statement_id = s.statement_id)
       AS "openedAt",
     s.reason_code AS "reasonCode", s.decision, s.redirected_to AS "redirectedTo", s.duplicate_of AS "duplicateOf", o.outcome, s.feedback,
     s.is_repeat AS "isRepeat"
   FROM recipient n CROSS JOIN LATERAL (
     SELECT 'published' AS rung, n.published_at AS at, NULL AS reason_code, NULL AS decision, NULL AS redirected_to, NULL AS feedback,
       NULL AS duplicate_of, false AS is_repeat, NULL::uuid AS statement_id, NULL AS actor, NULL::text[] AS marks, NULL::timestamptz AS stored_at, NULL::bigint AS kafka_offset,
       NULL::smallint AS entry
     UNION ALL
     SELECT data ->> 'rung', counts_at, data ->> 'reasonCode', data ->> 'decision', data ->> 'redirectedTo', data ->> 'feedback',
       data ->> 'duplicateOf', effect = 'repeat', statement_id, data ->> 'actor', marks, stored_at, kafka_offset, entry
     FROM statement t
     WHERE t.referral_id = n.referral_id AND t.agency = n.agency AND t.verdict = 'taken'
       AND (t.effect = 'new' OR t.data ->> 'rung' IN ('accepted', 'refused', 'redirected', 'decided', 'fed_back'))
       AND (t.type = $2 OR t.type = $3 AND t.data ->> 'updateId' IS NULL)
   ) s
   LEFT JOIN redirect_outcome o ON o.referral_id = n.referral_id AND o.agency = n.agency AND o.statement_id = s.statement_id
   WHERE n.referral_id = $1
   ORDER BY n.hop, n.message_id, s.at, s.kafka_offset NULLS FIRST, s.entry`,
);
const SHARINGS = statement(
  'publisher-find-sharings',
  `SELECT n.agency, n.published_at AS at, n.from_agency AS "from", n.added_because = 'handover' AS succeeds, ${CHILDREN_NOW} AS children, n.due
   FROM recipient n ${LAST_CORRECTION} WHERE n.referral_id = $1 ORDER BY n.published_at, n.message_id`,
);
const CHANGES = statement(
  'publisher-find-changes',
  `WITH stated AS (
     SELECT agency, (data ->> 'updateId')::uuid AS change_id, data ->> 'rung' AS rung, counts_at, data ->> 'actor' AS actor
     FROM statement WHERE referral_id = $1 AND verdict = 'taken' AND effect = 'new'
       AND (type = $2 OR type = $3 AND data ->> 'updateId' IS NOT NULL)
   )
   SELECT h.change_id AS "changeId", h.operation AS kind, h.recorded_at AS at, h.person AS by, h.details, c.agency,
     d.counts_at AS "deliveredAt", a.counts_at AS "acknowledgedAt", a.actor AS "acknowledgedBy"
   FROM change h LEFT JOIN change_recipient c USING (change_id)
   LEFT JOIN stated d ON d.change_id = h.change_id AND d.agency = c.agency AND d.rung = 'delivered'
   LEFT JOIN stated a ON a.change_id = h.change_id AND a.agency = c.agency AND a.rung = 'acknowledged'
   WHERE h.referral_id = $1 AND h.operation IN ('correction', 'regrade', 'withdrawal', 'missing-episode')
   ORDER BY h.recorded_at, h.change_id, c.message_id`,
);
const MILESTONES = statement(
  'publisher-find-milestones',
  `SELECT agency, data ->> 'kind' AS kind, data ->> 'childId' AS "childId", data ->> 'episodeId' AS "episodeId", work_at AS at, counts_at AS "statedAt" FROM statement
   WHERE referral_id = $1 AND verdict = 'taken' AND effect = 'new' AND type = $2 ORDER BY work_at, counts_at, kafka_offset LIMIT 1000`,
);
const NOT_COUNTED = statement(
  'publisher-find-not-counted',
  `SELECT agency, type, statement_id AS "receiptId", data ->> 'rung' AS rung, data ->> 'kind' AS kind, data ->> 'updateId' IS NOT NULL AS "isOfChange",
     data ->> 'occurredAt' AS "claimedAt",
     stored_at AS "storedAt", verdict, code
   FROM (
     SELECT *, row_number() OVER (PARTITION BY agency ORDER BY stored_at DESC, kafka_offset DESC) AS age
     FROM statement WHERE referral_id = $1 AND verdict IN ('waiting', 'refused')
   ) AS newest
   WHERE age <= ${MAX_NOT_COUNTED}
   ORDER BY stored_at, agency, kafka_offset`,
);

const ETHNICITIES = statement(
  'publisher-find-ethnicities',
  `SELECT s.statement_id AS "receiptId", s.agency, s.data ->> 'childId' AS "childId", c.namespace, c.code, s.data ->> 'actor' AS "recordedBy", s.counts_at AS "recordedAt"
   FROM statement s LEFT JOIN ethnicity_code c ON c.agency = s.agency AND c.receipt_id = s.statement_id AND c.digest = s.data ->> 'codeDigest' AND c.referral_id = s.referral_id
   WHERE s.referral_id = $1 AND s.verdict = 'taken' AND s.effect = 'new' AND s.type = $2 ORDER BY s.counts_at, s.kafka_offset LIMIT 1000`,
);
const ETHNICITY_CONFLICTS = statement(
  'publisher-find-ethnicity-conflicts',
  `SELECT conflict_id AS "conflictId", child_id AS "childId", kind, known, recorded, raised_at AS "raisedAt" FROM ethnicity_conflict
   WHERE referral_id = $1 ORDER BY raised_at, conflict_id LIMIT 1000`,
);
const UNUSED_CODES = statement(
  'publisher-find-unused-codes',
  `SELECT agency, type, "receiptId", NULL AS rung, 'ethnicity-code' AS kind, false AS "isOfChange", "claimedAt", "storedAt",
     CASE WHEN known THEN 'refused' ELSE 'waiting' END AS verdict, CASE WHEN known THEN 'other-code' ELSE 'statement' END AS code
   FROM (
     SELECT c.agency, $2::text AS type, c.receipt_id AS "receiptId", c.claimed_at AS "claimedAt", c.stored_at AS "storedAt",
       EXISTS (SELECT FROM statement s WHERE s.referral_id = c.referral_id AND s.agency = c.agency AND s.statement_id = c.receipt_id) AS known,
       row_number() OVER (PARTITION BY c.agency ORDER BY c.stored_at DESC, c.receipt_id) AS age
     FROM ethnicity_code c
     WHERE c.referral_id = $1 AND NOT EXISTS (
       SELECT FROM statement s
       WHERE s.referral_id = c.referral_id AND s.agency = c.agency AND s.statement_id = c.receipt_id AND s.data ->> 'codeDigest' = c.digest
     )
   ) AS newest
   WHERE age <= ${MAX_NOT_COUNTED} ORDER BY "storedAt", agency, "receiptId"`,
);

interface ReferralRow {
  readonly as_of: Date;
  readonly accepted_at: Date;
  readonly case_reference: string | null;
  readonly grade: Grade | null;
  readonly children: StatedReferral['children'] | null;
}

interface SharingRow {
  readonly agency: string;
  readonly at: Date;
  readonly from: string | null;
  /** Null for a recipient of the publication. */
  readonly succeeds: boolean | null;
  readonly children: readonly string[] | null;
  readonly due: readonly DueTime[] | null;
}

/** Reads the state of a referral at each of its recipients, for the organisation that sent it and no other. */
export class ReferralStatusRepository {
  constructor(private readonly database: Database) {}

  async find(organisation: string, referralId: string): Promise<StatedReferral | undefined> {
    return this.database.transaction(async (transaction) => {
      // A statement that comes to be taken between two queries would be in both answers or in none.
      transaction.send(ONE_MOMENT);
      const { rows: [referral] } = await transaction.run<ReferralRow>(FIND, [referralId, organisation]);
      if (referral === undefined) return undefined;
      const rungs = await transaction.run<object>(RUNGS, [referralId, ReferralAcknowledgedContract.type, MachineStatementsContract.type]);
      const [asked] = await askedReferrals(transaction, [referralId]);
      const sharings = await transaction.run<SharingRow>(SHARINGS, [referralId]);
      const changes = await transaction.run<object>(CHANGES, [referralId, UpdateAcknowledgedContract.type, MachineStatementsContract.type]);
      const milestones = await transaction.run<object>(MILESTONES, [referralId, MilestoneStatedContract.type]);
      const ethnicities = await transaction.run<object>(ETHNICITIES, [referralId, EthnicityRecordedContract.type]);
      const conflicts = await transaction.run<object>(ETHNICITY_CONFLICTS, [referralId]);
      const notCounted = await transaction.run<object>(NOT_COUNTED, [referralId]);
      const unused = await transaction.run<object>(UNUSED_CODES, [referralId, EthnicityCodeStatedContract.type]);
      return {
        asOf: referral.as_of.toISOString(),
        caseReference: referral.case_reference,
        publishedAt: referral.accepted_at.toISOString(),
        firstGrade: referral.grade,
        children: referral.children ?? [],
        rungs: rungs.rows.map((row) => withIsoTimes(row) as unknown as StatedRung),
        asked: asked ?? null,
        sharings: sharings.rows.map((row) => sharingOf(row)),
        changes: changes.rows.map((row) => withIsoTimes(row) as unknown as StatedChange),
        milestones: milestones.rows.map((row) => withIsoTimes(row) as unknown as StatedMilestone),
        ethnicities: ethnicities.rows.map((row) => withIsoTimes(row) as unknown as StatedEthnicity),
        ethnicityConflicts: conflicts.rows.map((row) => withIsoTimes(row) as unknown as EthnicityConflictFound),
        notCounted: [...notCounted.rows, ...unused.rows].map((row) => withIsoTimes(row) as unknown as NotCounted),
      };
    });
  }
}

function sharingOf({ agency, at, from, succeeds, children, due }: SharingRow): RecordedSharing {
  return { agency, at: at.toISOString(), due: due ?? [], ...(from !== null && { from }), ...(succeeds === true && { succeeds }), ...(children !== null && { children }) };
}

function withIsoTimes(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : (value as unknown)]));
}

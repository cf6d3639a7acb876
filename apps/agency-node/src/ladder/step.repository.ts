import { statement, type StatementRunner } from '#libs/persistence';
import type { Rung } from '#libs/contracts';

/** One stored step: the statement of a named person and its time. Codes only. */
export interface StepRow {
  readonly receiptId: string;
  readonly rung: Rung;
  readonly person: string;
  /** The system that named the person; null for a person whom the issuer has verified. */
  readonly assertedBy: string | null;
  readonly reasonCode: string | null;
  readonly decision: string | null;
  readonly redirectedTo: string | null;
  readonly feedback: string | null;
  readonly duplicateOf: string | null;
  /** Whether a colleague gave the answer on record again. */
  readonly isRepeat: boolean;
  readonly occurredAt: Date;
  /** The exchange's verdict on the statement; null until it has judged it. */
  readonly verdict: 'taken' | 'waiting' | 'refused' | null;
  /** The missing rung of a waiting statement, or the reason of a refusal. */
  readonly verdictCode: string | null;
  /** Whether the exchange has declined it, for a redirect. */
  readonly isDeclined: boolean;
}

/** The referral of a step, locked until the transaction ends, and the copy of it that this agency holds. */
export interface LockedReferral extends HeldCopy {
  readonly rung: Rung;
  readonly receivedAt: Date;
  readonly steps: readonly StepRow[];
  /** When the force withdrew it; null where it did not. */
  readonly withdrawnAt: Date | null;
  /** The database's time, read after the lock was acquired. A step that is taken now gets this time. */
  readonly now: Date;
}

/** The identity of the copy that a receipt is about. */
export interface HeldCopy {
  readonly referralId: string;
  readonly messageId: string;
  readonly caseKey: string;
  readonly hop: number;
  readonly envelopeDigest: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** Two people who answer at once take turns here, and the second one sees the statement of the first. */
const LOCK_REFERRAL = statement(
  'node-lock-referral',
  `SELECT r.referral_id AS "referralId", r.message_id AS "messageId", r.case_key AS "caseKey", r.hop, r.rung,
     r.received_at AS "receivedAt", d.envelope_digest AS "envelopeDigest", d.topic, d.partition, d.kafka_offset AS "offset"
   FROM referral r JOIN delivery d USING (message_id) WHERE r.referral_id = $1 FOR UPDATE OF r`,
);

/** A separate statement, because a statement that waits for a lock reads other tables as they were before the wait. */
const READ_STEPS = statement(
  'node-read-steps',
  `SELECT c.now, least(w.issued_at, n.withdrawn_at) AS "withdrawnAt", s.receipt_id AS "receiptId", s.rung, s.person, s.asserted_by AS "assertedBy", s.reason_code AS "reasonCode", s.decision,
     s.redirected_to AS "redirectedTo", s.feedback, s.duplicate_of AS "duplicateOf", s.is_repeat AS "isRepeat", s.occurred_at AS "occurredAt",
     j.verdict, j.code AS "verdictCode", d.receipt_id IS NOT NULL AS "isDeclined"
   FROM (SELECT exchange_now() AS now) c LEFT JOIN step s ON s.referral_id = $1
   LEFT JOIN own_statement o USING (receipt_id)
   LEFT JOIN judged_statement j ON (j.receipt_id, j.digest, j.partition) = (o.receipt_id, o.digest, o.partition)
   LEFT JOIN declined_redirect d ON d.receipt_id = s.receipt_id
   LEFT JOIN notified_withdrawal n ON n.referral_id = $1
   LEFT JOIN LATERAL (SELECT issued_at FROM referral_update WHERE referral_id = $1 AND kind = 'withdrawal' LIMIT 1) w ON true
   ORDER BY s.ordinal`,
);

const WRITE_STEP = statement(
  'node-write-step',
  `WITH written AS (
     INSERT INTO step (referral_id, ordinal, receipt_id, rung, person, reason_code, decision, redirected_to, feedback,
       occurred_at, correlation_id, duplicate_of, is_repeat, asserted_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $13, $14, $15)
   )
   UPDATE referral SET rung = $12 WHERE referral_id = $1`,
);

/** Rows are locked in the order of their names, because two steps that move referrals in opposite directions would otherwise deadlock. */
const MOVE_COUNT = statement(
  'node-move-rung-count',
  `WITH held AS (SELECT rung FROM rung_count WHERE rung IN ($1, $2) ORDER BY rung FOR UPDATE)
   UPDATE rung_count SET referrals = referrals + CASE WHEN rung_count.rung = $2 THEN 1 ELSE -1 END
   FROM held WHERE rung_count.rung = held.rung`,
);

/** @returns undefined when this agency holds no such referral. */
export async function lockReferral(transaction: StatementRunner, referralId: string): Promise<LockedReferral | undefined> {
  const { rows } = await transaction.run<Omit<LockedReferral, 'steps' | 'now' | 'withdrawnAt'>>(LOCK_REFERRAL, [referralId]);
  const [referral] = rows;
  if (referral === undefined) return undefined;
  const read = await transaction.run<{ now: Date; withdrawnAt: Date | null; receiptId: string | null }>(READ_STEPS, [referralId]);
  const steps = read.rows.filter((row): row is { now: Date; withdrawnAt: Date | null } & StepRow => row.receiptId !== null);
  const [first] = read.rows;
  if (first === undefined) throw new Error('reading the steps of a referral gave no row, not even the time: a bug');
  return { ...referral, steps, now: first.now, withdrawnAt: first.withdrawnAt };
}

/** Writes the next step and the rung that the referral then has. */
export async function writeStep(
  transaction: StatementRunner,
  { referralId, rung: from, steps }: LockedReferral,
  step: StepRow,
  to: Rung,
  correlationId: string | undefined,
): Promise<void> {
  const { receiptId, rung, person, reasonCode, decision, redirectedTo, feedback, occurredAt, duplicateOf, isRepeat, assertedBy } = step;
  const values = [receiptId, rung, person, reasonCode, decision, redirectedTo, feedback, occurredAt, correlationId ?? null, to, duplicateOf, isRepeat, assertedBy];
  await transaction.run(WRITE_STEP, [referralId, steps.length + 1, ...values]);
  if (from !== to) await transaction.run(MOVE_COUNT, [from, to]);
}

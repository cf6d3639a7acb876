import { encodeEvent, MilestoneStatedContract, type Milestone, type MilestoneRequest, type MilestoneResponse } from '#libs/contracts';
import { failure, isInFuture, success, type Outcome } from '#libs/kernel';
import { statement } from '#libs/persistence';

import type { NodeIdentity } from '../node-identity.js';
import { copyOf, isAccepted, type AgencyRecords, type RecordProblem } from '../agency-records/agency-record.js';

const LAST = statement(
  'node-last-milestone',
  `SELECT receipt_id, at, person, occurred_at FROM milestone WHERE referral_id = $1 AND kind = $2 ORDER BY occurred_at DESC, receipt_id DESC LIMIT 1`,
);
const INSERT = statement(
  'node-insert-milestone',
  'INSERT INTO milestone (receipt_id, referral_id, kind, at, person, occurred_at) VALUES ($1, $2, $3, $4, $5, $6)',
);

interface MilestoneRow {
  readonly receipt_id: string;
  readonly at: Date;
  readonly person: string;
  readonly occurred_at: Date;
}

/**
 * Records a milestone: the work that an agency did about a referral, with its time, which starts or ends a clock. A milestone may
 * be stated again with another time. The latest statement counts, and all are kept.
 */
export class StateMilestone {
  constructor(
    private readonly records: AgencyRecords,
    private readonly node: NodeIdentity,
  ) {}

  async state(referralId: string, person: string, { kind, at }: MilestoneRequest): Promise<Outcome<MilestoneResponse, RecordProblem>> {
    return this.records.record<MilestoneResponse>(referralId, person, async (transaction, referral, { receiptId, correlationId, at: now, occurredAt }) => {
      if (!isAccepted(referral)) {
        return failure({ code: 'ACK-002', message: 'The referral must be accepted before work on it can be stated.' });
      }
      if (isInFuture(at, now)) return failure({ code: 'ACK-011', message: 'The time of the milestone is in the future.' });
      const { rows: [last] } = await transaction.run<MilestoneRow>(LAST, [referralId, kind]);
      if (last?.at.getTime() === Date.parse(at)) return success({ answer: statedBefore(kind, last) });
      await transaction.run(INSERT, [receiptId, referralId, kind, at, person, occurredAt]);
      const { agency, topics, source } = this.node;
      const message = encodeEvent(MilestoneStatedContract, {
        topic: topics.acknowledgement(agency), key: referral.caseKey, id: receiptId, source, subject: referralId, time: occurredAt, correlationId,
        data: { receiptId, eventType: MilestoneStatedContract.type, referralId, agency, ...copyOf(referral), kind, at, actor: person, occurredAt },
      });
      return success({ answer: { receiptId, kind, at: new Date(at).toISOString(), statedBy: person, statedAt: occurredAt }, message });
    });
  }
}

function statedBefore(kind: Milestone, { receipt_id: receiptId, at, person, occurred_at }: MilestoneRow): MilestoneResponse {
  return { receiptId, kind, at: at.toISOString(), statedBy: person, statedAt: occurred_at.toISOString() };
}

import {
  encodeEvent, EthnicityRecordedContract, type RecordedEthnicityResponse, type RecordedEthnicityRequest, type StatedEthnicitySet,
} from '#libs/contracts';
import { failure, success, type Outcome } from '#libs/kernel';
import { statement } from '#libs/persistence';
import { CODE_SETS } from '#libs/safeguarding';

import type { NodeIdentity } from '../node-identity.js';
import { readContent } from '../open-referral/content.repository.js';
import { copyOf, isAccepted, type AgencyRecords, type RecordProblem } from '../agency-records/agency-record.js';

const LAST = statement(
  'node-last-ethnicity',
  `SELECT receipt_id AS "receiptId", namespace, code, person AS "recordedBy", occurred_at AS "at" FROM recorded_ethnicity
   WHERE referral_id = $1 AND child = $2 ORDER BY occurred_at DESC, receipt_id DESC LIMIT 1`,
);
const INSERT = statement(
  'node-insert-ethnicity',
  `INSERT INTO recorded_ethnicity (receipt_id, referral_id, child, namespace, code, person, occurred_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);

interface EthnicityRow extends Pick<RecordedEthnicityResponse, 'receiptId' | 'code' | 'recordedBy'> {
  readonly namespace: StatedEthnicitySet;
  readonly at: Date;
}

/**
 * Records the ethnicity that a child or carer stated to the agency. The record is kept beside the force's content and does not
 * change it. The publisher finds out whether the two contradict each other, and publishes the result.
 */
export class RecordEthnicity {
  constructor(
    private readonly records: AgencyRecords,
    private readonly node: NodeIdentity,
  ) {}

  async record(referralId: string, person: string, request: RecordedEthnicityRequest): Promise<Outcome<RecordedEthnicityResponse, RecordProblem>> {
    const { child = 0, namespace, code } = request;
    if (!isOfList(namespace, code)) return failure({ code: 'ACK-010', message: 'The code is not one of the list named in namespace.' });
    return this.records.record<RecordedEthnicityResponse>(referralId, person, async (transaction, referral, { receiptId, correlationId, occurredAt }) => {
      if (!isAccepted(referral)) return failure({ code: 'ACK-002', message: 'Accept the referral before recording something of a child in it.' });
      const { view } = await readContent(transaction, referralId);
      if (view.children?.[child] === undefined) return failure({ code: 'ACK-010', message: 'The view has no child at this position.' });
      const { rows: [last] } = await transaction.run<EthnicityRow>(LAST, [referralId, child]);
      if (last !== undefined && last.namespace === namespace && last.code === code) {
        const { at, ...known } = last;
        return success({ answer: { ...known, child, recordedAt: at.toISOString() } });
      }
      await transaction.run(INSERT, [receiptId, referralId, child, namespace, code, person, occurredAt]);
      const { agency, topics, source } = this.node;
      const message = encodeEvent(EthnicityRecordedContract, {
        topic: topics.acknowledgement(agency), key: referral.caseKey, id: receiptId, source, subject: referralId, time: occurredAt, correlationId,
        data: { receiptId, eventType: EthnicityRecordedContract.type, referralId, agency, ...copyOf(referral), child, namespace, code, actor: person, occurredAt },
      });
      return success({ answer: { receiptId, child, namespace, code, recordedBy: person, recordedAt: occurredAt }, message });
    });
  }
}

/** Accepts any version of the list, because an agency may record in an older one. */
function isOfList(namespace: StatedEthnicitySet, code: string): boolean {
  return CODE_SETS.some(({ id, codes }) => id === namespace && codes.some((entry) => entry.code === code));
}

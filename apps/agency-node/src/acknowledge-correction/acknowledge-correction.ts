import { assertionOf, type NamedPerson } from '#libs/access';
import { encodeEvent, UpdateAcknowledgedContract, type InboxUpdate } from '#libs/contracts';
import { failure, success, type Outcome } from '#libs/kernel';
import { statement } from '#libs/persistence';

import type { NodeIdentity } from '../node-identity.js';
import { readUpdates } from '../open-referral/content.repository.js';
import { isOpened, type AgencyRecords, type RecordProblem } from '../agency-records/agency-record.js';

const FIND = statement(
  'node-find-correction',
  `SELECT message_id AS "messageId", envelope_digest AS "envelopeDigest", topic, partition, kafka_offset AS "offset"
   FROM referral_update WHERE update_id = $1 AND referral_id = $2 AND kind = 'correction'`,
);
const INSERT = statement(
  'node-insert-acknowledgement',
  'INSERT INTO correction_acknowledgement (update_id, receipt_id, person, occurred_at) VALUES ($1, $2, $3, $4) ON CONFLICT (update_id) DO NOTHING',
);

interface CorrectionRow {
  readonly messageId: string;
  readonly envelopeDigest: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** Records that a named person has read a correction. The first acknowledgement counts. It does not answer the referral itself. */
export class AcknowledgeCorrection {
  constructor(
    private readonly records: AgencyRecords,
    private readonly node: NodeIdentity,
  ) {}

  async acknowledge(referralId: string, updateId: string, by: NamedPerson): Promise<Outcome<InboxUpdate, RecordProblem>> {
    return this.records.record<InboxUpdate>(referralId, async (transaction, referral, { receiptId, correlationId, occurredAt }) => {
      const { rows: [correction] } = await transaction.run<CorrectionRow>(FIND, [updateId, referralId]);
      if (correction === undefined) return failure({ code: 'ACK-009', message: 'This agency has received no such correction of this referral.' });
      if (!isOpened(referral)) return failure({ code: 'ACK-002', message: 'Open the referral before acknowledging a correction of it.' });
      const { count } = await transaction.run(INSERT, [updateId, receiptId, by.person, occurredAt]);
      const update = (await readUpdates(transaction, referralId)).find((each) => each.updateId === updateId);
      if (update === undefined) throw new Error('a correction that was found is not among the updates: a bug');
      if (count === 0) return success({ answer: update });
      const { agency, topics, source } = this.node;
      const message = encodeEvent(UpdateAcknowledgedContract, {
        topic: topics.acknowledgement(agency), key: referral.caseKey, id: receiptId, source, subject: referralId, time: occurredAt, correlationId,
        data: {
          receiptId, eventType: UpdateAcknowledgedContract.type, referralId, agency, updateId, kind: 'correction', rung: 'acknowledged', actor: by.person, ...assertionOf(by),
          ...correction, occurredAt,
        },
      });
      return success({ answer: update, message });
    });
  }
}

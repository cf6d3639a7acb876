import { randomBytes } from 'node:crypto';

import { assertionOf, type NamedPerson } from '#libs/access';
import {
  encodeEvent, ethnicityCodeDigest, EthnicityRecordedContract, type RecordedEthnicityResponse, type RecordedEthnicityRequest,
} from '#libs/contracts';
import { failure, success, type Outcome } from '#libs/kernel';
import { childNamed, isEthnicityCode } from '#libs/safeguarding';

import type { NodeIdentity } from '../node-identity.js';
import { readContent } from '../open-referral/content.repository.js';
import { copyOf, isAccepted, type AgencyRecords, type RecordProblem } from '../agency-records/agency-record.js';
import { codeMessage } from './code-message.js';
import { addRecord, recordsOf } from './recorded-ethnicity.repository.js';

const SALT_BYTES = 32;

/**
 * Records the ethnicity that a child or carer stated to the agency. The record is kept beside the force's content and does not
 * change it. The publisher finds out whether the two contradict each other, and publishes the result. The statement holds a digest of
 * the code; the code goes to the publisher alone.
 */
export class RecordEthnicity {
  constructor(
    private readonly records: AgencyRecords,
    private readonly node: NodeIdentity,
  ) {}

  async record(referralId: string, by: NamedPerson, request: RecordedEthnicityRequest): Promise<Outcome<RecordedEthnicityResponse, RecordProblem>> {
    const { namespace, code } = request;
    if (!isEthnicityCode(namespace, code)) return failure({ code: 'ACK-010', message: 'The code is not one of the list named in namespace.' });
    return this.records.record<RecordedEthnicityResponse>(referralId, async (transaction, referral, { receiptId, correlationId, occurredAt }) => {
      if (!isAccepted(referral)) return failure({ code: 'ACK-002', message: 'Accept the referral before recording something of a child in it.' });
      const { view } = await readContent(transaction, referralId);
      const named = childNamed(view.children ?? [], request.childId);
      if (!named.ok) return failure({ code: 'ACK-010', message: 'The view has no such child, or it can be one of several; errors[] names the possible ids.', errors: named.error });
      const { childId } = named.value;
      const last = (await recordsOf(transaction, referralId)).find((each) => each.childId === childId);
      if (last !== undefined && last.namespace === namespace && last.code === code) return success({ answer: last });
      const salt = randomBytes(SALT_BYTES).toString('hex');
      const stated = { receiptId, namespace, code, salt };
      await addRecord(transaction, { ...stated, referralId, childId, person: by.person, occurredAt });
      const { agency, topics, source } = this.node;
      const message = encodeEvent(EthnicityRecordedContract, {
        topic: topics.acknowledgement(agency), key: referral.caseKey, id: receiptId, source, subject: referralId, time: occurredAt, correlationId,
        data: {
          receiptId, eventType: EthnicityRecordedContract.type, referralId, agency, ...copyOf(referral), childId, codeDigest: ethnicityCodeDigest(stated),
          actor: by.person, ...assertionOf(by), occurredAt,
        },
      });
      const content = codeMessage(this.node, { ...stated, referralId, caseKey: referral.caseKey, occurredAt, correlationId });
      return success({ answer: { receiptId, childId, namespace, code, recordedBy: by.person, recordedAt: occurredAt }, message, content });
    });
  }
}

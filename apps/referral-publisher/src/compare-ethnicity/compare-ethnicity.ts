import { viewOf, type Partnership } from '#libs/agreements';
import {
  EthnicityConflictRaisedContract, type EthnicityRecorded, type OutgoingMessage, type RecordedEthnicity, type ReferralContent, type ReferredChild,
  type StatedEthnicitySet, type Topics,
} from '#libs/contracts';
import { type Clock, newId } from '#libs/kernel';
import { OutboxWriter, statement, type Transaction } from '#libs/persistence';

import { holderAs } from '../change-referral/plan-update.js';
import { presentReferral, type PresentReferral } from '../change-referral/present-referral.js';
import { isFirstEffect } from '../follow-answers/statement-effects.js';
import { lifecycleEvent } from '../publish-event.js';
import { ethnicityConflict } from './ethnicity-agreement.js';
import { codeOf, type RecordStatement } from './ethnicity-code.repository.js';

/** The latest record of each other agency that counts. */
const OTHERS = statement(
  'publisher-other-ethnicities',
  `SELECT DISTINCT ON (s.agency) s.agency AS organisation, c.namespace, c.code
   FROM statement s JOIN statement_effect e USING (agency, partition, statement_id, digest)
   JOIN ethnicity_code c ON c.agency = s.agency AND c.receipt_id = s.statement_id AND c.digest = s.data ->> 'codeDigest' AND c.referral_id = s.referral_id
   WHERE s.referral_id = $1 AND e.child_id = $2 AND s.agency <> $3 AND s.verdict = 'taken'
   ORDER BY s.agency, s.counts_at DESC, s.kafka_offset DESC`,
);
const RAISE = statement(
  'publisher-raise-conflict',
  `INSERT INTO ethnicity_conflict (conflict_id, referral_id, child_id, kind, known, recorded, raised_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (referral_id, child_id, known, recorded) DO NOTHING`,
);
const POLICE_LIST: StatedEthnicitySet = 'police/ethnicity-18-plus-1';

/**
 * Compares an agency's record of the ethnicity that a child or carer stated with the records of the force and the other agencies. A
 * contradiction is published as a fact without the codes. No record is changed because of another. An ethnicity that an officer perceived is not
 * compared, because it is not a statement of the person.
 */
export class CompareEthnicity {
  private readonly outbox = new OutboxWriter();

  constructor(
    private readonly partnership: Partnership,
    private readonly topics: Topics,
    private readonly clock: Clock,
  ) {}

  /**
   * Compares a record once its statement is taken and its code is known. The caller calls it for either of the two, because either may come first.
   *
   * @param statement one that is taken.
   */
  async compare(transaction: Transaction, statement: RecordStatement): Promise<void> {
    const record = statement.data;
    const code = await codeOf(transaction, record);
    if (code === undefined) return;
    const referral = await presentReferral(transaction, record.referralId);
    if (referral?.content === null || referral === undefined) return;
    const child = this.childSeen(record, { ...referral, content: referral.content });
    if (child === undefined || !(await isFirstEffect(transaction, statement, child.childId))) return;
    const { referralId, agency, childId } = record;
    const { rows: others } = await transaction.run<RecordedEthnicity>(OTHERS, [referralId, childId, agency]);
    const stated = child.selfDefinedEthnicity?.code;
    const known = [...(stated === undefined ? [] : [{ organisation: referral.organisation, namespace: POLICE_LIST, code: stated }]), ...others];
    const recorded = { organisation: agency, ...code };
    const { correlationId } = statement;
    for (const each of known) await this.raise(transaction, { referral, childId, correlationId }, each, recorded);
  }

  private async raise(
    transaction: Transaction,
    { referral, childId, correlationId }: { readonly referral: PresentReferral; readonly childId: string; readonly correlationId: string },
    known: RecordedEthnicity,
    recorded: RecordedEthnicity,
  ): Promise<void> {
    const kind = ethnicityConflict(known, recorded);
    if (kind === null) return;
    const { referralId, caseKey: key } = referral;
    const raisedAt = this.clock.now().toISOString();
    const conflictId = newId();
    const { count } = await transaction.run(RAISE, [conflictId, referralId, childId, kind, JSON.stringify(known), JSON.stringify(recorded), raisedAt]);
    if (count === 0) return;
    const context = { topics: this.topics, key, correlationId, time: raisedAt, referralId };
    const fact: OutgoingMessage = lifecycleEvent(EthnicityConflictRaisedContract, context, {
      referralId, conflictId, childId, kind, knownBy: known.organisation, recordedBy: recorded.organisation, raisedAt,
    });
    this.outbox.insert(transaction, [fact]);
  }

  /** The child, if it is still in the referral and in the agency's view: an agency records nothing about a child that it was not shown. */
  private childSeen({ agency, childId }: EthnicityRecorded, referral: PresentReferral & { readonly content: ReferralContent }): ReferredChild | undefined {
    const holder = referral.holders.find((each) => each.agency === agency);
    const recipient = holder && holderAs(this.partnership, referral, holder, this.clock.now());
    if (recipient === undefined) return undefined;
    const { content } = referral;
    const isSeen = viewOf(content, recipient).children?.some((each) => each.childId === childId);
    return isSeen === true ? content.children.find((each) => each.childId === childId) : undefined;
  }
}

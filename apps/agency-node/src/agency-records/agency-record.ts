import { type Failure, failure, newId, success, type Outcome } from '#libs/kernel';
import type { OutgoingMessage } from '#libs/contracts';
import { currentCorrelationId } from '#libs/observability';
import type { NamingProblem } from '#libs/safeguarding';
import { OutboxWriter, type Database, type OutboxRelay, type Transaction } from '#libs/persistence';

import type { NodeIdentity } from '../node-identity.js';
import { storeOwnStatement } from '../own-statements/own-statement.repository.js';
import { lockReferral, type LockedReferral } from '../ladder/step.repository.js';

export type RecordProblem = Failure<'ACK-001' | 'ACK-002' | 'ACK-009' | 'ACK-010' | 'ACK-011'> & { readonly errors?: readonly NamingProblem[] };

/** The record, and the messages that it causes: none where it had been recorded before. */
export interface AgencyRecord<Answer> {
  readonly answer: Answer;
  /** The statement. */
  readonly message?: OutgoingMessage;
  /** Content that belongs to the statement, for the publisher alone. */
  readonly content?: OutgoingMessage;
}

/** The person, id and time of a record. The time is the database's, read after the referral was locked. */
export interface Recording {
  readonly receiptId: string;
  readonly correlationId: string;
  readonly at: Date;
  /** `at` as ISO 8601. */
  readonly occurredAt: string;
}

type Work<Answer> = (transaction: Transaction, referral: LockedReferral, recording: Recording) => Promise<Outcome<AgencyRecord<Answer>, RecordProblem>>;

/** Records the statement of a named person about a referral beside the ladder, once, while the referral is locked. */
export class AgencyRecords {
  private readonly outbox = new OutboxWriter();

  constructor(
    private readonly database: Database,
    private readonly relay: Pick<OutboxRelay, 'wake'>,
    private readonly node: NodeIdentity,
  ) {}

  async record<Answer>(referralId: string, work: Work<Answer>): Promise<Outcome<Answer, RecordProblem>> {
    const outcome = await this.database.transaction(async (transaction): Promise<Outcome<Answer, RecordProblem>> => {
      const referral = await lockReferral(transaction, referralId);
      if (referral === undefined) return failure({ code: 'ACK-001', message: 'This agency has not received a referral with this id.' });
      const recording = {
        receiptId: newId(), correlationId: currentCorrelationId() ?? newId(), at: referral.now, occurredAt: referral.now.toISOString(),
      };
      const recorded = await work(transaction, referral, recording);
      if (!recorded.ok) return recorded;
      const { answer, message, content } = recorded.value;
      if (message !== undefined) {
        await storeOwnStatement(transaction, message);
        this.outbox.insert(transaction, [...(content === undefined ? [] : [content]), message]);
      }
      return success(answer);
    });
    if (outcome.ok) this.relay.wake();
    return outcome;
  }
}

/** Whether a person here has read the referral, because no one may make a statement about an unread referral. */
export function isOpened({ steps }: LockedReferral): boolean {
  return steps.some(({ rung }) => rung === 'opened');
}

/** Whether the agency has accepted the referral. Every reader refuses a statement of its own work before that. */
export function isAccepted({ steps }: LockedReferral): boolean {
  return steps.some(({ rung }) => rung === 'accepted');
}

/** The copy that a statement about the agency's own work names. */
export function copyOf({ hop, messageId, envelopeDigest }: LockedReferral): Pick<LockedReferral, 'hop' | 'messageId' | 'envelopeDigest'> {
  return { hop, messageId, envelopeDigest };
}

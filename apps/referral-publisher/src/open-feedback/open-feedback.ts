import { FeedbackOpenedContract, type FeedbackOpening, type Topics } from '#libs/contracts';
import type { Clock } from '#libs/kernel';
import { OutboxWriter, statement, type Database, type OutboxRelay } from '#libs/persistence';

import { lifecycleEvent } from '../publish-event.js';

const FIND = statement(
  'publisher-find-feedback',
  `SELECT r.case_key AS key, c.agency FROM receipt c JOIN referral r USING (referral_id)
   WHERE c.receipt_id = $1 AND c.referral_id = $2 AND r.organisation = $3 AND c.rung = 'fed_back'`,
);
const OPEN = statement(
  'publisher-open-feedback',
  'INSERT INTO feedback_opening (receipt_id, person, opened_at) VALUES ($1, $2, $3) ON CONFLICT (receipt_id, person) DO NOTHING',
);
const OPENED = statement('publisher-opened-feedback', 'SELECT opened_at FROM feedback_opening WHERE receipt_id = $1 AND person = $2');

export interface OpenFeedbackCommand {
  readonly organisation: string;
  readonly person: string;
  readonly correlationId: string;
  readonly referralId: string;
  readonly receiptId: string;
}

/** Records that the referrer read an agency's feedback, because only this record shows that the circle has closed. */
export class OpenFeedback {
  private readonly outbox = new OutboxWriter();

  constructor(
    private readonly database: Database,
    private readonly relay: Pick<OutboxRelay, 'wake'>,
    private readonly topics: Topics,
    private readonly clock: Clock,
  ) {}

  /**
   * A second look by the same person is no second opening.
   *
   * @returns undefined when there is no such feedback about a referral of this force.
   */
  async open({ organisation: force, person, correlationId, referralId, receiptId }: OpenFeedbackCommand): Promise<FeedbackOpening | undefined> {
    const opening = await this.database.transaction(async (transaction) => {
      const { rows: [found] } = await transaction.run<{ key: string; agency: string }>(FIND, [receiptId, referralId, force]);
      if (found === undefined) return undefined;
      const openedAt = this.clock.now().toISOString();
      const { count } = await transaction.run(OPEN, [receiptId, person, openedAt]);
      if (count === 0) {
        const { rows: [first] } = await transaction.run<{ opened_at: Date }>(OPENED, [receiptId, person]);
        return { receiptId, openedBy: person, openedAt: first?.opened_at.toISOString() ?? openedAt };
      }
      const context = { topics: this.topics, key: found.key, correlationId, time: openedAt, referralId };
      const fact = lifecycleEvent(FeedbackOpenedContract, context, { referralId, force, agency: found.agency, receiptId, openedBy: person, openedAt });
      this.outbox.insert(transaction, [fact]);
      return { receiptId, openedBy: person, openedAt };
    });
    if (opening !== undefined) this.relay.wake();
    return opening;
  }
}

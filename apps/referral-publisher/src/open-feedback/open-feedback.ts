import { assertionOf, type NamedPerson } from '#libs/access';
import { FeedbackOpenedContract, ReferralAcknowledgedContract, type FeedbackOpening, type Topics } from '#libs/contracts';
import { comparisonForm, type Clock } from '#libs/kernel';
import { OutboxWriter, statement, type Database, type OutboxRelay } from '#libs/persistence';

import { lifecycleEvent } from '../publish-event.js';

const FIND = statement(
  'publisher-find-feedback',
  `SELECT r.case_key AS key, s.agency FROM statement s JOIN referral r USING (referral_id)
   WHERE s.statement_id = $1 AND s.referral_id = $2 AND r.organisation = $3
     AND s.verdict = 'taken' AND s.effect = 'new' AND s.type = $4 AND s.data ->> 'rung' = 'fed_back'
   ORDER BY s.agency`,
);
const OPEN = statement(
  'publisher-open-feedback',
  `INSERT INTO feedback_opening (referral_id, agency, statement_id, person, person_key, opened_at) VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (referral_id, agency, statement_id, person_key) DO NOTHING`,
);
const OPENED = statement(
  'publisher-opened-feedback',
  'SELECT min(opened_at) AS opened_at FROM feedback_opening WHERE referral_id = $1 AND statement_id = $2 AND person_key = $3',
);

export interface OpenFeedbackCommand extends NamedPerson {
  readonly organisation: string;
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
   * A second look by the same person is no second opening. Two agencies may use one id, because each knows only its own; the person then
   * opens the feedback of both.
   *
   * @returns undefined when there is no such feedback about a referral of this force.
   */
  async open(command: OpenFeedbackCommand): Promise<FeedbackOpening | undefined> {
    const { organisation: force, person, correlationId, referralId, receiptId } = command;
    const opening = await this.database.transaction(async (transaction) => {
      const { rows: found } = await transaction.run<{ key: string; agency: string }>(FIND, [receiptId, referralId, force, ReferralAcknowledgedContract.type]);
      if (found.length === 0) return undefined;
      const openedAt = this.clock.now().toISOString();
      for (const { key, agency } of found) {
        const { count } = await transaction.run(OPEN, [referralId, agency, receiptId, person, comparisonForm(person), openedAt]);
        if (count === 0) continue;
        const context = { topics: this.topics, key, correlationId, time: openedAt, referralId };
        const fact = lifecycleEvent(FeedbackOpenedContract, context, { referralId, force, agency, receiptId, openedBy: person, ...assertionOf(command), openedAt });
        this.outbox.insert(transaction, [fact]);
      }
      const { rows: [first] } = await transaction.run<{ opened_at: Date }>(OPENED, [referralId, receiptId, comparisonForm(person)]);
      return { receiptId, openedBy: person, openedAt: first?.opened_at.toISOString() ?? openedAt };
    });
    if (opening !== undefined) this.relay.wake();
    return opening;
  }
}

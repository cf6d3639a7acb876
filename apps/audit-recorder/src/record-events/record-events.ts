import type { ReceivedEvent, Topics } from '#libs/contracts';
import type { IntakeEffects, Refusal } from '#libs/intake';
import { crashPoint } from '#libs/kernel';
import type { Transaction } from '#libs/persistence';

import { isAgencyStatement } from '../record-changes/change-fact.js';
import { isDeadlineFact } from '../record-deadlines/deadline-fact.js';
import { appendEvents } from './event-log.js';
import { eventRow } from './event-row.js';
import { project, shareProjections } from './projections.js';
import { factOf, type RecordedFact } from './recorded-fact.js';

/** Writes a batch into the log and folds it into the projections, in the transaction that dedupes it. */
export class RecordEvents implements IntakeEffects {
  constructor(private readonly topics: Topics) {}

  // oxlint-disable-next-line typescript/require-await -- a port that others answer only after a look at the database
  async apply(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<readonly Refusal[]> {
    const read = events.map((event) => ({ event, fact: factOf(event), refusal: this.refusalOf(event) }));
    const taken = read.filter(({ refusal }) => refusal === null);
    if (taken.length > 0) {
      shareProjections(transaction);
      crashPoint('recorder.before-append');
      appendEvents(transaction, taken.map(({ event, fact }) => eventRow(event, fact)));
      crashPoint('recorder.after-append-before-projections');
      project(transaction, taken.map(({ fact }) => fact));
      crashPoint('recorder.after-projections');
    }
    return read.flatMap(({ refusal }) => refusal ?? []);
  }

  /**
   * A topic is written by one party alone: what arrives elsewhere is somebody speaking for somebody else, and must not
   * become part of the record.
   */
  private refusalOf(event: ReceivedEvent): Refusal | null {
    const fact = factOf(event);
    const { topic } = event.message;
    if (topic === this.topicOf(fact)) return null;
    const messageId = event.attributes.id;
    if (isDeadlineFact(fact)) {
      return { messageId, code: 'agency-contradicts-topic', reason: 'What is said about a clock names another agency than the one whose topic it came from.' };
    }
    return fact.kind === 'acknowledged' || isAgencyStatement(fact)
      ? { messageId, code: 'agency-contradicts-topic', reason: 'The receipt names another agency than the one whose topic it came from.' }
      : { messageId, code: 'wrong-topic', reason: 'A fact of the publisher came from another topic than the lifecycle topic.' };
  }

  private topicOf(fact: RecordedFact): string {
    if (isDeadlineFact(fact)) return this.topics.escalation(fact.data.agency);
    return fact.kind === 'acknowledged' || isAgencyStatement(fact) ? this.topics.acknowledgement(fact.data.agency) : this.topics.lifecycle();
  }
}

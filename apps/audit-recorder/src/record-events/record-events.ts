import type { ReceivedEvent, Topics } from '#libs/contracts';
import type { IntakeEffects, Refusal } from '#libs/intake';
import { crashPoint } from '#libs/kernel';
import type { Transaction } from '#libs/persistence';

import { sourceOf, type EventSource } from './event-kinds.js';
import { appendEvents } from './event-log.js';
import { eventRow } from './event-row.js';
import { project, shareProjections } from './projections.js';
import { factOf, type RecordedFact } from './recorded-fact.js';

const REFUSALS: Readonly<Record<EventSource, Omit<Refusal, 'messageId'>>> = {
  publisher: { code: 'wrong-topic', reason: 'A fact of the publisher came from another topic than the lifecycle topic.' },
  agency: { code: 'agency-contradicts-topic', reason: 'The receipt names another agency than the one whose topic it came from.' },
  watch: { code: 'agency-contradicts-topic', reason: 'The event of a clock names another agency than the one whose topic it came from.' },
};

/** Writes a batch into the log and folds it into the projections, in the transaction that removes repeats. */
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
   * Refuses an event on a foreign topic. One app alone writes to each topic, so an event from another topic may be forged and must
   * not become part of the record.
   */
  private refusalOf(event: ReceivedEvent): Refusal | null {
    const fact = factOf(event);
    const source = sourceOf(fact);
    if (event.message.topic === this.topicOf(source, fact)) return null;
    return { messageId: event.attributes.id, ...REFUSALS[source] };
  }

  private topicOf(source: EventSource, { data }: RecordedFact): string {
    const agency = 'agency' in data ? data.agency : '';
    if (source === 'publisher') return this.topics.lifecycle();
    return source === 'agency' ? this.topics.acknowledgement(agency) : this.topics.escalation(agency);
  }
}

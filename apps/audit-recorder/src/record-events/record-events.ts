import type { ReceivedEvent, Topics } from '#libs/contracts';
import type { Applied, IntakeEffects, Refusal } from '#libs/intake';
import { isStatementEvent, StatementJudge, type VerdictChange } from '#libs/judgement';
import { crashPoint } from '#libs/kernel';
import type { Transaction } from '#libs/persistence';
import { copiesIn } from '#libs/safeguarding';

import { countedAfter } from '../record-statements/counted-statements.js';
import { lockReferrals } from '../record-statements/referral-lock.js';
import { appendVerdicts } from '../record-statements/verdict-log.js';
import { isDeadlineFact, sourceOf, type EventSource } from './event-kinds.js';
import { appendEvents } from './event-log.js';
import { eventRow, type EventRow } from './event-row.js';
import { project, shareProjections } from './projections.js';
import { factOf, type RecordedFact } from './recorded-fact.js';

const REFUSALS: Readonly<Record<EventSource, Omit<Refusal, 'messageId'>>> = {
  publisher: { code: 'wrong-topic', reason: 'A fact of the publisher came from another topic than the lifecycle topic.' },
  agency: { code: 'wrong-topic', reason: 'A statement of an agency came from another topic than one of the acknowledgement topics.' },
  watch: { code: 'agency-contradicts-topic', reason: 'The event of a clock names another agency than the one whose topic it came from.' },
};

interface ReadEvent {
  readonly event: ReceivedEvent;
  readonly fact: RecordedFact;
}

/**
 * Writes a batch into the log, judges the statements of agencies, and folds facts and counted statements into the projections, in the
 * transaction that removes repeats. The recorder judges for itself, so that the record does not rest on the publisher's verdicts.
 */
export class RecordEvents implements IntakeEffects {
  private readonly judge: StatementJudge;

  /** @param agencies every agency that has topics. */
  constructor(
    private readonly topics: Topics,
    agencies: readonly string[],
  ) {
    this.judge = new StatementJudge({ topics, agencies, storesCopies: true });
  }

  async apply(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<Applied> {
    const read = events.map((event) => ({ event, fact: factOf(event) })).map((each) => ({ ...each, refusal: this.refusalOf(each) }));
    const taken = read.filter(({ refusal }) => refusal === null);
    const repeats = taken.length > 0 ? await this.record(transaction, taken) : 0;
    return { refusals: read.flatMap(({ refusal }) => refusal ?? []), repeats };
  }

  /** @returns the number of repeats. */
  private async record(transaction: Transaction, taken: readonly ReadEvent[]): Promise<number> {
    const facts = taken.filter(({ event }) => !isStatementEvent(event));
    const statements = taken.map(({ event }) => event).filter((event) => isStatementEvent(event));
    shareProjections(transaction);
    await lockReferrals(transaction, referralsOf(taken));
    const changes = await this.judge.take(transaction, facts.flatMap(({ event }) => copiesIn(event)), statements);
    crashPoint('recorder.before-append');
    const rows = rowsOf(taken, changes);
    appendEvents(transaction, rows);
    appendVerdicts(transaction, changes);
    crashPoint('recorder.after-append-before-projections');
    const counted = await countedAfter(transaction, changes);
    project(transaction, [...facts.map(({ fact }) => fact), ...counted]);
    crashPoint('recorder.after-projections');
    return taken.length - rows.length;
  }

  /**
   * Refuses an event on a foreign topic. One app alone writes to each topic, so an event from another topic may be forged and must
   * not become part of the record. The judgement refuses a statement that names another agency than its topic, and keeps it on record.
   */
  private refusalOf({ event, fact }: ReadEvent): Refusal | null {
    const source = sourceOf(fact);
    const isInPlace = source === 'agency' ? this.judge.isFromAgencyTopic(event) : event.message.topic === this.topicOf(source, fact);
    return isInPlace ? null : { messageId: event.attributes.id, ...REFUSALS[source] };
  }

  private topicOf(source: 'publisher' | 'watch', { data }: RecordedFact): string {
    if (source === 'publisher') return this.topics.lifecycle();
    return this.topics.notice('agency' in data ? data.agency : '');
  }
}

/** Every referral with a fact or a statement. Events of clocks change neither. */
function referralsOf(taken: readonly ReadEvent[]): readonly string[] {
  const ids = taken.flatMap(({ fact }) =>
    isDeadlineFact(fact) || !('referralId' in fact.data) || fact.data.referralId === undefined ? [] : [fact.data.referralId]);
  return [...new Set(ids)];
}

/** One row for each fact and for each new statement, in the order of the batch. A statement that is known has its row already. */
function rowsOf(taken: readonly ReadEvent[], changes: readonly VerdictChange[]): readonly EventRow[] {
  const added = new Map(changes.flatMap(({ statement, event }) => (event === undefined ? [] : [[event, statement] as const])));
  return taken.flatMap(({ event, fact }) => {
    if (!isStatementEvent(event)) return [eventRow(event, fact)];
    const statement = added.get(event);
    return statement === undefined ? [] : [eventRow(event, fact, statement)];
  });
}

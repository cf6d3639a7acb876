import type { ReceivedEvent, Topics } from '#libs/contracts';
import type { Applied, IntakeEffects, Refusal } from '#libs/intake';
import { isStatementEvent, knownFactsIn, NO_FACTS, referralsOf, repeatedEvents, StatementJudge, type VerdictChange } from '#libs/judgement';
import { crashPoint } from '#libs/kernel';
import type { Transaction } from '#libs/persistence';
import { statementsIn, type ArrivedStatement } from '#libs/safeguarding';

import { countedAfter } from '../record-statements/counted-statements.js';
import { lockReferrals } from '../record-statements/referral-lock.js';
import { appendVerdicts } from '../record-statements/verdict-log.js';
import { isNotice, sourceOf, type EventSource } from './event-kinds.js';
import { appendEvents } from './event-log.js';
import { factRow, statementRow, type EventRow } from './event-row.js';
import { project, shareProjections } from './projections.js';
import { factOf, type RecordedFact } from './recorded-fact.js';

const REFUSALS: Readonly<Record<EventSource, Omit<Refusal, 'event'>>> = {
  publisher: { code: 'wrong-topic', reason: 'A fact of the publisher came from another topic than the lifecycle topic.' },
  agency: { code: 'wrong-topic', reason: 'A statement of an agency came from another topic than one of the acknowledgement topics.' },
  notice: { code: 'agency-contradicts-topic', reason: 'The notice names another agency than the one whose topic it came from.' },
  watch: { code: 'agency-contradicts-topic', reason: 'The event of a clock names another agency than the one whose topic it came from.' },
};

/** A fact of the publisher or an event of a clock. */
interface ReadFact {
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
    this.judge = new StatementJudge({ topics, agencies, storesFacts: true });
  }

  async apply(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<Applied> {
    const facts = events.filter((event) => !isStatementEvent(event)).map((event) => ({ event, fact: factOf(event) }));
    const statements = events.filter((event) => isStatementEvent(event));
    const refusals = [...facts.flatMap((each) => this.refusalOf(each) ?? []), ...statements.flatMap((event) => this.refusalOfStatements(event) ?? [])];
    const refused = new Set(refusals.map(({ event }) => event));
    const isTaken = (event: ReceivedEvent): boolean => !refused.has(event);
    const repeats = await this.record(
      transaction, facts.filter(({ event }) => isTaken(event)), statements.filter((event) => isTaken(event)).flatMap((event) => statementsIn(event)),
    );
    return { refusals, repeats };
  }

  /** @returns the number of events that brought nothing new. */
  private async record(transaction: Transaction, facts: readonly ReadFact[], statements: readonly ArrivedStatement[]): Promise<number> {
    if (facts.length + statements.length === 0) return 0;
    shareProjections(transaction);
    await lockReferrals(transaction, [...new Set([...referralsOfFacts(facts), ...referralsOf(NO_FACTS, statements)])]);
    const changes = await this.judge.take(transaction, knownFactsIn(facts.map(({ event }) => event)), statements);
    crashPoint('recorder.before-append');
    appendEvents(transaction, [...facts.map(({ event, fact }) => factRow(event, fact)), ...statementRows(statements, changes)]);
    appendVerdicts(transaction, changes);
    crashPoint('recorder.after-append-before-projections');
    const { counted, cleared } = await countedAfter(transaction, changes);
    project(transaction, [...facts.map(({ fact }) => fact), ...counted], cleared);
    crashPoint('recorder.after-projections');
    return repeatedEvents(statements, changes);
  }

  /**
   * Refuses an event on a foreign topic. One app alone writes to each topic, so an event from another topic may be forged and must
   * not become part of the record.
   */
  private refusalOf({ event, fact }: ReadFact): Refusal | null {
    const topic = isNotice(fact) ? this.topics.notice('agency' in fact.data ? fact.data.agency : '') : this.topics.lifecycle();
    return event.message.topic === topic ? null : { event, ...REFUSALS[sourceOf(fact)] };
  }

  /** The judgement refuses a statement that names another agency than its topic, and keeps it on record. */
  private refusalOfStatements(event: ReceivedEvent): Refusal | null {
    return this.judge.isFromAgencyTopic(event) ? null : { event, ...REFUSALS.agency };
  }
}

/** Every referral with a fact. Notices have no judgement. */
function referralsOfFacts(facts: readonly ReadFact[]): readonly string[] {
  return facts.flatMap(({ fact }) =>
    isNotice(fact) || !('referralId' in fact.data) || fact.data.referralId === undefined ? [] : [fact.data.referralId]);
}

/** One row for each new statement, in their order. A statement that is known has its row already. */
function statementRows(statements: readonly ArrivedStatement[], changes: readonly VerdictChange[]): readonly EventRow[] {
  const added = new Map(changes.flatMap(({ statement, arrived }) => (arrived === undefined ? [] : [[arrived, statement] as const])));
  return statements.flatMap((arrived) => {
    const judged = added.get(arrived);
    return judged === undefined ? [] : [statementRow(arrived, judged)];
  });
}

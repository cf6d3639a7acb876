import type { ClockPolicy } from '#libs/agreements';
import { ACKNOWLEDGEMENT_CONTRACTS, LIFECYCLE_CONTRACTS, type ReceivedEvent, type Topics } from '#libs/contracts';
import { crashPoint } from '#libs/kernel';
import type { Applied, IntakeEffects, Refusal } from '#libs/intake';
import { isStatementEvent, knownFactsIn, referralsOf, repeatedEvents, StatementJudge, type VerdictChange } from '#libs/judgement';
import type { Transaction } from '#libs/persistence';
import { counts, statementsIn } from '#libs/safeguarding';

import { factOf, factOfStatement } from '../clocks/fact-mapping.js';
import { newRecords } from '../repositories/referral-record.repository.js';
import { addFacts, lockReferrals } from '../repositories/referral.repository.js';
import { foldAgain, foldRecords } from './fold-again.js';

/** The contracts that the watch follows. */
export const FOLLOWED_CONTRACTS = [...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS];

/**
 * Turns facts and statements into clocks. It sends no notice, because the scan finds the due notices. So facts can be taken in again,
 * in any order, without a call for them. A statement of an agency touches a clock only if it is taken by the one rule.
 */
export class FoldFacts implements IntakeEffects {
  private readonly judge: StatementJudge;

  constructor(
    private readonly topics: Topics,
    private readonly policy: ClockPolicy,
    agencies: readonly string[],
  ) {
    this.judge = new StatementJudge({ topics, agencies, storesFacts: true });
  }

  async apply(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<Applied> {
    const refusals = events.flatMap((event) => this.refusalOf(event) ?? []);
    const refused = new Set(refusals.map(({ event }) => event));
    const taken = events.filter((event) => !refused.has(event));
    const statements = taken.filter((event) => isStatementEvent(event)).flatMap((event) => statementsIn(event));
    const lifecycle = taken.filter((event) => !isStatementEvent(event));
    const facts = lifecycle.flatMap((event) => factOf(event) ?? []);
    const known = knownFactsIn(lifecycle);
    const referralIds = [...new Set([...facts.map(({ referralId }) => referralId), ...referralsOf(known, statements)])].toSorted();
    const added = referralIds.length === 0 ? new Set<string>() : await lockReferrals(transaction, referralIds);
    const changes = await this.judge.take(transaction, known, statements);
    addFacts(transaction, facts);
    crashPoint('watch.after-facts-before-clocks');
    const stated = changes.flatMap(({ statement, after }) => (counts(after) ? factOfStatement(statement, after) ?? [] : []));
    foldRecords(transaction, this.policy, newRecords([...facts, ...stated], added));
    // A delivery of a referral changes no clock, and most statements are such deliveries.
    const touched = new Set([...facts.map(({ referralId }) => referralId), ...changes.filter((change) => touchesClocks(change)).flatMap(({ statement }) => statement.referralId ?? [])]);
    await foldAgain(transaction, this.policy, referralIds.filter((id) => touched.has(id) && !added.has(id)));
    return { refusals, repeats: repeatedEvents(statements, changes) };
  }

  /** Refuses an event on a foreign topic, because one party alone writes to each topic and an event from elsewhere may be forged. */
  private refusalOf(event: ReceivedEvent): Refusal | null {
    const { message } = event;
    if (isStatementEvent(event)) {
      return this.judge.isFromAgencyTopic(event) ? null : { event, code: 'wrong-topic', reason: 'A statement of an agency came from another topic than an agency\'s.' };
    }
    if (message.topic === this.topics.lifecycle()) return null;
    return { event, code: 'wrong-topic', reason: 'A fact of the publisher came from another topic than the lifecycle topic.' };
  }
}

/** Whether a clock may depend on the statement, by its verdict before or now. */
function touchesClocks({ statement, before, after }: VerdictChange): boolean {
  return [before, after].some((verdict) => counts(verdict) && factOfStatement(statement, verdict) !== null);
}

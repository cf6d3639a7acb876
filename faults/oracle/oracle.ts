import type { Ledger } from '../load/submissions.js';
import { findCauseless } from './causes.js';
import { causelessDeadlines, doubledDeadlines, missingDeadlines } from './deadlines.js';
import { findDoubled } from './doubled.js';
import { findLost } from './lost.js';
import { findDisorder } from './order.js';
import type { Tables } from './tables.js';

/** What the oracle found, in counts; `examples` names ids and places, a few of each kind. */
export interface Findings {
  /** Referrals that were answered with 202. */
  readonly accepted: number;
  /** Stored without anybody having been told so: to be carried out all the same, or (a cut connection) nobody knows. */
  readonly unanswered: number;
  /** Things promised or caused that are missing somewhere: each referral at each place counts for itself. */
  readonly lost: number;
  /** Effects that are there more than once, and counts that say so. */
  readonly doubled: number;
  /** Referrals of one case that reached an agency in another order than they were accepted in. */
  readonly order: number;
  /** Rungs and facts without the thing that must have come before them. */
  readonly causeless: number;
  /** Outbox rows that have not gone out. */
  readonly waiting: number;
  readonly parked: number;
  readonly examples: readonly string[];
}

export interface Judgement {
  /** Messages that lie in quarantine for good reason: their absence elsewhere is no loss. */
  readonly poisonIsParked?: boolean;
}

/**
 * Judges the exchange by what its users were promised and by what stands in its databases. Knows the tables and the
 * contracts, and nothing of the code that fills them.
 */
export function judge(ledger: Ledger, tables: Tables, judgement: Judgement = {}): Findings {
  const lost = [...findLost(ledger, tables, judgement), ...missingDeadlines(tables)];
  const doubled = [...findDoubled(ledger, tables), ...doubledDeadlines(tables)];
  const order = findDisorder(ledger, tables);
  const causeless = [...findCauseless(tables), ...causelessDeadlines(tables)];
  const known = new Set(ledger.accepted.map(({ answer }) => answer?.referralId));
  return {
    accepted: ledger.accepted.length,
    unanswered: tables.referrals.filter(({ referral_id }) => !known.has(referral_id)).length,
    lost: lost.length,
    doubled: doubled.length,
    order: order.length,
    causeless: causeless.length,
    waiting: tables.waiting,
    parked: tables.parked,
    examples: [lost, doubled, order, causeless].flatMap((kind) => kind.slice(0, 5)),
  };
}

export function isClean({ lost, doubled, order, causeless, waiting }: Findings): boolean {
  return lost + doubled + order + causeless + waiting === 0;
}

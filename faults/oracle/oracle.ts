import type { Ledger } from '../../harness/load/ledger.js';
import { findCauseless } from './causes.js';
import { causelessDeadlines, doubledDeadlines, missingDeadlines } from './deadlines.js';
import { findDoubled } from './doubled.js';
import { findingClasses, type Finding, type FindingClass } from './finding.js';
import { findLost, type Judgement } from './lost.js';
import { findDisorder } from './order.js';
import type { Tables } from './tables.js';

/** Findings of the oracle in counts, and by class with examples. */
export const NO_FINDINGS = {
  /** Referrals that were answered with 202. */
  accepted: 0,
  /** Stored without a 202 that reached the sender: to be carried out all the same. */
  unanswered: 0,
  /** Things promised or caused that are missing somewhere: each referral at each place counts for itself. */
  lost: 0,
  /** Effects that are there more than once, and maintained counts that differ from counting. */
  doubled: 0,
  /** Referrals of one case that reached an agency in another order than they were accepted in. */
  order: 0,
  /** Rungs and facts without the cause that must have come before them. */
  causeless: 0,
  /** Outbox rows that have not been sent. */
  waiting: 0,
  /** Messages in quarantine that were neither replayed nor discarded. */
  quarantined: 0,
  classes: [] as readonly FindingClass[],
};

export type Findings = Readonly<typeof NO_FINDINGS>;

/**
 * Judges the exchange by the promises that its users got and by the rows of its databases. Knows the tables and the
 * contracts, and nothing of the code that fills them.
 */
export function judge(ledger: Ledger, found: Tables, judgement: Judgement = {}): Findings {
  const tables = withoutForged(found, judgement.forged);
  const lost = [...findLost(ledger, tables, judgement), ...missingDeadlines(tables)];
  const doubled = [...findDoubled(ledger, tables), ...doubledDeadlines(tables)];
  const order = findDisorder(ledger, tables);
  const causeless = [...findCauseless(tables), ...causelessDeadlines(tables)];
  const waiting = tables.waiting.map(({ schema, topic, message_id, referral_id }): Finding => ({
    code: `outbox-of-${schema.replaceAll('_', '-')}`, text: `waits in the outbox of ${schema} for ${topic}`, referralId: referral_id, messageId: message_id,
  }));
  const known = new Set(ledger.accepted.map(({ answer }) => answer?.referralId));
  return {
    accepted: ledger.accepted.length,
    unanswered: tables.referrals.filter(({ referral_id }) => !known.has(referral_id)).length,
    lost: lost.length,
    doubled: doubled.length,
    order: order.length,
    causeless: causeless.length,
    waiting: waiting.length,
    quarantined: tables.quarantined,
    classes: [
      ...findingClasses('lost', lost), ...findingClasses('doubled', doubled), ...findingClasses('order', order),
      ...findingClasses('causeless', causeless), ...findingClasses('waiting', waiting),
    ],
  };
}

function withoutForged(tables: Tables, forged: ReadonlySet<string> = new Set()): Tables {
  return {
    ...tables,
    receipts: tables.receipts.filter(({ receipt_id }) => !forged.has(receipt_id)),
    events: tables.events.filter(({ message_id }) => !forged.has(message_id)),
  };
}

export function isClean({ lost, doubled, order, causeless, waiting }: Findings): boolean {
  return lost + doubled + order + causeless + waiting === 0;
}

import { type EthnicityCodeStated, EthnicityCodeStatedContract, isEvent, type ReceivedEvent, type Topics } from '#libs/contracts';
import type { Applied, Refusal } from '#libs/intake';
import type { Transaction } from '#libs/persistence';
import { isEthnicityCode } from '#libs/safeguarding';

import type { VerdictTelemetry } from '../follow-answers/verdict-report.js';
import type { CompareEthnicity } from './compare-ethnicity.js';
import { addCodes, beyondLimit, MAX_WAITING_CODES, misfits, recordsOfCodes } from './ethnicity-code.repository.js';

export type CodeEvent = ReceivedEvent<EthnicityCodeStated>;

export function isCodeEvent(event: ReceivedEvent): event is CodeEvent {
  return isEvent(event, EthnicityCodeStatedContract);
}

const TOO_MANY = {
  code: 'too-many-codes',
  reason: `The agency has ${MAX_WAITING_CODES} codes about this referral that belong to none of its statements. Find out why its node sends codes without statements, then replay.`,
};

/**
 * Takes the codes of the agencies' records of ethnicity. A code is used where a statement of its agency that is taken names its digest.
 * Another code stays unused: the status of the referral names it. One agency can
 * have a limited number of unused codes about a referral: further ones go to quarantine.
 */
export class TakeEthnicityCodes {
  private readonly agencyOfTopic: ReadonlyMap<string, string>;

  constructor(
    topics: Topics,
    agencies: readonly string[],
    private readonly ethnicity: CompareEthnicity,
    private readonly telemetry: VerdictTelemetry,
  ) {
    this.agencyOfTopic = new Map(agencies.map((agency) => [topics.ethnicity(agency), agency]));
  }

  /** The caller has locked the referrals of the codes, and has taken the statements that came with them. */
  async take(transaction: Transaction, events: readonly CodeEvent[]): Promise<Applied> {
    if (events.length === 0) return { refusals: [], repeats: 0 };
    const refused = new Map(events.flatMap((event) => this.refusalOf(event) ?? []).map((refusal) => [refusal.event, refusal]));
    const proper = events.filter((event) => !refused.has(event));
    const tooMany = await beyondLimit(transaction, proper.map(({ data }) => data));
    for (const event of proper) if (tooMany.has(event.data)) refused.set(event, { event, ...TOO_MANY });
    const refusals = [...refused.values()];
    const codes = proper.filter((event) => !refused.has(event)).map(({ data }) => data);
    const added = await addCodes(transaction, codes);
    for (const record of await recordsOfCodes(transaction, added)) await this.ethnicity.compare(transaction, record);
    await this.reportMisfits(transaction, codes.filter(({ receiptId }) => added.some((each) => each.receiptId === receiptId)));
    return { refusals, repeats: codes.length - added.length };
  }

  /** Reports the codes that fit the digest of no statement of these records. */
  async reportMisfits(transaction: Transaction, records: readonly Pick<EthnicityCodeStated, 'agency' | 'receiptId' | 'referralId'>[]): Promise<void> {
    const count = records.length === 0 ? 0 : await misfits(transaction, records);
    if (count === 0) return;
    const { logger, metrics } = this.telemetry;
    transaction.afterCommit(() => {
      metrics.statementsJudged('refused', 'other-code', count);
      logger.warn('statements.not-counted', { outcome: 'refused', code: 'other-code', count });
    });
  }

  private refusalOf(event: CodeEvent): Refusal | null {
    const { agency, namespace, code } = event.data;
    const from = this.agencyOfTopic.get(event.message.topic);
    if (from === undefined) return { event, code: 'wrong-topic', reason: 'The code came from another topic than the one for codes of an agency.' };
    if (from !== agency) return { event, code: 'wrong-agency', reason: 'The code names another agency than the one of its topic.' };
    return isEthnicityCode(namespace, code) ? null : { event, code: 'unknown-code', reason: 'The code is not one of the list that it names.' };
  }
}

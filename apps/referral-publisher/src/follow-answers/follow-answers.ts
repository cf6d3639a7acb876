import { type EthnicityRecorded, EthnicityRecordedContract, ReferralAcknowledgedContract, type ReceivedEvent, type Topics } from '#libs/contracts';
import type { Applied, IntakeEffects, Refusal } from '#libs/intake';
import { NO_FACTS, referralsOf, repeatedEvents, type JudgedStatement, type StatementJudge, type VerdictChange } from '#libs/judgement';
import { type Clock, crashPoint } from '#libs/kernel';
import { OutboxWriter, type Transaction } from '#libs/persistence';
import { counts, statementsIn, type DeclinedRedirect } from '#libs/safeguarding';

import { lockReferrals } from '../change-referral/present-referral.js';
import type { CompareEthnicity } from '../compare-ethnicity/compare-ethnicity.js';
import { isCodeEvent, type TakeEthnicityCodes } from '../compare-ethnicity/take-codes.js';
import type { ForwardReferral } from '../forward-referral/forward-referral.js';
import { isRedirect } from '../forward-referral/redirected-receipt.js';
import type { NotifyHolder } from '../notify-holder/notify-holder.js';
import { verdictNotices } from './verdict-notices.js';
import { reportVerdicts, type VerdictTelemetry } from './verdict-report.js';

/**
 * Takes the statements of agencies through the one judgement. The sender's status reads the statements that are taken. A redirect is
 * followed, and an ethnicity record is compared, when it comes to be taken: at once, or later, when a missing statement arrives. A record
 * of ethnicity needs its code too, which comes through a topic of its own. The agency is notified of the verdicts in the same transaction.
 */
export class FollowAnswers implements IntakeEffects {
  private readonly outbox = new OutboxWriter();

  constructor(
    private readonly topics: Topics,
    private readonly clock: Clock,
    private readonly judge: StatementJudge,
    private readonly forward: ForwardReferral,
    private readonly holder: NotifyHolder,
    private readonly ethnicity: CompareEthnicity,
    private readonly codes: TakeEthnicityCodes,
    private readonly telemetry: VerdictTelemetry,
  ) {}

  async apply(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<Applied> {
    const codes = events.filter((event) => isCodeEvent(event));
    const stating = events.filter((event) => !isCodeEvent(event));
    const statements = stating.filter((event) => this.judge.isFromAgencyTopic(event)).flatMap((event) => statementsIn(event));
    await lockReferrals(transaction, [...referralsOf(NO_FACTS, statements), ...codes.map(({ data }) => data.referralId)]);
    const judged = await this.judge.take(transaction, NO_FACTS, statements);
    crashPoint('publisher.after-answers-stored');
    const changes = await this.followAll(transaction, judged);
    await this.holder.notify(transaction, referralsWithAnswers(changes));
    const taken = await this.codes.take(transaction, codes);
    this.outbox.insert(transaction, verdictNotices(this.topics, changes, this.clock.now().toISOString()));
    transaction.afterCommit(() => reportVerdicts(this.telemetry, changes));
    const refusals = stating.filter((event) => !this.judge.isFromAgencyTopic(event)).map((event): Refusal => (
      { event, code: 'wrong-topic', reason: 'The statement came from a topic of no agency of this partnership.' }
    ));
    return { refusals: [...refusals, ...taken.refusals], repeats: repeatedEvents(statements, changes) + taken.repeats };
  }

  /**
   * Follows what comes to be taken. A redirect that is declined lets its agency answer again, so the agency's statements are judged again.
   *
   * @returns each statement once, with its verdict before and after all of it.
   */
  private async followAll(transaction: Transaction, judged: readonly VerdictChange[]): Promise<readonly VerdictChange[]> {
    const changes = new Map(judged.map((change) => [keyOf(change.statement), change]));
    for (let pending = judged; pending.length > 0;) {
      const declined: DeclinedRedirect[] = [];
      for (const { statement } of pending.filter((change) => comesToBeTaken(change))) declined.push(...await this.follow(transaction, statement));
      if (declined.length === 0) break;
      pending = await this.judge.take(transaction, { ...NO_FACTS, declined }, []);
      for (const change of pending) changes.set(keyOf(change.statement), { ...(changes.get(keyOf(change.statement)) ?? change), after: change.after });
    }
    return [...changes.values()];
  }

  /** @returns the redirect, if it was declined. */
  private async follow(transaction: Transaction, statement: JudgedStatement): Promise<readonly DeclinedRedirect[]> {
    if (statement.type === EthnicityRecordedContract.type) {
      const data = statement.data as EthnicityRecorded;
      await this.ethnicity.compare(transaction, { ...statement, data });
      await this.codes.reportMisfits(transaction, [data]);
    }
    if (statement.type !== ReferralAcknowledgedContract.type || !isRedirect(statement.data)) return [];
    const { referralId, agency, receiptId: statementId } = statement.data;
    return await this.forward.follow(transaction, statement, statement.data) === 'declined' ? [{ referralId, agency, statementId }] : [];
  }
}

const ANSWERS: ReadonlySet<string> = new Set(['accepted', 'refused', 'redirected']);

/** The referrals to which an answer came to be taken. */
function referralsWithAnswers(changes: readonly VerdictChange[]): readonly string[] {
  const answered = changes.filter((change) => comesToBeTaken(change) && ANSWERS.has((change.statement.data as { readonly rung?: string }).rung ?? ''));
  return [...new Set(answered.flatMap(({ statement }) => statement.referralId ?? []))].toSorted();
}

function keyOf({ agency, partition, statementId, digest }: JudgedStatement): string {
  return `${agency} ${partition} ${statementId} ${digest}`;
}

function comesToBeTaken({ before, after }: VerdictChange): boolean {
  return counts(after) && !counts(before);
}

import { type EthnicityRecorded, EthnicityRecordedContract, ReferralAcknowledgedContract, type ReceivedEvent, type Topics } from '#libs/contracts';
import type { Applied, IntakeEffects, Refusal } from '#libs/intake';
import { referralsOf, repeatedEvents, type JudgedStatement, type StatementJudge, type VerdictChange } from '#libs/judgement';
import { type Clock, crashPoint } from '#libs/kernel';
import { OutboxWriter, type Transaction } from '#libs/persistence';
import { counts, statementsIn } from '#libs/safeguarding';

import { lockReferrals } from '../change-referral/present-referral.js';
import type { CompareEthnicity } from '../compare-ethnicity/compare-ethnicity.js';
import { isCodeEvent, type TakeEthnicityCodes } from '../compare-ethnicity/take-codes.js';
import type { ForwardReferral } from '../forward-referral/forward-referral.js';
import { isRedirect } from '../forward-referral/redirected-receipt.js';
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
    private readonly ethnicity: CompareEthnicity,
    private readonly codes: TakeEthnicityCodes,
    private readonly telemetry: VerdictTelemetry,
  ) {}

  async apply(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<Applied> {
    const codes = events.filter((event) => isCodeEvent(event));
    const stating = events.filter((event) => !isCodeEvent(event));
    const statements = stating.filter((event) => this.judge.isFromAgencyTopic(event)).flatMap((event) => statementsIn(event));
    await lockReferrals(transaction, [...referralsOf([], statements), ...codes.map(({ data }) => data.referralId)]);
    const changes = await this.judge.take(transaction, [], statements);
    crashPoint('publisher.after-answers-stored');
    for (const { statement } of changes.filter((change) => comesToBeTaken(change))) await this.follow(transaction, statement);
    const taken = await this.codes.take(transaction, codes);
    this.outbox.insert(transaction, verdictNotices(this.topics, changes, this.clock.now().toISOString()));
    transaction.afterCommit(() => reportVerdicts(this.telemetry, changes));
    const refusals = stating.filter((event) => !this.judge.isFromAgencyTopic(event)).map((event): Refusal => (
      { event, code: 'wrong-topic', reason: 'The statement came from a topic of no agency of this partnership.' }
    ));
    return { refusals: [...refusals, ...taken.refusals], repeats: repeatedEvents(statements, changes) + taken.repeats };
  }

  private async follow(transaction: Transaction, statement: JudgedStatement): Promise<void> {
    if (statement.type === ReferralAcknowledgedContract.type && isRedirect(statement.data)) {
      await this.forward.follow(transaction, statement, statement.data);
    }
    if (statement.type === EthnicityRecordedContract.type) {
      const data = statement.data as EthnicityRecorded;
      await this.ethnicity.compare(transaction, { ...statement, data });
      await this.codes.reportMisfits(transaction, [data]);
    }
  }
}

function comesToBeTaken({ before, after }: VerdictChange): boolean {
  return counts(after) && !counts(before);
}

import {
  HolderChangedNoticeContract, isEvent, RedirectDeclinedNoticeContract, ReferralWithdrawnNoticeContract, StatementsJudgedContract, type NoticedStatement, type ReceivedEvent,
  type StatementsJudged,
} from '#libs/contracts';
import type { Logger } from '#libs/observability';
import { OutboxWriter, type Transaction } from '#libs/persistence';

import { machineStatements } from '../machine-statements/machine-statements.js';
import type { NodeIdentity } from '../node-identity.js';
import { ownStatements } from '../own-statements/own-statement.repository.js';
import { codeMessages } from '../record-ethnicity/recorded-ethnicity.repository.js';
import { deliveriesOf } from '../receive-referral/delivery-statement.js';
import { batchTime } from '../receive-referral/received-referral.repository.js';
import { callRow, clockRow } from './clock-rows.js';
import { addDeclinedRedirects, addOmitted, addWithdrawals, mergeClocks, storeHolders, storeVerdicts, type VerdictRow } from './notice.repository.js';

/** What a statement can wait for that this agency states. A copy is stated by the exchange. */
const MISSING_RUNGS: ReadonlySet<string> = new Set(['opened', 'accepted', 'answer']);

/**
 * Takes the notices of the exchange to this agency: the state of its clocks and the calls, the verdicts on its statements, withdrawals,
 * redirects that were not followed, and who has the child.
 *
 * A statement that waits for another one shows that the other one was lost on its way, because a partition keeps the order, and so does an
 * opening that is taken without its delivery. The node then states again all that it has stated about that referral, with the same ids
 * and bytes, once for each such verdict. The readers recognise what they have.
 */
export class ReceiveNotice {
  private readonly outbox = new OutboxWriter();

  constructor(
    private readonly node: NodeIdentity,
    private readonly logger: Logger,
  ) {}

  async apply(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<void> {
    mergeClocks(transaction, events.flatMap((event) => clockRow(event) ?? []), events.flatMap((event) => callRow(event) ?? []));
    addWithdrawals(transaction, events.flatMap((event) => {
      if (!isEvent(event, ReferralWithdrawnNoticeContract)) return [];
      const { referralId, reason, withdrawnAt } = event.data;
      return [{ referral_id: referralId, reason, withdrawn_at: withdrawnAt }];
    }));
    addDeclinedRedirects(transaction, events.flatMap((event) => {
      if (!isEvent(event, RedirectDeclinedNoticeContract)) return [];
      const { because, referralId, fromAgency, toAgency, reason, successor, declinedAt } = event.data;
      return [{ receipt_id: because, referral_id: referralId, from_agency: fromAgency, to_agency: toAgency, reason, successor, declined_at: declinedAt }];
    }));
    storeHolders(transaction, events.flatMap((event) => {
      if (!isEvent(event, HolderChangedNoticeContract)) return [];
      const { referralId, state, since, agencies, children, changedAt } = event.data;
      return [{ referral_id: referralId, state, since, agencies, children, changed_at: changedAt }];
    }));
    const judged = events.filter((event): event is ReceivedEvent<StatementsJudged> => isEvent(event, StatementsJudgedContract));
    addOmitted(transaction, judged.flatMap(({ data: { noticeId, omitted, judgedAt } }) =>
      (omitted === undefined ? [] : [{ notice_id: noticeId, statements: omitted, judged_at: judgedAt }])));
    await this.takeVerdicts(transaction, judged);
  }

  private async takeVerdicts(transaction: Transaction, judged: readonly ReceivedEvent<StatementsJudged>[]): Promise<void> {
    const rows = judged.flatMap((event) => verdictRows(event));
    const stored = await storeVerdicts(transaction, rows);
    const lacking = new Set(judged.flatMap(({ data, message }) =>
      data.statements.filter((noticed) => lacksAnother(noticed)).map(({ receiptId, digest }) => `${receiptId} ${digest} ${message.offset}`)));
    const referrals = stored.filter(({ receipt_id, digest, notice_offset }) => lacking.has(`${receipt_id} ${digest} ${notice_offset}`));
    if (referrals.length > 0) await this.sendAgain(transaction, [...new Set(referrals.map(({ referral_id }) => referral_id))]);
    transaction.afterCommit(() => this.reportNotTaken(rows));
  }

  private async sendAgain(transaction: Transaction, referralIds: readonly string[]): Promise<void> {
    const deliveries = await deliveriesOf(transaction, referralIds);
    const stated = await ownStatements(transaction, referralIds);
    const codes = await codeMessages(transaction, this.node, referralIds);
    this.outbox.insert(transaction, [...machineStatements(this.node, deliveries, await batchTime(transaction)), ...codes, ...stated]);
    transaction.afterCommit(() => this.logger.warn('statements.sent-again', { count: deliveries.length + stated.length }));
  }

  private reportNotTaken(rows: readonly VerdictRow[]): void {
    const counts = new Map<string, { readonly outcome: string; readonly code: string; count: number }>();
    for (const { verdict: outcome, code } of rows) {
      if (code === undefined) continue;
      const counted = counts.get(`${outcome} ${code}`) ?? { outcome, code, count: 0 };
      counted.count += 1;
      counts.set(`${outcome} ${code}`, counted);
    }
    for (const { outcome, code, count } of counts.values()) this.logger.warn('statements.not-counted', { outcome, code, count });
  }
}

/** Whether the verdict shows that a statement is missing which must have been made before. */
function lacksAnother({ verdict, code = '', marks = [] }: NoticedStatement): boolean {
  return (verdict === 'waiting' && MISSING_RUNGS.has(code)) || marks.includes('delivery-missing');
}

function verdictRows({ data: { statements }, message: { partition, offset } }: ReceivedEvent<StatementsJudged>): readonly VerdictRow[] {
  return statements.map(({ receiptId, digest, referralId, rung, kind, at, actor, verdict, code }) => (
    { partition, receipt_id: receiptId, digest, referral_id: referralId, rung, kind, at, actor, verdict, code, notice_offset: offset }
  ));
}

import type { InboxCount, InboxItem, InboxNotices, InboxPage } from '#libs/contracts';
import type { PagePosition } from '#libs/http-api';
import type { StatementRunner } from '#libs/persistence';

import { INBOX_RUNGS, wantedRungs, type InboxRung, type InboxState } from './inbox-query.js';
import { noticesOf } from './referral-notices.repository.js';
import { countInbox, listInbox, omittedStatements, type InboxRow } from './inbox.repository.js';

export interface InboxQuestion {
  readonly state: InboxState;
  readonly rung: InboxRung | undefined;
  /** RFC 3339. */
  readonly receivedFrom: string | undefined;
  readonly receivedBefore: string | undefined;
}

/** The list from which the agency's people choose. It reads rows only, so every copy of a node gives the same answer. */
export class Inbox {
  constructor(
    private readonly database: StatementRunner,
    private readonly agency: string,
  ) {}

  /** Newest first, at most `limit` rows after a position. */
  async list({ state, rung, receivedFrom, receivedBefore }: InboxQuestion, after: PagePosition | null, limit: number): Promise<readonly InboxItem[]> {
    const filter = { rungs: wantedRungs(state, rung), receivedFrom: toDate(receivedFrom), receivedBefore: toDate(receivedBefore) };
    const rows = await listInbox(this.database, filter, after, limit);
    const notices = await noticesOf(this.database, rows.map(({ referralId }) => referralId), { agency: this.agency, withEnded: false });
    return rows.map((row) => inboxItem(row, notices.get(row.referralId)));
  }

  /** Of the whole agency: a notice that leaves statements out does not name their referrals. */
  async omitted(): Promise<Pick<InboxPage, 'omitted'>> {
    const omitted = await omittedStatements(this.database);
    return omitted === undefined ? {} : { omitted };
  }

  async count(): Promise<InboxCount> {
    const counts = await countInbox(this.database);
    const total = (state: InboxState): number => wantedRungs(state).reduce((sum, rung) => sum + (counts.get(rung) ?? 0), 0);
    return {
      new: total('new'),
      opened: total('opened'),
      answered: total('answered'),
      rungs: INBOX_RUNGS.map((rung) => ({ rung, referrals: counts.get(rung) ?? 0 })),
    };
  }
}

function toDate(instant: string | undefined): Date | null {
  return instant === undefined ? null : new Date(instant);
}

/** Leaves hidden fields out, because null would mean that the value is known to be absent. */
function inboxItem({ receivedAt, marking, grade, concernTypes, withdrawnAt, correctionsToAcknowledge, ...row }: InboxRow, notices: InboxNotices | undefined): InboxItem {
  return {
    ...row,
    receivedAt: receivedAt.toISOString(),
    ...(marking !== null && { marking }),
    ...(grade !== null && { grade }),
    ...(concernTypes !== null && { concernTypes }),
    ...(withdrawnAt !== null && { withdrawnAt: withdrawnAt.toISOString() }),
    ...(correctionsToAcknowledge > 0 && { correctionsToAcknowledge }),
    ...(notices !== undefined && { notices }),
  };
}

import type { InboxCount, InboxItem, InboxPage } from '#libs/contracts';
import type { StatementRunner } from '#libs/persistence';

import { INBOX_RUNGS, wantedRungs, type InboxRung, type InboxState } from './inbox-query.js';
import { countInbox, listInbox, type InboxRow } from './inbox-store.js';
import { decodeCursor, encodeCursor } from './page-cursor.js';

export interface InboxQuestion {
  readonly state: InboxState;
  readonly rung: InboxRung | undefined;
  /** RFC 3339. */
  readonly receivedFrom: string | undefined;
  readonly receivedBefore: string | undefined;
  readonly cursor: string | undefined;
  /** 1 to 200. */
  readonly limit: number;
}

/** What the agency's people choose from. Rows only: every copy of a node gives the same answer. */
export class Inbox {
  constructor(private readonly database: StatementRunner) {}

  /** @returns undefined when the cursor is not one that a page of this inbox ended with. */
  async list({ state, rung, receivedFrom, receivedBefore, cursor, limit }: InboxQuestion): Promise<InboxPage | undefined> {
    const after = cursor === undefined ? null : decodeCursor(cursor);
    if (after === undefined) return undefined;
    const filter = { rungs: wantedRungs(state, rung), receivedFrom: toDate(receivedFrom), receivedBefore: toDate(receivedBefore) };
    // One more than asked for tells whether there is a next page, without counting.
    const rows = await listInbox(this.database, filter, after, limit + 1);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const items = shown.map((row) => inboxItem(row));
    return rows.length > limit && last !== undefined ? { items, next: encodeCursor(last) } : { items };
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

/** What is not to be seen is left out: null would say that it is known to be nothing. */
function inboxItem({ receivedAt, marking, grade, concernTypes, withdrawnAt, correctionsToAcknowledge, ...row }: InboxRow): InboxItem {
  return {
    ...row,
    receivedAt: receivedAt.toISOString(),
    ...(marking !== null && { marking }),
    ...(grade !== null && { grade }),
    ...(concernTypes !== null && { concernTypes }),
    ...(withdrawnAt !== null && { withdrawnAt: withdrawnAt.toISOString() }),
    ...(correctionsToAcknowledge > 0 && { correctionsToAcknowledge }),
  };
}

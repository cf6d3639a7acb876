import type { InboxCount, InboxItem, Rung } from '#libs/contracts';

import type { ExitCode } from '../command/exit-codes.js';
import { limitOf, type ListOptions } from '../command/list-options.js';
import type { Session } from '../command/session.js';
import { pagesOf } from '../connection/pages.js';
import { MORE_BY_ALL, printPages } from '../terminal/print-pages.js';
import { tableOf, type Column } from '../terminal/table.js';
import { readableTime } from '../terminal/time.js';
import type { AgencyOption } from './take-step.js';

export const INBOX_STATES = ['new', 'opened', 'answered', 'all'] as const;
/** The rungs that a referral in an inbox can stand on. */
export const INBOX_RUNGS = ['delivered', 'opened', 'accepted', 'refused', 'redirected', 'decided', 'fed_back'] as const satisfies readonly Rung[];

export interface InboxListOptions extends ListOptions, AgencyOption {
  readonly state?: string;
  readonly rung?: string;
  readonly from?: string;
  readonly before?: string;
}

const LARGEST_PAGE = 200;

export const INBOX_COLUMNS: readonly Column<InboxItem>[] = [
  { heading: 'REFERRAL', value: ({ referralId }) => referralId },
  { heading: 'RECEIVED', value: ({ receivedAt }) => readableTime(receivedAt) },
  { heading: 'RUNG', value: ({ rung }) => rung },
  { heading: 'GRADE', value: ({ grade }) => grade },
  { heading: 'CONCERN', value: ({ concernTypes }) => concernTypes?.join(', ') },
  { heading: 'ASKED TO', value: ({ expectation }) => expectation },
  { heading: 'HOP', value: ({ hop }) => hop, align: 'right' },
  { heading: 'FROM', value: ({ force }) => force },
];

export async function listInbox(session: Session, options: InboxListOptions): Promise<ExitCode | undefined> {
  const { state, rung, from, before, cursor } = options;
  const query = { state, rung, receivedFrom: from, receivedBefore: before };
  const request = { path: '/v1/inbox', query, cursor, limit: limitOf(options), largestPage: LARGEST_PAGE };
  const pages = pagesOf<InboxItem>(session.inbox(options.agency), request);
  await printPages(session.output, pages, INBOX_COLUMNS, { none: 'No referral of that kind.', more: MORE_BY_ALL });
  return undefined;
}

export async function countInbox(session: Session, { agency }: AgencyOption): Promise<ExitCode | undefined> {
  const count = await session.inbox(agency).json<InboxCount>('GET', '/v1/inbox/count');
  await session.output.document(count);
  await session.output.lines(
    `${count.new} new, ${count.opened} opened and not answered, ${count.answered} answered`,
    ...tableOf(
      [
        { heading: 'RUNG', value: ({ rung }) => rung },
        { heading: 'REFERRALS', value: ({ referrals }) => referrals, align: 'right' },
      ],
      count.rungs,
    ),
  );
  return undefined;
}

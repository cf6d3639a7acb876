import { MAX_AUDIT_PAGE, type AuditEvent } from '#libs/contracts';

import type { ExitCode } from '../command/exit-codes.js';
import { limitOf, type ListOptions } from '../command/list-options.js';
import type { Session } from '../command/session.js';
import type { Query } from '../connection/http-client.js';
import { pagesOf } from '../connection/pages.js';
import { MORE_BY_ALL, printPages } from '../terminal/print-pages.js';
import type { Column } from '../terminal/table.js';
import { readableTime } from '../terminal/time.js';

/** The filters of search and export. */
export interface EventFilters {
  readonly referral?: string;
  readonly agency?: string;
  readonly rung?: string;
  readonly type?: string;
  readonly correlation?: string;
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
}

export interface SearchOptions extends ListOptions, EventFilters {}

const EVENTS: readonly Column<AuditEvent>[] = [
  { heading: 'OCCURRED', value: ({ occurredAt }) => readableTime(occurredAt) },
  { heading: 'REFERRAL', value: ({ referralId }) => referralId },
  { heading: 'AGENCY', value: ({ agency, force }) => agency ?? force },
  { heading: 'EVENT', value: (event) => event.rung ?? shortType(event.type) },
  { heading: 'BY', value: ({ actor }) => actor },
  {
    heading: 'WITH',
    value: ({ redirectedTo, decision, feedback, reasonCode }) => [redirectedTo, decision, feedback, reasonCode].filter(Boolean).join(', '),
  },
];

export async function searchEvents(session: Session, options: SearchOptions): Promise<ExitCode | undefined> {
  const paging = { cursor: options.cursor, limit: limitOf(options), largestPage: MAX_AUDIT_PAGE };
  const pages = pagesOf<AuditEvent>(session.portal(), { path: '/v1/audit/events', query: eventQuery(options), ...paging });
  await printPages(session.output, pages, EVENTS, { none: 'No such event has been recorded.', more: MORE_BY_ALL });
  return undefined;
}

/** The filters as the audit portal's query parameters. */
export function eventQuery({ referral, correlation, agency, rung, type, from, to, by }: EventFilters): Query {
  return { referralId: referral, correlationId: correlation, agency, rung, type, from, to, by };
}

/** `forwarding-declined` of `safeguarding.referral.forwarding-declined.v1`. */
export function shortType(type: string): string {
  return type.replace(/^safeguarding\.referral\./, '').replace(/\.v\d+$/, '');
}

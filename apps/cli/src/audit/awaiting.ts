import { MAX_AUDIT_PAGE, RUNGS, type AuditAgency, type AuditAgencyList, type AuditAwaiting } from '#libs/contracts';

import type { ExitCode } from '../command/exit-codes.js';
import { limitOf, type ListOptions } from '../command/list-options.js';
import type { Session } from '../command/session.js';
import { pagesOf } from '../connection/pages.js';
import { MORE_BY_ALL, printPages } from '../terminal/print-pages.js';
import { tableOf, type Column } from '../terminal/table.js';
import { readableDuration, readableTime } from '../terminal/time.js';

export interface AwaitingOptions extends ListOptions {
  readonly agency?: string;
  readonly olderThan?: string;
}

const SILENCES: readonly Column<AuditAwaiting>[] = [
  { heading: 'SILENT FOR', value: ({ ageMinutes }) => readableAge(ageMinutes), align: 'right' },
  { heading: 'AGENCY', value: ({ agency }) => agency },
  { heading: 'SINCE', value: ({ since }) => readableTime(since) },
  { heading: 'GOT AS FAR AS', value: ({ standing }) => standing },
  { heading: 'GRADE', value: ({ grade }) => grade },
  { heading: 'ASKED TO', value: ({ expectation }) => expectation },
  { heading: 'REFERRAL', value: ({ referralId }) => referralId },
];

export async function listAwaiting(session: Session, options: AwaitingOptions): Promise<ExitCode | undefined> {
  const { agency, olderThan, cursor } = options;
  const request = { path: '/v1/audit/awaiting', query: { agency, olderThan }, cursor, limit: limitOf(options), largestPage: MAX_AUDIT_PAGE };
  const pages = pagesOf<AuditAwaiting>(session.portal(), request);
  await printPages(session.output, pages, SILENCES, { none: 'Nobody is silent.', more: MORE_BY_ALL });
  return undefined;
}

export async function countAgencies(session: Session): Promise<ExitCode | undefined> {
  const list = await session.portal().json<AuditAgencyList>('GET', '/v1/audit/agencies');
  await session.output.document(list);
  await session.output.lines(
    `As of ${readableTime(list.asOf) ?? ''}; recipients that have reached each rung`,
    ...tableOf(agencyColumns(list.items), list.items),
  );
  return undefined;
}

/** Rungs that nobody has reached would only make the table wide. */
function agencyColumns(items: readonly AuditAgency[]): readonly Column<AuditAgency>[] {
  const reached = RUNGS.filter((rung) => items.some(({ rungs }) => rungs.some((each) => each.rung === rung)));
  return [
    { heading: 'AGENCY', value: ({ agency }) => agency },
    ...reached.map((rung): Column<AuditAgency> => ({
      heading: rung.toUpperCase(),
      value: ({ rungs }) => rungs.find((each) => each.rung === rung)?.recipients ?? 0,
      align: 'right',
    })),
    { heading: 'AWAITING', value: ({ awaiting }) => awaiting, align: 'right' },
    { heading: 'OLDEST SINCE', value: ({ awaitingSince }) => readableTime(awaitingSince) },
  ];
}

/** Elapsed minutes in words; never seconds, which the answer does not have. */
export function readableAge(minutes: number): string {
  return minutes < 1 ? 'under 1 min' : readableDuration(minutes * 60_000);
}

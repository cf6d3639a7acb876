import { MAX_AUDIT_PAGE, type AuditGap, type AuditUnitGaps, type AuditUnitGapsList } from '#libs/contracts';

import { readableAge } from '../audit/awaiting.js';
import type { ExitCode } from '../command/exit-codes.js';
import { limitOf, type ListOptions } from '../command/list-options.js';
import type { Session } from '../command/session.js';
import { pagesOf } from '../connection/pages.js';
import { MORE_BY_ALL, printPages } from '../terminal/print-pages.js';
import { tableOf, type Column } from '../terminal/table.js';
import { readableTime } from '../terminal/time.js';

export interface GapOptions extends ListOptions {
  readonly state: string;
  readonly force?: string;
  readonly unit?: string;
  readonly area?: string;
}

const GAPS: readonly Column<AuditGap>[] = [
  { heading: 'WITHOUT FOR', value: ({ ageMinutes }) => readableAge(ageMinutes), align: 'right' },
  { heading: 'UNIT', value: ({ unit }) => unit },
  { heading: 'AREA', value: ({ area }) => area },
  { heading: 'TYPE', value: ({ type }) => type },
  { heading: 'REPORTED', value: ({ reportedAt }) => readableTime(reportedAt) },
  { heading: 'REFERRAL DUE', value: ({ referralDueAt }) => readableTime(referralDueAt) },
  { heading: 'REFERENCE', value: ({ reference }) => reference },
  { heading: 'INCIDENT', value: ({ incidentId }) => incidentId },
  { heading: 'REFERRAL', value: ({ referralId }) => referralId },
];

const UNITS: readonly Column<AuditUnitGaps>[] = [
  { heading: 'FORCE', value: ({ force }) => force },
  { heading: 'UNIT', value: ({ unit }) => unit },
  { heading: 'OPEN', value: ({ open }) => open, align: 'right' },
  { heading: 'OLDEST REPORTED', value: ({ oldestReportedAt }) => readableTime(oldestReportedAt) },
];

export async function listGaps(session: Session, options: GapOptions): Promise<ExitCode | undefined> {
  const { state, force, unit, area, cursor } = options;
  const query = { state, force, unit, area };
  const pages = pagesOf<AuditGap>(session.portal(), { path: '/v1/audit/gaps', query, cursor, limit: limitOf(options), largestPage: MAX_AUDIT_PAGE });
  await printPages(session.output, pages, GAPS, { none: 'No gap.', more: MORE_BY_ALL });
  return undefined;
}

export async function countGaps(session: Session): Promise<ExitCode | undefined> {
  const list = await session.portal().json<AuditUnitGapsList>('GET', '/v1/audit/gaps/units');
  await session.output.document(list);
  await session.output.lines(`As of ${readableTime(list.asOf) ?? ''}`, ...tableOf(UNITS, list.items));
  return undefined;
}

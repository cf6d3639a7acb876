import type { DeadLetterItem, DeadLetterSettled } from '#libs/contracts';

import type { ExitCode } from '../command/exit-codes.js';
import { limitOf, type ListOptions } from '../command/list-options.js';
import type { Session } from '../command/session.js';
import type { HttpClient } from '../connection/http-client.js';
import { pagesOf } from '../connection/pages.js';
import { describeObject } from '../terminal/describe.js';
import { MORE_BY_ALL, printPages } from '../terminal/print-pages.js';
import type { Column } from '../terminal/table.js';
import { readableTime } from '../terminal/time.js';

export interface AppOption {
  /** `publisher`, `recorder`, `watch`, or an agency. */
  readonly app: string;
  readonly recorderUrl?: string;
  readonly watchUrl?: string;
}

export interface DeadLetterListOptions extends ListOptions, AppOption {
  readonly status?: string;
  readonly reason?: string;
  readonly referral?: string;
}

export interface DiscardOptions extends AppOption {
  readonly reason: string;
}

const LARGEST_PAGE = 200;

const LETTERS: readonly Column<DeadLetterItem>[] = [
  { heading: 'ID', value: ({ id }) => id },
  { heading: 'STATUS', value: ({ status }) => status },
  { heading: 'PARKED', value: ({ parkedAt }) => readableTime(parkedAt) },
  { heading: 'REASON', value: ({ reasonCode }) => reasonCode },
  { heading: 'REFERRAL', value: ({ referralId }) => referralId },
  { heading: 'READ AT', value: ({ topic, partition, offset }) => `${topic}/${partition}@${offset}` },
];

const RESULTS = {
  replayed: 'Replayed: the message has had its effect.',
  'already-replayed': 'It was replayed before; it has had its effect once.',
  discarded: 'Discarded: its content is erased.',
  'already-discarded': 'It was discarded before.',
} as const;

export async function listDeadLetters(session: Session, options: DeadLetterListOptions): Promise<ExitCode | undefined> {
  const { status, reason, referral, cursor } = options;
  const query = { status, reasonCode: reason, referralId: referral };
  const pages = pagesOf<DeadLetterItem>(keeperOf(session, options), {
    path: '/v1/dead-letters', query, cursor, limit: limitOf(options), largestPage: LARGEST_PAGE,
  });
  await printPages(session.output, pages, LETTERS, { none: 'No dead letter of that kind.', more: MORE_BY_ALL });
  return undefined;
}

export async function showDeadLetter(session: Session, options: AppOption, id: string): Promise<ExitCode | undefined> {
  const letter = await keeperOf(session, options).json<DeadLetterItem>('GET', `/v1/dead-letters/${id}`);
  await session.output.document(letter);
  await session.output.lines(...describeObject(letter));
  return undefined;
}

export async function replayDeadLetter(session: Session, options: AppOption, id: string): Promise<ExitCode | undefined> {
  return settle(session, await keeperOf(session, options).json<DeadLetterSettled>('POST', `/v1/dead-letters/${id}/replay`));
}

export async function discardDeadLetter(session: Session, options: DiscardOptions, id: string): Promise<ExitCode | undefined> {
  const { reason } = options;
  return settle(session, await keeperOf(session, options).json<DeadLetterSettled>('POST', `/v1/dead-letters/${id}/discard`, { body: { reason } }));
}

async function settle({ output }: Session, settled: DeadLetterSettled): Promise<ExitCode | undefined> {
  await output.document(settled);
  await output.lines(RESULTS[settled.result]);
  return undefined;
}

/** The app that keeps the dead letters, and one of its operators: the force, the agency, or for recorder and watch an auditor. */
function keeperOf(session: Session, { app, recorderUrl, watchUrl }: AppOption): HttpClient {
  if (app === 'publisher') return session.publisher();
  if (app === 'recorder') return session.client(session.recorderServer(recorderUrl), session.callerAs('auditor'));
  if (app === 'watch') return session.client(session.watchServer(watchUrl), session.callerAs('auditor'));
  return session.inbox(app);
}

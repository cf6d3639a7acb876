import type { InboxItem, InboxPage } from '#libs/contracts';

import { CommandFailed, Interrupted } from '../command/command-failed.js';
import type { ExitCode } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import type { HttpClient } from '../connection/http-client.js';
import { pagesOf } from '../connection/pages.js';
import { isWorthRetrying, waiting } from '../connection/retry.js';
import { readableTime } from '../terminal/time.js';
import type { AgencyOption } from './take-step.js';

export interface WatchOptions extends AgencyOption {
  /** Seconds; without it until Ctrl-C. */
  readonly for?: number;
  /** Seconds. */
  readonly interval: number;
}

/** A referral is timed before it is committed: one with an earlier time can appear after one with a later time. */
const OVERLAP_MS = 60_000;
const LARGEST_PAGE = 200;

/** Tells which referrals of an inbox are new, whatever order and however often they are listed. */
export class Arrivals {
  private readonly known = new Map<string, number>();
  private newest = Number.NEGATIVE_INFINITY;

  /** From where the next look has to begin; undefined before the first. */
  get from(): string | undefined {
    return this.known.size === 0 ? undefined : new Date(this.newest - OVERLAP_MS).toISOString();
  }

  /** @returns those not seen before, earliest first. */
  take(items: readonly InboxItem[]): readonly InboxItem[] {
    const fresh = items.filter(({ referralId }) => !this.known.has(referralId));
    for (const { referralId, receivedAt } of fresh) {
      const time = Date.parse(receivedAt);
      this.known.set(referralId, time);
      this.newest = Math.max(this.newest, time);
    }
    // What lies before the overlap is not listed again: a watch of weeks needs no more memory than one of minutes.
    for (const [id, time] of this.known) if (time < this.newest - OVERLAP_MS) this.known.delete(id);
    return fresh.toSorted((left, right) => Date.parse(left.receivedAt) - Date.parse(right.receivedAt));
  }
}

export async function watchInbox(session: Session, options: WatchOptions): Promise<ExitCode | undefined> {
  const { output, signal } = session;
  const node = session.inbox(options.agency);
  const arrivals = new Arrivals();
  const end = options.for === undefined ? Number.POSITIVE_INFINITY : performance.now() + options.for * 1_000;
  let count = 0;
  try {
    // What is there already is no arrival; but of an empty inbox, everything is.
    arrivals.take(await newestPage(node));
    output.note(`Watching ${node.server.name}${options.for === undefined ? '; Ctrl-C ends it' : ` for ${options.for} s`}.`);
    for (let left = end - performance.now(); left > 0; left = end - performance.now()) {
      await waiting(Math.min(options.interval * 1_000, left), signal);
      const fresh = arrivals.take(await listSince(session, node, arrivals.from));
      count += fresh.length;
      for (const item of fresh) await tell(session, item);
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  output.note(`${count} ${count === 1 ? 'referral' : 'referrals'} arrived.`);
  return undefined;
}

async function newestPage(node: HttpClient): Promise<readonly InboxItem[]> {
  const { items } = await node.json<InboxPage>('GET', '/v1/inbox', { query: { limit: LARGEST_PAGE } });
  return items;
}

/** Whatever has come since; nothing while the node is away, for then the next look finds it. */
async function listSince({ output }: Session, node: HttpClient, receivedFrom: string | undefined): Promise<readonly InboxItem[]> {
  const items: InboxItem[] = [];
  try {
    const request = { path: '/v1/inbox', query: { receivedFrom }, limit: undefined, largestPage: LARGEST_PAGE };
    for await (const page of pagesOf<InboxItem>(node, request)) items.push(...page.items);
  } catch (error) {
    if (!(error instanceof CommandFailed) || !isWorthRetrying(error)) throw error;
    output.note(`${error.firstLine} Watching on.`);
    return [];
  }
  return items;
}

async function tell({ output }: Session, item: InboxItem): Promise<void> {
  if (output.json) {
    await output.raw(`${JSON.stringify(item)}\n`);
    return;
  }
  const { receivedAt, referralId, grade, concernTypes, expectation, force, hop } = item;
  const what = [grade, concernTypes?.join(', '), expectation, `from ${force}`, hop > 1 ? `hop ${hop}` : undefined];
  await output.lines(`${readableTime(receivedAt) ?? ''}  ${referralId}  ${what.filter((part) => part !== undefined).join('; ')}`);
}

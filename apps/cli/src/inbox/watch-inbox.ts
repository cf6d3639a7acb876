import type { InboxItem } from '#libs/contracts';
import type { Client } from 'openapi-fetch';

import type { paths } from '../api/agency-node.js';
import { Interrupted } from '../command/command-failed.js';
import { pagesOf } from '../command/list.js';
import { given } from '../command/options.js';
import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import { isWorthRetrying, waiting } from '../connection/retry.js';
import type { Output } from '../terminal/output.js';
import { counted } from '../terminal/words.js';

export interface WatchOptions {
  readonly agency?: string | undefined;
  /** Seconds; without it until Ctrl-C. */
  readonly for?: number | undefined;
  /** Seconds. */
  readonly interval: number;
}

/** A referral is timed before it is committed: one with an earlier time can appear after one with a later time. */
const OVERLAP_MS = 60_000;
/** The most referrals that a node lists at once. */
export const LARGEST_PAGE = 200;

/** Finds the new referrals of an inbox, in any order of listing and however often they are listed. */
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
    // Referrals before the overlap are not listed again, so a watch of weeks needs no more memory than one of minutes.
    for (const [id, time] of this.known) if (time < this.newest - OVERLAP_MS) this.known.delete(id);
    return fresh.toSorted((left, right) => Date.parse(left.receivedAt) - Date.parse(right.receivedAt));
  }
}

export async function watchInbox(session: Session, options: WatchOptions): Promise<void> {
  const { output, signal } = session;
  const connection = session.connectionToNode(options.agency);
  const node = connection.client<paths>();
  const arrivals = new Arrivals();
  const end = options.for === undefined ? Number.POSITIVE_INFINITY : performance.now() + options.for * 1_000;
  let count = 0;
  try {
    // A referral that was there before the watch is no arrival. If the inbox was empty, every referral is one.
    const { items } = await answer(node.GET('/v1/inbox', { params: { query: { limit: LARGEST_PAGE } } }));
    arrivals.take(items);
    output.note(`Watching ${connection.server.name}${options.for === undefined ? '; Ctrl-C ends it' : ` for ${options.for} s`}.`);
    for (let left = end - performance.now(); left > 0; left = end - performance.now()) {
      await waiting(Math.min(options.interval * 1_000, left), signal);
      const fresh = arrivals.take(await listSince(output, node, arrivals.from));
      count += fresh.length;
      for (const item of fresh) await report(output, item);
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  output.note(`${counted(count, 'referral')} arrived.`);
}

/** The referrals since a time. None while the node is down, because the next look finds them. */
async function listSince(output: Output, node: Client<paths>, receivedFrom: string | undefined): Promise<readonly InboxItem[]> {
  const items: InboxItem[] = [];
  try {
    const pages = pagesOf({ all: true, limit: LARGEST_PAGE }, LARGEST_PAGE, (page) => node.GET('/v1/inbox', { params: { query: given({ receivedFrom, ...page }) } }));
    for await (const page of pages) items.push(...page.items);
  } catch (error) {
    if (!isWorthRetrying(error)) throw error;
    output.note(`${error.firstLine} Watching on.`);
    return [];
  }
  return items;
}

async function report(output: Output, item: InboxItem): Promise<void> {
  if (output.json) return output.raw(`${JSON.stringify(item)}\n`);
  const { receivedAt, referralId, grade, concernTypes, expectation, force, hop } = item;
  const parts = [grade, concernTypes?.join(', '), expectation, `from ${force}`, hop > 1 ? `hop ${hop}` : undefined];
  return output.lines(`${output.layout.times.at(receivedAt)}  ${referralId}  ${parts.filter((part) => part !== undefined).join('; ')}`);
}

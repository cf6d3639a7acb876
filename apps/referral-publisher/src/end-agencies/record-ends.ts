import { endedAgencies, successorOf, type Partnership } from '#libs/agreements';
import { encodeEvent, ReferralAgencyEndedContract, type Topics } from '#libs/contracts';
import { newId, NIL_UUID, type Clock } from '#libs/kernel';
import { causeCode, type Logger } from '#libs/observability';
import { OutboxWriter, type Database, type OutboxRelay, type Transaction } from '#libs/persistence';
import { toLocalTime } from '#libs/safeguarding';

import { lockReferrals } from '../change-referral/present-referral.js';
import { NotifyHolder } from '../notify-holder/notify-holder.js';
import { PUBLISHER_SOURCE } from '../share-view.js';
import { endsToRecord, endsToTakeBack, recordEnds, type EndedCopy } from './ends.repository.js';

/** An end takes effect at midnight, and a child is without a holder from that second. The look reads no database on any other second. */
const LOOK_MS = 1_000;

/**
 * Records the end of an agency as a fact of each referral that the agency was sent: when the end takes effect, and at the start for an end
 * that took effect before. An end that the partnership file no longer has is taken back. Every copy of the publisher does this; the table
 * decides which one publishes the fact.
 */
export class RecordEnds {
  private readonly outbox = new OutboxWriter();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  /** The ends that were recorded last. A later look compares them with those of its day. */
  private recorded: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly relay: Pick<OutboxRelay, 'wake'>,
    private readonly topics: Topics,
    private readonly partnership: Partnership,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.look();
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Records every end that has taken effect. A handover calls it first, so that the end precedes the handover. */
  async record(): Promise<void> {
    const ended = endedAgencies(this.partnership, this.clock.now());
    for (const [agency, endedAt] of ended) await this.recordEnd(agency, endedAt);
    for (;;) {
      const copies = await endsToTakeBack(this.database, [...ended.keys()]);
      if (copies.length === 0) break;
      await this.publish(copies, null);
    }
    this.recorded = JSON.stringify([...ended]);
  }

  private look(): void {
    if (this.running !== undefined || JSON.stringify([...endedAgencies(this.partnership, this.clock.now())]) === this.recorded) return;
    // No end is lost, because the next look finds the same copies again.
    this.running = this.record()
      .catch((error: unknown) => { this.logger.warn('agency-ends.not-recorded', { code: causeCode(error) }, error); })
      .finally(() => { this.running = undefined; });
  }

  private async recordEnd(agency: string, endedAt: string): Promise<void> {
    for (let after = NIL_UUID; ;) {
      const copies = await endsToRecord(this.database, agency, endedAt, after);
      const last = copies.at(-1);
      if (last === undefined) return;
      await this.publish(copies, endedAt);
      after = last.referralId;
    }
  }

  private async publish(copies: readonly EndedCopy[], endedAt: string | null): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await lockReferrals(transaction, [...new Set(copies.map(({ referralId }) => referralId))]);
      await this.recordLocked(transaction, copies, endedAt);
    });
    this.relay.wake();
  }

  private async recordLocked(transaction: Transaction, copies: readonly EndedCopy[], endedAt: string | null): Promise<void> {
    const recordedAt = this.clock.now().toISOString();
    const today = toLocalTime(Date.parse(recordedAt)).date;
    const ends = copies.map((copy) => ({ ...copy, endedAt, recordedAt, factId: newId() }));
    const changed = new Set((await recordEnds(transaction, ends)).map(({ referralId, agency }) => `${referralId} ${agency}`));
    const news = ends.filter(({ referralId, agency }) => changed.has(`${referralId} ${agency}`));
    if (news.length === 0) return;
    this.outbox.insert(transaction, news.map(({ referralId, agency, caseKey: key, correlationId, factId: id }) => {
      const successor = endedAt === null ? undefined : successorOf(this.partnership, agency, today);
      return encodeEvent(ReferralAgencyEndedContract, {
        topic: this.topics.lifecycle(), key, id, source: PUBLISHER_SOURCE, subject: referralId, time: recordedAt, correlationId,
        data: { referralId, agency, ...(endedAt !== null && { endedAt }), ...(successor !== undefined && { successor }), recordedAt },
      });
    }));
    await new NotifyHolder(this.topics, this.clock).notify(transaction, [...new Set(news.map(({ referralId }) => referralId))]);
  }
}

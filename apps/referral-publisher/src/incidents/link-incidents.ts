import { IncidentLinkedContract, type DisclosedBy, type Topics } from '#libs/contracts';
import type { Clock } from '#libs/kernel';
import { causeCode, type Logger } from '#libs/observability';
import { OutboxWriter, type Database, type OutboxRelay, type StatementRunner } from '#libs/persistence';

import { DISCLOSED_BY_EXCHANGE } from '../disclosed-by.js';
import { minutesBetween } from '../grade-risk/grade-risk.js';
import { lifecycleEvent } from '../publish-event.js';
import { insertLink, pairOfIds, pairsOfIncidents, pairsOfReferrals, type UnlinkedPair } from './incident.repository.js';

/** One query for several commits, because a query for each commit would slow down every referral and a link may wait a moment. */
const GATHER_MS = 250;
const SWEEP_MS = 60_000;

/**
 * Links each referral with the notified incident that it is about, by the incident reference, within one force. Either may come
 * first, so both sides look for the other after their commit. The commit of a referral does not look for incidents, because that
 * query would slow down every referral and the link can wait a moment. After a crash, the next start or the sweep finds the missing
 * links.
 */
export class LinkIncidents {
  private readonly outbox = new OutboxWriter();
  private readonly running = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private readonly stored: string[] = [];
  private gathering: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly relay: Pick<OutboxRelay, 'wake'>,
    private readonly topics: Topics,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.look((runner) => pairsOfIncidents(runner));
    this.timer = setInterval(() => this.look((runner) => pairsOfIncidents(runner)), SWEEP_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    clearTimeout(this.gathering);
    this.lookAtStored();
    await Promise.all(this.running);
  }

  /** Takes referrals that were stored, or whose incident reference was corrected. Returns at once and looks at them together. */
  referralsStored(referralIds: readonly string[]): void {
    this.stored.push(...referralIds);
    this.gathering ??= setTimeout(() => this.lookAtStored(), GATHER_MS).unref();
  }

  incidentNotified(incidentId: string): void {
    this.look((runner) => pairsOfIncidents(runner, incidentId));
  }

  /** Links the two regardless of their references. @returns false when one of them is absent or belongs to another force. */
  async link(organisation: string, incidentId: string, referralId: string, by: DisclosedBy): Promise<boolean> {
    const pair = await pairOfIds(this.database, organisation, incidentId, referralId);
    if (pair === undefined) return false;
    await this.linkPair(pair, by);
    return true;
  }

  private lookAtStored(): void {
    this.gathering = undefined;
    const referralIds = this.stored.splice(0);
    if (referralIds.length > 0) this.look((runner) => pairsOfReferrals(runner, referralIds));
  }

  private look(find: (runner: StatementRunner) => Promise<readonly UnlinkedPair[]>): void {
    const looking = this.linkAll(find);
    this.running.add(looking);
    void looking.finally(() => this.running.delete(looking));
  }

  private async linkAll(find: (runner: StatementRunner) => Promise<readonly UnlinkedPair[]>): Promise<void> {
    try {
      for (const pair of await find(this.database)) await this.linkPair(pair, DISCLOSED_BY_EXCHANGE);
    } catch (error) {
      // No link is lost, because the sweep finds the same pairs again.
      this.logger.warn('incidents.not-linked', { code: causeCode(error) }, error);
    }
  }

  private async linkPair(
    { incidentId, referralId, organisation: force, caseKey: key, correlationId, reportedAt, referredAt }: UnlinkedPair, by: DisclosedBy,
  ): Promise<void> {
    const linkedAt = this.clock.now().toISOString();
    const [reported, referred] = [reportedAt.toISOString(), referredAt.toISOString()];
    await this.database.transaction(async (transaction) => {
      if (!(await insertLink(transaction, incidentId, referralId, linkedAt))) return;
      const fact = lifecycleEvent(
        IncidentLinkedContract,
        { topics: this.topics, key, correlationId, time: linkedAt, referralId },
        {
          incidentId, referralId, force, reportedAt: reported, referredAt: referred, minutesToReferral: minutesBetween(reported, referred),
          disclosedBy: by, linkedAt,
        },
      );
      this.outbox.insert(transaction, [fact]);
    });
    this.relay.wake();
  }
}

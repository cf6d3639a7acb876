import type { ClockPolicy } from '#libs/agreements';
import type { Topics } from '#libs/contracts';
import type { HttpRuntime } from '#libs/http-api';
import { crashPoint } from '#libs/kernel';
import { Watermark, type PartitionLag } from '#libs/messaging';
import { causeCode } from '#libs/observability';
import { exchangeNow, OutboxRelay, statement, type Database } from '#libs/persistence';

import { scanDue } from './scan-due.js';

const EVERY_MS = 1_000;
const COUNT_EVERY_MS = 15_000;
/** A minute's delay is small against a clock of hours, but the operators of the exchange must see it. */
const LATE_SECONDS = 120;

const OPEN_CLOCKS = statement(
  'watch-open-clocks',
  `SELECT rule_id AS rule, CASE WHEN due_at IS NULL THEN 'not-started' WHEN due_at < $1::timestamptz THEN 'breached' ELSE 'running' END AS state,
     count(*)::int AS count FROM clock WHERE outcome IS NULL GROUP BY 1, 2`,
);

export interface ScannerParts {
  readonly database: Database;
  readonly relay: OutboxRelay;
  readonly topics: Topics;
  readonly policy: ClockPolicy;
  /** The consumer lag of the watch's group on the topics that it follows. */
  readonly lag: () => Promise<readonly PartitionLag[]>;
  readonly runtime: Pick<HttpRuntime, 'logger' | 'metrics' | 'health' | 'shutdown'>;
}

/** Looks for due notices every second. A failed look loses nothing, because the next look finds the same notices. */
export class Scanner {
  private readonly watermark = new Watermark();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private countedAt = Number.NEGATIVE_INFINITY;
  private behindSeconds = 0;
  private lastGoodMs = performance.now();
  private wasStuck = false;

  constructor(private readonly parts: ScannerParts) {
    const { health, shutdown } = parts.runtime;
    health.register('scan', () => {
      const sinceMs = performance.now() - this.lastGoodMs;
      if (this.wasStuck) return Promise.resolve({ healthy: false, reason: 'facts-stuck' });
      const late = Math.max(sinceMs / 1_000, this.behindSeconds) > LATE_SECONDS;
      return Promise.resolve(late ? { healthy: false, reason: 'behind' } : { healthy: true });
    }, { required: false });
    shutdown.add('consumers', 'scan', () => this.stop());
  }

  start(): void {
    this.timer = setInterval(() => {
      this.running ??= this.scan().finally(() => (this.running = undefined));
    }, EVERY_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async scan(): Promise<void> {
    const { database, topics, policy, relay, runtime: { logger, metrics } } = this.parts;
    try {
      const now = await exchangeNow(database);
      const known = this.watermark.observe(now, await this.parts.lag(), performance.now());
      if (known !== null) {
        if (known.stuck && !this.wasStuck) logger.error('scan.facts-stuck', {});
        this.wasStuck = known.stuck;
        const began = performance.now();
        const { referrals, notices } = await scanDue(database, topics, policy, known.at);
        if (notices > 0) crashPoint('watch.after-commit-before-wake');
        this.behindSeconds = (Date.parse(now) - Date.parse(known.at)) / 1_000;
        this.lastGoodMs = performance.now();
        if (notices > 0) relay.wake();
        if (referrals > 0) logger.info('scan.done', { count: referrals, messages: notices, ms: Math.round(performance.now() - began) });
      }
      metrics.scanLagSeconds(Math.max(this.behindSeconds, (performance.now() - this.lastGoodMs) / 1_000));
      await this.count(now);
    } catch (error) {
      logger.warn('scan.failed', { code: causeCode(error) }, error);
    }
  }

  private async count(now: string): Promise<void> {
    if (performance.now() - this.countedAt < COUNT_EVERY_MS) return;
    this.countedAt = performance.now();
    const { rows } = await this.parts.database.run<{ rule: string; state: string; count: number }>(OPEN_CLOCKS, [now]);
    this.parts.runtime.metrics.openClocks(rows);
  }
}

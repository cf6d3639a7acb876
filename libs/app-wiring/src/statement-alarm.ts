import { notCounted, type NotCountedCount } from '#libs/judgement';
import { Watermark, type PartitionLag } from '#libs/messaging';
import { causeCode, type Logger, type Metrics } from '#libs/observability';
import { exchangeNow, type Database } from '#libs/persistence';

interface AlarmParts {
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The topic with the facts that name copies. Left out by the publisher, which has its own record of each copy. */
  readonly copiesFrom?: string;
}

/**
 * Counts the statements of agencies that wait or are refused, for the metrics, and raises an alarm for those that have waited ten
 * minutes for their copy. A reader that has not yet read the facts of that time raises none, because it may still find the copy there.
 */
export class StatementAlarm {
  private readonly watermark = new Watermark();
  /** Read before the next measurement of the lag. */
  private now: string | undefined;
  private knownUntil: string | null = null;
  private readonly alarmed = new Map<string, number>();

  constructor(private readonly parts: AlarmParts) {}

  /** @param lags a new measurement of the lag of this app's consumer group. A failed look is logged, and the next one repeats it. */
  async look(lags: readonly PartitionLag[]): Promise<void> {
    try {
      await this.count(lags);
    } catch (error) {
      this.parts.logger.warn('statements.not-looked-at', { code: causeCode(error) }, error);
    }
  }

  private async count(lags: readonly PartitionLag[]): Promise<void> {
    const { database, metrics, copiesFrom } = this.parts;
    if (this.now !== undefined) {
      const reached = this.watermark.observe(this.now, lags.filter(({ topic }) => topic === copiesFrom), performance.now());
      this.knownUntil = reached?.at ?? this.knownUntil;
    }
    this.now = await exchangeNow(database);
    const counts = await notCounted(database, this.knownUntil);
    metrics.statementsNotCounted(counts);
    this.raise(counts);
  }

  /** Logs an agency with more of these statements than at the look before, so that one that stays does not fill the log. */
  private raise(counts: readonly NotCountedCount[]): void {
    for (const { agency, copyMissing: count } of counts.filter(({ code }) => code === 'copy')) {
      if (count > (this.alarmed.get(agency) ?? 0)) this.parts.logger.error('statements.copy-missing', { organisation: agency, count });
      this.alarmed.set(agency, count);
    }
  }
}

import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import { ShutdownSequence } from '#libs/http-api';
import { causeCode, HealthRegistry, Logger, type HealthResult } from '#libs/observability';
import { Database } from '#libs/persistence';

import { ensureLogPartitions, isDefaultPartitionUsed } from './log-partitions.js';

const EVERY_MS = 3_600_000;

/**
 * Makes the coming partitions of the logs of events and verdicts. A failure does no harm, because three months are ready ahead and the keeper tries again after
 * an hour. Health reports when the default partition was used.
 */
@Injectable()
export class PartitionKeeper implements OnApplicationBootstrap {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Logger) private readonly logger: Logger,
    @Inject(HealthRegistry) health: HealthRegistry,
    @Inject(ShutdownSequence) shutdown: ShutdownSequence,
  ) {
    health.register('event-partitions', () => this.health(), { required: false });
    shutdown.add('consumers', 'partition-keeper', async () => {
      clearInterval(this.timer);
      await this.running;
    });
  }

  onApplicationBootstrap(): void {
    const ensure = (): void => void (this.running = this.ensure());
    ensure();
    this.timer = setInterval(ensure, EVERY_MS);
    this.timer.unref();
  }

  private async ensure(): Promise<void> {
    try {
      const count = await ensureLogPartitions(this.database);
      if (count > 0) this.logger.info('event-partitions.made', { count });
    } catch (error) {
      this.logger.warn('event-partitions.not-made', { code: causeCode(error) }, error);
    }
  }

  private async health(): Promise<HealthResult> {
    return (await isDefaultPartitionUsed(this.database)) ? { healthy: false, reason: 'default-partition-used' } : { healthy: true };
  }
}

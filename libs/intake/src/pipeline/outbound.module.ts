import { Global, Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';

import { ShutdownSequence } from '#libs/http-api';
import { KafkaPublisher } from '#libs/messaging';
import { HealthRegistry, Logger, Metrics } from '#libs/observability';
import { Database, OutboxRelay } from '#libs/persistence';

import { messagingLogger } from './messaging-logger.js';

export interface OutboundSettings {
  readonly kafkaBrokers: readonly string[];
  /** Shown in the broker's logs: the app, or the app and its agency. */
  readonly clientId: string;
}

/**
 * Kafka away is not a reason to refuse work: what is committed waits in the outbox. So the relay is never required for
 * readiness; it shows as `degraded` with the reason, and what waits is in the metrics.
 */
@Injectable()
class OutboundLifecycle {
  constructor(
    @Inject(OutboxRelay) relay: OutboxRelay,
    @Inject(KafkaPublisher) publisher: KafkaPublisher,
    @Inject(HealthRegistry) health: HealthRegistry,
    @Inject(ShutdownSequence) shutdown: ShutdownSequence,
  ) {
    health.register(
      'outbox-relay',
      () => {
        const { lastError } = relay.state();
        return Promise.resolve(lastError === null ? { healthy: true } : { healthy: false, reason: kebab(lastError) });
      },
      { required: false },
    );
    shutdown.add('relay', 'outbox-relay', () => relay.stop());
    shutdown.add('producer', 'kafka-publisher', () => publisher.close());
  }
}

/** Everything between the outbox table and Kafka. Inject {@link OutboxRelay} and call `wake()` after a commit. */
@Global()
@Module({})
export class OutboundModule {
  static with({ kafkaBrokers, clientId }: OutboundSettings): DynamicModule {
    return {
      module: OutboundModule,
      providers: [
        {
          provide: KafkaPublisher,
          inject: [Logger],
          useFactory: (logger: Logger) => new KafkaPublisher({ brokers: kafkaBrokers, clientId, logger: messagingLogger(logger) }),
        },
        { provide: OutboxRelay, inject: [Database, KafkaPublisher, Metrics, Logger], useFactory: createRelay },
        OutboundLifecycle,
      ],
      exports: [OutboxRelay],
    };
  }
}

function createRelay(database: Database, publisher: KafkaPublisher, metrics: Metrics, logger: Logger): OutboxRelay {
  const relay: OutboxRelay = new OutboxRelay(
    database,
    publisher,
    {},
    {
      onRelayed: (count, ms) => {
        metrics.relayed(count);
        metrics.batchSize('relay', count);
        metrics.stageSeconds('relay', ms / 1_000);
      },
      depth: (rows) => {
        metrics.relayPending(rows);
        metrics.relayOldestSeconds((relay.state().oldestAgeMs ?? 0) / 1_000);
      },
    },
    {
      info: (message, fields) => logger.info(eventName(message), fields),
      warn: (message, fields) => logger.warn(eventName(message), fields),
    },
  );
  return relay;
}

function eventName(message: string): string {
  return `relay.${kebab(message)}`;
}

/** Reasons are broker and SQL codes (`NOT_LEADER`, `57P01`); a health reason is kebab-case and begins with a letter. */
function kebab(text: string): string {
  const words = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return /^[a-z]/.test(words) ? words : `code-${words}`;
}

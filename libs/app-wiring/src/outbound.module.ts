import { Global, Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';

import { ShutdownSequence } from '#libs/http-api';
import { KafkaPublisher, type KafkaCluster } from '#libs/messaging';
import { HealthRegistry, Logger, Metrics } from '#libs/observability';
import { Database, OutboxRelay } from '#libs/persistence';

interface OutboundSettings {
  readonly kafka: KafkaCluster;
  /** The broker's logs show it: the app, or the app and its agency. */
  readonly clientId: string;
}

/**
 * Readiness never requires the relay. While Kafka is down the app keeps accepting work, because committed messages wait
 * in the outbox. The relay then shows as `degraded` with the reason, and the metrics show the number of waiting
 * messages.
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
        return Promise.resolve(lastError === null ? { healthy: true } : { healthy: false, reason: lastError });
      },
      { required: false },
    );
    shutdown.add('relay', 'outbox-relay', () => relay.stop());
    shutdown.add('producer', 'kafka-publisher', () => publisher.close());
  }
}

/** Provides the parts between the outbox table and Kafka. Inject {@link OutboxRelay} and call `wake()` after a commit. */
@Global()
@Module({})
export class OutboundModule {
  static with({ kafka, clientId }: OutboundSettings): DynamicModule {
    return {
      module: OutboundModule,
      providers: [
        {
          provide: KafkaPublisher,
          inject: [Logger],
          useFactory: (logger: Logger) => new KafkaPublisher({ ...kafka, clientId, logger }),
        },
        {
          provide: OutboxRelay,
          inject: [Database, KafkaPublisher, Metrics, Logger],
          useFactory: (database: Database, publisher: KafkaPublisher, metrics: Metrics, logger: Logger) =>
            new OutboxRelay({ database, publisher, metrics, logger }),
        },
        OutboundLifecycle,
      ],
      exports: [OutboxRelay],
    };
  }
}

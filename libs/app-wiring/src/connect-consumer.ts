import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { HttpRuntime } from '#libs/http-api';
import { BatchKafkaServer, KafkaTopicAdmin, type ConsumerState, type KafkaCluster, type PartitionLag } from '#libs/messaging';
import { causeCode } from '#libs/observability';

interface ConsumerSettings {
  readonly kafka: KafkaCluster;
  readonly clientId: string;
  readonly groupId: string;
  /** Topics by channel. `@TakesBatches` names the channels. */
  readonly channels: Readonly<Record<string, readonly string[]>>;
  /**
   * True where consuming is the app's purpose (a recorder). False where the app can work for a while without it (the
   * publisher).
   */
  readonly required: boolean;
  /**
   * Milliseconds for which the consumer gathers messages while more arrive; 60 by default. A lone message never waits.
   * Each batch costs several milliseconds of CPU, however few messages it has, so a longer pace suits an app without
   * urgency.
   */
  readonly paceMs?: number;
  /** Gets each measurement of the lag: one entry for each partition of every topic. */
  readonly onLag?: (lags: readonly PartitionLag[]) => Promise<void>;
}

const LAG_EVERY_MS = 10_000;
/** More partitions than any app has, so that the batches of one fetch come together and share a transaction. */
const PARTITIONS_AT_ONCE = 128;
const PACE_MS = 60;

/** Connects a consumer group to the app: its transport, its health and its lag in the metrics. Call it from `prepare`. */
export function connectConsumer(app: NestFastifyApplication, runtime: HttpRuntime, settings: ConsumerSettings): void {
  const { kafka, clientId, groupId, channels, required, paceMs = PACE_MS, onLag } = settings;
  const strategy = new BatchKafkaServer({
    ...kafka,
    clientId,
    groupId,
    channels,
    partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
    paceMs,
    logger: runtime.logger,
  });
  app.connectMicroservice({ strategy }, { inheritAppConfig: false });
  runtime.health.register('consumer', () => Promise.resolve(health(strategy.consumerState())), { required });
  const admin = new KafkaTopicAdmin({ ...kafka, clientId: `${clientId}-lag`, logger: runtime.logger });
  measureLag(runtime, { admin, groupId, topics: Object.values(channels).flat(), onLag });
}

function health({ status, retryingPartitions }: ConsumerState): { healthy: true } | { healthy: false; reason: string } {
  if (status !== 'running' && status !== 'rebalancing') return { healthy: false, reason: status };
  return retryingPartitions.length > 0 ? { healthy: false, reason: 'batch-failing' } : { healthy: true };
}

interface Measurement extends Pick<ConsumerSettings, 'groupId'> {
  readonly admin: KafkaTopicAdmin;
  readonly topics: readonly string[];
  readonly onLag: ConsumerSettings['onLag'];
}

/** The broker gives the lag, because a consumer that has stopped has no batches to take it from. */
function measureLag({ metrics, shutdown, logger }: HttpRuntime, { admin, groupId: group, topics, onLag }: Measurement): void {
  let asking: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    const byTopic = new Map<string, bigint>();
    const lags = await admin.lag(group, topics);
    for (const { topic, lag } of lags) byTopic.set(topic, (byTopic.get(topic) ?? 0n) + lag);
    for (const [topic, lag] of byTopic) metrics.consumerLag(group, topic, Number(lag));
    await onLag?.(lags);
  };
  const timer = setInterval(() => {
    asking ??= ask()
      .catch((error: unknown) => logger.debug('consumer.lag-unknown', { group, code: causeCode(error) }))
      .finally(() => (asking = undefined));
  }, LAG_EVERY_MS);
  timer.unref();
  shutdown.add('consumers', 'lag', async () => {
    clearInterval(timer);
    await admin.close();
  });
}

import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';

import type { MessageBatch } from '#libs/contracts';

import { BatchConsumer, type BatchConsumerOptions } from '../consumer/batch-consumer.js';
import type { BatchProgress, ConsumerState, ConsumerStatus } from '../consumer/message-consumer.js';
import { BatchContext } from './batch-context.js';

/** Names this transport in `@EventPattern<string>('referral', BATCH_KAFKA)`. */
export const BATCH_KAFKA = Symbol('BATCH_KAFKA');

export interface BatchKafkaServerOptions extends Omit<BatchConsumerOptions, 'topics' | 'onStatus'> {
  /**
   * The topics of each channel. Handlers name channels, because topic names depend on the prefix and the agency and are
   * known only when the app starts, while a decorator's argument is fixed when it is written.
   */
  readonly channels: Readonly<Record<string, readonly string[]>>;
}

// A type and not an interface: Nest wants an index signature, which only a type alias has implicitly.
type BatchKafkaEvents = { status: (status: ConsumerStatus) => void };

/**
 * A Nest transport that hands each handler whole batches. A handler receives a `MessageBatch` as payload and a
 * {@link BatchContext}; when its promise or Observable completes, the batch is committed, and what it returns says to
 * interceptors what happened. When it throws, nothing is committed and the batch comes again.
 */
export class BatchKafkaServer extends Server<BatchKafkaEvents, ConsumerStatus> implements CustomTransportStrategy {
  override transportId = BATCH_KAFKA;
  /** Failures are reported (by name only) where the batch is put back. Nest's own report would print the whole error. */
  override readonly propagatesEventHandlerErrors = true;
  private readonly channelOf: ReadonlyMap<string, string>;
  private readonly consumer: BatchConsumer;

  constructor(private readonly options: BatchKafkaServerOptions) {
    super();
    this.channelOf = channelsByTopic(options.channels);
    this.consumer = new BatchConsumer({
      ...options,
      topics: [...this.channelOf.keys()],
      // oxlint-disable-next-line eslint/no-underscore-dangle -- the name Nest gave the subject behind `status`
      onStatus: (status) => this._status$.next(status),
    });
  }

  /** Begins to consume and returns at once: without Kafka the app is up, not ready, and keeps trying. */
  listen(callback: (error?: unknown) => void): void {
    const problem = this.wiringProblem();
    if (problem !== undefined) {
      callback(new Error(problem));
      return;
    }
    this.consumer.start((batch, progress) => this.dispatch(batch, progress));
    callback();
  }

  async close(): Promise<void> {
    await this.consumer.close();
  }

  consumerState(): ConsumerState {
    return this.consumer.state();
  }

  on<Event extends keyof BatchKafkaEvents>(_event: Event, callback: BatchKafkaEvents[Event]): void {
    this.status.subscribe(callback);
  }

  /** The {@link BatchConsumer} underneath. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the signature is Nest's
  unwrap<Underlying>(): Underlying {
    return this.consumer as Underlying;
  }

  /** A channel without a handler would commit messages nobody saw; a handler without a channel would wait for ever. */
  private wiringProblem(): string | undefined {
    const handled = new Set(this.messageHandlers.keys());
    const channels = Object.keys(this.options.channels);
    const orphan = channels.find((channel) => !handled.has(channel));
    if (orphan !== undefined) return `channel '${orphan}' has no @EventPattern handler for BATCH_KAFKA: its messages would be lost`;
    const idle = [...handled].find((channel) => !channels.includes(channel));
    if (idle !== undefined) return `handler '${idle}' listens to a channel that the options of BatchKafkaServer do not name`;
    return undefined;
  }

  private async dispatch(batch: MessageBatch, progress: BatchProgress): Promise<unknown> {
    const handler = this.getHandlerByPattern(this.channelOf.get(batch.topic) ?? batch.topic);
    if (handler === null) throw new Error(`no handler for topic ${batch.topic}: a bug`);
    const context = new BatchContext([batch.topic, batch.partition, progress]);
    // Not `handleEvent`: that one starts the stream without waiting for it, and a failed batch would be committed.
    const result$ = this.transformToObservable<unknown>(handler(batch, context));
    return lastValueFrom(result$, { defaultValue: undefined });
  }
}

function channelsByTopic(channels: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  const byTopic = new Map<string, string>();
  for (const [channel, topics] of Object.entries(channels)) {
    for (const topic of topics) {
      const other = byTopic.get(topic);
      if (other !== undefined) throw new Error(`topic ${topic} belongs to two channels, '${other}' and '${channel}': a bug`);
      byTopic.set(topic, channel);
    }
  }
  return byTopic;
}

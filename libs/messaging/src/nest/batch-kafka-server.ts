import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';

import { BatchConsumer, type BatchConsumerOptions } from '../consumer/batch-consumer.js';
import type { BatchHandler, ConsumerState, ConsumerStatus } from '../consumer/message-consumer.js';
import { BatchContext } from './batch-context.js';

/** Names this transport in `@EventPattern<string>('referral', BATCH_KAFKA)`. */
export const BATCH_KAFKA = Symbol('BATCH_KAFKA');

interface BatchKafkaServerOptions extends Omit<BatchConsumerOptions, 'topics' | 'onStatus'> {
  /**
   * The topics of each channel. Handlers name channels instead of topics, because a decorator's argument is fixed in the
   * source, and topic names depend on the prefix and the agency, which are known when the app starts.
   */
  readonly channels: Readonly<Record<string, readonly string[]>>;
}

// A type alias, because Nest wants an index signature, which only a type alias has implicitly.
type BatchKafkaEvents = { status: (status: ConsumerStatus) => void };

/**
 * A Nest transport that hands whole batches to each handler. It connects Nest's life cycle to a {@link BatchConsumer},
 * and does not sit between the consumer and the handler.
 *
 * A handler receives a `MessageBatch` as payload and a {@link BatchContext}. When its promise or Observable completes,
 * the batch is committed. Interceptors see its result. When it throws, nothing is committed and the batch comes again.
 */
export class BatchKafkaServer extends Server<BatchKafkaEvents, ConsumerStatus> implements CustomTransportStrategy {
  override transportId = BATCH_KAFKA;
  /** The consumer reports a failure by its code. Nest's own report would print the whole error. */
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

  /** Begins to consume and returns at once. Without Kafka the app runs, is not ready, and keeps trying. */
  listen(callback: (error?: unknown) => void): void {
    const problem = this.wiringProblem();
    if (problem !== undefined) {
      callback(new Error(problem));
      return;
    }
    this.consumer.start(byTopic(this.handlersByTopic()));
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

  /**
   * The fault of a wiring; undefined when there is none. A channel without a handler would commit messages without
   * effect, and a handler without a channel would wait for ever.
   */
  private wiringProblem(): string | undefined {
    const handled = new Set(this.messageHandlers.keys());
    const channels = Object.keys(this.options.channels);
    const orphan = channels.find((channel) => !handled.has(channel));
    if (orphan !== undefined) return `channel '${orphan}' has no @EventPattern handler for BATCH_KAFKA: its messages would be lost`;
    const idle = [...handled].find((channel) => !channels.includes(channel));
    if (idle !== undefined) return `handler '${idle}' listens to a channel that the options of BatchKafkaServer do not name`;
    return undefined;
  }

  private handlersByTopic(): ReadonlyMap<string, MessageHandler> {
    const handlers = [...this.channelOf].map(([topic, channel]) => [topic, this.getHandlerByPattern(channel)] as const);
    return new Map(handlers.flatMap(([topic, handler]) => (handler === null ? [] : [[topic, handler]])));
  }
}

/**
 * Combines Nest's handlers into one handler of all topics. Nest's own `handleEvent` is not usable, because it starts a
 * handler's stream without waiting for it, and a failed batch would be committed.
 */
function byTopic(handlers: ReadonlyMap<string, MessageHandler>): BatchHandler {
  return async (batch, progress) => {
    const handler = handlers.get(batch.topic);
    if (handler === undefined) throw new Error(`no handler for topic ${batch.topic}: a bug`);
    const result: unknown = await handler(batch, new BatchContext([batch.topic, batch.partition, progress]));
    return isObservable(result) ? lastValueFrom(result, { defaultValue: undefined }) : result;
  };
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

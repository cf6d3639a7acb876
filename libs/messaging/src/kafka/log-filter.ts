import type { LogEntry, logCreator } from 'kafkajs';

import type { MessagingLogger } from '../messaging-logger.js';
import { logLevel } from './kafkajs.js';

/**
 * The lines of kafkajs that an operator can act on, by how they begin, and the words we use for them. Everything else
 * is dropped: kafkajs puts error objects, stacks, and once (`Invalid message without value…`) a whole message into its
 * lines, and reports every retried protocol error at level ERROR ("the coordinator is loading" after each start).
 */
const KNOWN_LINES: readonly (readonly [prefix: string, template: string])[] = [
  ['Failed to connect to seed broker', 'cannot connect to a Kafka broker, trying the next one'],
  ['Failed to connect to broker', 'cannot connect to a Kafka broker'],
  ['Connection error', 'the connection to a Kafka broker failed'],
  ['Connection timeout', 'a Kafka broker does not accept connections in time'],
  ['Failed to send messages', 'a send to Kafka failed and is tried again'],
  ['The coordinator is not aware of this member', 'the consumer group had dropped this consumer, which joins again'],
  ['Offset out of range', 'the committed offset no longer exists: messages expired before they were consumed'],
  ['Consumer group received unsubscribed topics', 'the consumer group mixes members with different topics'],
];

/** Fields of a kafkajs line that can hold no content. */
const ALLOWED_FIELDS = ['broker', 'groupId', 'memberId', 'topic', 'partition', 'retryCount', 'retryTime'] as const;

/** The same line is forwarded once in this time: during an outage kafkajs repeats itself several times a second. */
const REPEAT_AFTER_MS = 30_000;

/** When each line was forwarded last. By logger, because each attempt to reconnect makes a new client. */
const forwardedBy = new WeakMap<MessagingLogger, Map<string, number>>();

/** A kafkajs log creator that forwards known lines with allow-listed fields only, as warnings, and never floods. */
export function filteredLogCreator(logger: MessagingLogger, now: () => number = Date.now): logCreator {
  const forwarded = forwardedBy.get(logger) ?? new Map<string, number>();
  forwardedBy.set(logger, forwarded);
  return () => (entry: LogEntry) => {
    if (entry.level > logLevel.WARN) return;
    const known = KNOWN_LINES.find(([prefix]) => entry.log.message.startsWith(prefix));
    if (known === undefined) return;
    const [, template] = known;
    const last = forwarded.get(template);
    if (last !== undefined && now() - last < REPEAT_AFTER_MS) return;
    forwarded.set(template, now());
    logger.warn({ component: `kafkajs.${entry.namespace}`, ...allowedFields(entry) }, template);
  };
}

function allowedFields(entry: LogEntry): Record<string, string | number> {
  return Object.fromEntries(
    ALLOWED_FIELDS.flatMap((name) => {
      const value: unknown = entry.log[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
    }),
  );
}

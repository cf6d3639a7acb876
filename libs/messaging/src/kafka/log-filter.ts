import type { LogEntry, logCreator } from 'kafkajs';

import type { Logger } from '#libs/observability';

import { logLevel } from './kafkajs.js';

/**
 * The lines of kafkajs that an operator can act on, by their beginning, with the log event of each. Other lines are
 * dropped, because kafkajs puts error objects, stacks, and once (`Invalid message without value…`) a whole message into
 * its lines. It also logs every retried protocol error at level ERROR ("the coordinator is loading" after each start).
 */
const KNOWN_LINES = [
  ['Failed to connect to seed broker', 'kafka.broker-unreachable'],
  ['Failed to connect to broker', 'kafka.broker-unreachable'],
  ['Connection error', 'kafka.connection-failed'],
  ['Connection timeout', 'kafka.connection-timed-out'],
  ['Failed to send messages', 'kafka.send-retried'],
  ['The coordinator is not aware of this member', 'kafka.member-dropped'],
  ['Offset out of range', 'kafka.offset-expired'],
  ['Consumer group received unsubscribed topics', 'kafka.group-topics-differ'],
] as const;

/**
 * Milliseconds in which the same event is logged once, because kafkajs repeats its lines several times a second during
 * an outage.
 */
const REPEAT_AFTER_MS = 30_000;

/** The time of each event's last line, by logger, because each reconnection makes a new client. */
const loggedBy = new WeakMap<Logger, Map<string, number>>();

/** A kafkajs log creator that turns known lines into log events of the exchange. */
export function filteredLogCreator(logger: Logger, now: () => number = Date.now): logCreator {
  const logged = loggedBy.get(logger) ?? new Map<string, number>();
  loggedBy.set(logger, logged);
  return () => (entry: LogEntry) => {
    if (entry.level > logLevel.WARN) return;
    const known = KNOWN_LINES.find(([prefix]) => entry.log.message.startsWith(prefix));
    if (known === undefined) return;
    const [, event] = known;
    const last = logged.get(event);
    if (last !== undefined && now() - last < REPEAT_AFTER_MS) return;
    logged.set(event, now());
    logger.warn(event, { component: `kafkajs.${entry.namespace}`, ...fieldsOf(entry) });
  };
}

/** The fields of a kafkajs line that contain no content of messages. */
function fieldsOf({ log }: LogEntry) {
  return {
    broker: text(log['broker']),
    group: text(log['groupId']),
    topic: text(log['topic']),
    partition: number(log['partition']),
    retryCount: number(log['retryCount']),
    retryTime: number(log['retryTime']),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

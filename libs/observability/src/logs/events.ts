import type { FieldValue, LogFieldName } from './fields.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug';

interface EventDefinition {
  readonly level: LogLevel;
  /** Names of fields. One that ends in `?` may be left out. */
  readonly fields: readonly (LogFieldName | `${LogFieldName}?`)[];
}

/** Which of them a line of kafkajs has is decided by kafkajs. */
const KAFKAJS_FIELDS = ['component', 'broker?', 'group?', 'topic?', 'partition?', 'retryCount?', 'retryTime?'] as const;

/**
 * Every event that the exchange logs, with its level and its fields. The compiler checks each call against this list, and
 * a test compares the list with the table in docs/runbook.md. A name never changes with the wording of a sentence, because
 * alarms are built on it.
 */
export const LOG_EVENTS = {
  'access.denied': { level: 'warn', fields: ['action', 'organisation', 'code?', 'referralId?'] },
  'access.not-recorded': { level: 'error', fields: ['code'] },
  'agency-ends.not-recorded': { level: 'warn', fields: ['code'] },
  'app.consuming': { level: 'info', fields: ['count'] },
  'app.listening': { level: 'info', fields: ['host', 'port'] },
  'app.start-failed': { level: 'fatal', fields: ['exitCode', 'code'] },
  'app.started': { level: 'info', fields: ['version', 'ms'] },
  'batch.quarantined': { level: 'warn', fields: ['code', 'count'] },
  'batch.taken': { level: 'info', fields: ['batches', 'size', 'accepted', 'duplicates', 'ms'] },
  'consumer.batch-failed': { level: 'warn', fields: ['topic', 'partition', 'attempt', 'delayMs', 'messages', 'code'] },
  'consumer.disconnected': { level: 'warn', fields: ['group', 'code', 'failures'] },
  'consumer.joined': { level: 'info', fields: ['group', 'partitions'] },
  'consumer.lag-unknown': { level: 'debug', fields: ['group', 'code'] },
  'consumer.refused': { level: 'error', fields: ['group', 'code', 'failures'] },
  'database.connection-lost': { level: 'warn', fields: ['code'] },
  'database.statement-failed': { level: 'warn', fields: ['statement', 'code'] },
  'event-partitions.made': { level: 'info', fields: ['count'] },
  'event-partitions.not-made': { level: 'warn', fields: ['code'] },
  'export.ended': { level: 'info', fields: ['outcome', 'count', 'code?'] },
  'http.answered': { level: 'info', fields: ['method', 'route', 'status', 'ms', 'correlationId?'] },
  'http.certificate-renewed': { level: 'info', fields: [] },
  'http.certificate-unreadable': { level: 'warn', fields: ['code'] },
  'http.probe-answered': { level: 'debug', fields: ['method', 'route', 'status', 'ms', 'correlationId?'] },
  'incidents.not-linked': { level: 'warn', fields: ['code'] },
  'kafka.broker-unreachable': { level: 'warn', fields: KAFKAJS_FIELDS },
  'kafka.certificate-unreadable': { level: 'warn', fields: ['code'] },
  'kafka.connection-failed': { level: 'warn', fields: KAFKAJS_FIELDS },
  'kafka.connection-timed-out': { level: 'warn', fields: KAFKAJS_FIELDS },
  'kafka.group-topics-differ': { level: 'warn', fields: KAFKAJS_FIELDS },
  'kafka.member-dropped': { level: 'warn', fields: KAFKAJS_FIELDS },
  'kafka.offset-expired': { level: 'warn', fields: KAFKAJS_FIELDS },
  'kafka.send-retried': { level: 'warn', fields: KAFKAJS_FIELDS },
  'message.effect-failed': { level: 'warn', fields: ['messageId?', 'code'] },
  'nest.debug': { level: 'debug', fields: ['context'] },
  'nest.error': { level: 'error', fields: ['context'] },
  'nest.fatal': { level: 'fatal', fields: ['context'] },
  'nest.log': { level: 'debug', fields: ['context'] },
  'nest.warning': { level: 'warn', fields: ['context'] },
  'process.uncaught-exception': { level: 'fatal', fields: ['exitCode', 'code'] },
  'process.unhandled-rejection': { level: 'fatal', fields: ['exitCode', 'code'] },
  'proofs.not-deleted': { level: 'warn', fields: ['code'] },
  'publisher.reconnected': { level: 'info', fields: [] },
  'publisher.send-failed': { level: 'warn', fields: ['topic', 'code'] },
  'publisher.unreachable': { level: 'warn', fields: ['code'] },
  'referral.accepted': { level: 'info', fields: ['referralId', 'count', 'outcome'] },
  'relay.row-unpublishable': { level: 'warn', fields: ['messageId', 'code'] },
  'relay.rows-kept': { level: 'warn', fields: ['code', 'count'] },
  'relay.session-lost': { level: 'warn', fields: ['code'] },
  'relay.took-over': { level: 'info', fields: ['schema'] },
  'request.failed': { level: 'error', fields: ['code', 'cause'] },
  'request.unavailable': { level: 'warn', fields: ['code', 'cause'] },
  'scan.done': { level: 'info', fields: ['count', 'messages', 'ms'] },
  'scan.facts-stuck': { level: 'error', fields: [] },
  'scan.failed': { level: 'warn', fields: ['code'] },
  'shutdown.begun': { level: 'info', fields: ['signal'] },
  'shutdown.deadline-passed': { level: 'fatal', fields: ['ms', 'exitCode'] },
  'shutdown.done': { level: 'info', fields: ['ms', 'exitCode'] },
  'shutdown.requests-cut-off': { level: 'warn', fields: ['ms'] },
  'shutdown.step-failed': { level: 'error', fields: ['stage', 'component', 'code'] },
  'shutdown.stopped': { level: 'debug', fields: ['stage', 'component', 'ms'] },
  'statements.copy-missing': { level: 'error', fields: ['organisation', 'count'] },
  'statements.not-counted': { level: 'warn', fields: ['outcome', 'code', 'count'] },
  'statements.not-looked-at': { level: 'warn', fields: ['code'] },
  'statements.sent-again': { level: 'warn', fields: ['count'] },
  'token-keys.changed': { level: 'info', fields: [] },
  'token-keys.loaded': { level: 'info', fields: [] },
  'token-keys.not-read': { level: 'warn', fields: ['code'] },
  'unknown-callers.not-counted': { level: 'warn', fields: ['code'] },
} as const satisfies Readonly<Record<string, EventDefinition>>;

export type LogEvent = keyof typeof LOG_EVENTS;

/** The events that are logged at this level. */
export type LogEventAt<Level extends LogLevel> = {
  [Event in LogEvent]: (typeof LOG_EVENTS)[Event]['level'] extends Level ? Event : never;
}[LogEvent];

type Listed<Event extends LogEvent> = (typeof LOG_EVENTS)[Event]['fields'][number];
type Required<Event extends LogEvent> = Extract<Listed<Event>, LogFieldName>;
type Optional<Event extends LogEvent> = Listed<Event> extends infer Name ? (Name extends `${infer Field extends LogFieldName}?` ? Field : never) : never;

/** The fields that an event has. */
export type LogFieldsOf<Event extends LogEvent> = { readonly [Name in Required<Event>]: FieldValue<Name> } & {
  readonly [Name in Optional<Event>]?: FieldValue<Name> | undefined;
};

/** Any event may have it: it is that of the request or message that is being worked on. */
const OF_EVERY_EVENT: LogFieldName = 'correlationId';

const FIELD_NAMES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(LOG_EVENTS).map(([event, { fields }]) => [event, new Set([OF_EVERY_EVENT, ...fields.map((name: string) => name.replace('?', ''))])]),
);

/** The names of an event's fields; undefined for a name that is not an event. */
export function fieldNamesOf(event: string): ReadonlySet<string> | undefined {
  return FIELD_NAMES.get(event);
}

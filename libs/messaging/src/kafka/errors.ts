/** Refusals of Kafka that no retry removes, because a person has to change a right or a setting. */
const FATAL_TYPES: ReadonlySet<string> = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'UNSUPPORTED_VERSION',
  'INCONSISTENT_GROUP_PROTOCOL',
  'INVALID_GROUP_ID',
  'INVALID_SESSION_TIMEOUT',
  'INVALID_TOPIC_EXCEPTION',
]);
const FATAL_NAMES: ReadonlySet<string> = new Set([
  'KafkaJSSASLAuthenticationError',
  'KafkaJSServerDoesNotSupportApiKey',
  'KafkaJSNotImplemented',
]);
/** kafkajs nests causes two or three deep. The limit only guards against a cycle. */
const MAX_CAUSES = 10;

/** The error and its causes, outermost first. kafkajs wraps the broker's answer in retry errors. */
function chain(error: unknown): readonly Error[] {
  const found: Error[] = [];
  let current: unknown = error;
  while (current instanceof Error && found.length < MAX_CAUSES) {
    found.push(current);
    current = current.cause;
  }
  return found;
}

/** The broker's name for the error (`MESSAGE_TOO_LARGE`); undefined when no broker answered. */
export function brokerErrorType(error: unknown): string | undefined {
  for (const link of chain(error)) {
    const type: unknown = Reflect.get(link, 'type');
    if (typeof type === 'string') return type;
  }
  return undefined;
}

/** True when a retry cannot succeed until a person changes a right or a setting. */
export function isFatal(error: unknown): boolean {
  const type = brokerErrorType(error);
  return (type !== undefined && FATAL_TYPES.has(type)) || chain(error).some((link) => FATAL_NAMES.has(link.name));
}

/**
 * True when a request that is safe to repeat may succeed at the next attempt: the broker itself answers so (moved coordinator, new
 * topic, …), or it was reached and was too busy to answer in time.
 */
export function mayBeRepeated(error: unknown): boolean {
  return chain(error).some((link) =>
    link.name === 'KafkaJSRequestTimeoutError' || (Reflect.has(link, 'type') && Reflect.get(link, 'retriable') === true));
}

/** Broker errors with a code of our own, because other parts of the exchange act on them. */
const CODE_OF_TYPE: ReadonlyMap<string, string> = new Map([
  ['UNKNOWN_TOPIC_OR_PARTITION', 'unknown-topic'],
  ['INVALID_TOPIC_EXCEPTION', 'unknown-topic'],
  ['MESSAGE_TOO_LARGE', 'too-large'],
  ['RECORD_LIST_TOO_LARGE', 'too-large'],
]);
/** Errors of kafkajs itself, without an answer of a broker. */
const CODE_OF_NAME: ReadonlyMap<string, string> = new Map([
  ['KafkaJSConnectionError', 'broker-unavailable'],
  ['KafkaJSConnectionClosedError', 'broker-unavailable'],
  ['KafkaJSNoBrokerAvailableError', 'broker-unavailable'],
  ['KafkaJSRequestTimeoutError', 'timed-out'],
  ['KafkaJSTimeout', 'timed-out'],
  ['KafkaJSLockTimeout', 'timed-out'],
  ['KafkaJSBrokerNotFound', 'stale-metadata'],
  ['KafkaJSMetadataNotLoaded', 'stale-metadata'],
  ['KafkaJSTopicMetadataNotLoaded', 'stale-metadata'],
  ['KafkaJSStaleTopicMetadataAssignment', 'stale-metadata'],
  ['KafkaJSGroupCoordinatorNotFound', 'no-coordinator'],
  ['KafkaJSSASLAuthenticationError', 'authentication-failed'],
  ['KafkaJSServerDoesNotSupportApiKey', 'broker-too-old'],
]);
/** A failure inside the client. Its error class, logged beside the code, gives the detail. */
const OTHER_FAILURE = 'client-failed';

/**
 * The cause of a failure as a stable kebab-case code, for logs, metrics and outcomes. It is a code of ours, or Kafka's
 * name of the protocol error (`NOT_ENOUGH_REPLICAS` is `not-enough-replicas`). It is never the message of the error,
 * because that may quote values.
 */
export function failureReason(error: unknown): string {
  const type = brokerErrorType(error);
  if (type !== undefined) return CODE_OF_TYPE.get(type) ?? type.toLowerCase().replaceAll('_', '-');
  if (chain(error).some((link) => isTlsCode(Reflect.get(link, 'code')))) return 'tls-refused';
  const codes = chain(error).map(({ name }) => CODE_OF_NAME.get(name));
  return codes.findLast((code) => code !== undefined) ?? OTHER_FAILURE;
}

/** Node's codes of a handshake that failed: of OpenSSL, of its check of the name, and of the verification of certificates. */
function isTlsCode(code: unknown): boolean {
  return typeof code === 'string' && (/^ERR_(TLS|SSL|OSSL)_/.test(code) || /CERT|_SIGNATURE$/.test(code));
}

/** The class name of an error, for logs. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

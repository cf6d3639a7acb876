/** Kafka's refusals that no retry mends: someone has to change a right or a setting. */
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
/** Causes are nested two or three deep in kafkajs; the limit only guards against a cycle. */
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

/** The broker's own name for the error (`MESSAGE_TOO_LARGE`), when the broker answered at all. */
export function brokerErrorType(error: unknown): string | undefined {
  for (const link of chain(error)) {
    const type: unknown = Reflect.get(link, 'type');
    if (typeof type === 'string') return type;
  }
  return undefined;
}

/** True when trying again cannot help until someone changes a right or a setting. */
export function isFatal(error: unknown): boolean {
  const type = brokerErrorType(error);
  return (type !== undefined && FATAL_TYPES.has(type)) || chain(error).some((link) => FATAL_NAMES.has(link.name));
}

/** True when the broker itself says that the same question may get an answer later (moved coordinator, new topic, …). */
export function brokerSaysRetry(error: unknown): boolean {
  return chain(error).some((link) => Reflect.has(link, 'type') && Reflect.get(link, 'retriable') === true);
}

/** A short stable code for logs and outcomes. Never the message of the error: it may quote values. */
export function failureReason(error: unknown): string {
  const type = brokerErrorType(error);
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION' || type === 'INVALID_TOPIC_EXCEPTION') return 'unknown-topic';
  if (type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE') return 'too-large';
  if (type !== undefined) return `broker-answered ${type}`;
  const innermost = chain(error).at(-1);
  return innermost?.name.startsWith('KafkaJS') === true ? 'broker-unavailable' : `failed ${errorName(error)}`;
}

/** The class of an error, for logs. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

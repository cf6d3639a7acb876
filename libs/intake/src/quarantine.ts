import { DEAD_LETTER_HEADERS, type OutgoingMessage } from '#libs/contracts';
import { isUuid, newId, systemClock } from '#libs/kernel';
import { batchJson, statement, type StatementRunner } from '#libs/persistence';
import type { Rejected } from './arrival.js';
import type { IntakeOptions, QuarantinedMessage } from './effects.js';

const INSERT = statement(
  'quarantine-insert',
  `INSERT INTO quarantine (id, message_id, referral_id, correlation_id, topic, partition, kafka_offset, stored_at, key, headers, value,
     digest, bytes, reason_code, reason)
   SELECT id, message_id, referral_id, correlation_id, topic, partition, kafka_offset, stored_at, key, headers, decode(value, 'base64'),
     digest, bytes, reason_code, reason
   FROM json_to_recordset($1::json) AS r(id uuid, message_id uuid, referral_id uuid, correlation_id uuid, topic text,
     partition int, kafka_offset bigint, stored_at timestamptz, key text, headers jsonb, value text, digest text, bytes int, reason_code text, reason text)
   WHERE NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.message_id = r.message_id AND q.digest = r.digest)
   ON CONFLICT ON CONSTRAINT quarantine_place_key DO NOTHING
   RETURNING id`,
);

/**
 * Puts messages into quarantine. A message that is already there stays unchanged, because Kafka or the sender has
 * delivered it again.
 *
 * @returns the messages quarantined now, in order.
 */
export async function quarantine(transaction: StatementRunner, rejected: readonly Rejected[]): Promise<readonly QuarantinedMessage[]> {
  const candidates = withoutRepeats(rejected).map((arrival) => ({ id: newId(), arrival }));
  if (candidates.length === 0) return [];
  const batch = batchJson(candidates.map(({ id, arrival }) => quarantineRow(id, arrival)));
  const { rows } = await transaction.run<{ id: string }>(INSERT, [batch]);
  const quarantined = new Set(rows.map(({ id }) => id));
  return candidates.filter(({ id }) => quarantined.has(id)).map(({ id, arrival }) => quarantinedMessage(id, arrival));
}

/**
 * Makes one dead letter per quarantined message. It holds the place and the reason, but never the unchecked key, headers
 * or content.
 */
export function deadLetterNotices(
  quarantined: readonly QuarantinedMessage[],
  { topics, group }: Pick<IntakeOptions, 'topics' | 'group'>,
): readonly OutgoingMessage[] {
  const at = systemClock.now().toISOString();
  return quarantined.map(({ code, digest, messageId, message: { topic, partition, offset } }) => ({
    topic: topics.deadLetter(topic, group),
    key: '',
    headers: {
      [DEAD_LETTER_HEADERS.reason]: code,
      [DEAD_LETTER_HEADERS.topic]: topic,
      [DEAD_LETTER_HEADERS.partition]: String(partition),
      [DEAD_LETTER_HEADERS.offset]: offset,
      [DEAD_LETTER_HEADERS.digest]: digest,
      [DEAD_LETTER_HEADERS.at]: at,
      ...(messageId !== undefined && { [DEAD_LETTER_HEADERS.messageId]: messageId }),
    },
    value: null,
  }));
}

function withoutRepeats(rejected: readonly Rejected[]): readonly Rejected[] {
  const seen = new Set<string>();
  return rejected.filter(({ problem: { messageId, digest } }) => {
    if (messageId === undefined) return true;
    const identity = `${messageId} ${digest}`;
    return seen.has(identity) ? false : seen.add(identity);
  });
}

function quarantineRow(id: string, { message, problem }: Rejected): object {
  const { topic, partition, offset, timestamp, key, headers, value } = message;
  return {
    id,
    ...knownIds(problem),
    topic,
    partition,
    kafka_offset: offset,
    stored_at: new Date(Number(timestamp)).toISOString(),
    key: key === null ? null : storable(key),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [storable(name), storable(text)])),
    value,
    digest: problem.digest,
    bytes: value?.length ?? 0,
    reason_code: problem.code,
    reason: problem.pointers?.length ? `${problem.reason} See ${problem.pointers.slice(0, 20).join(', ')}` : problem.reason,
  };
}

function knownIds({ messageId, referralId, correlationId }: Rejected['problem']): object {
  return {
    message_id: isUuid(messageId) ? messageId : null,
    referral_id: isUuid(referralId) ? referralId : null,
    correlation_id: isUuid(correlationId) ? correlationId : null,
  };
}

/**
 * Replaces U+0000 and lone surrogates, which PostgreSQL refuses. A message that cannot be quarantined would block its
 * partition.
 */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed();
}

function quarantinedMessage(quarantineId: string, { message, problem }: Rejected): QuarantinedMessage {
  const { code, reason, digest, messageId, referralId, correlationId } = problem;
  return {
    quarantineId, code, reason, digest, message,
    ...(messageId !== undefined && { messageId }),
    ...(referralId !== undefined && { referralId }),
    ...(correlationId !== undefined && { correlationId }),
  };
}

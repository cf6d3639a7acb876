import type { OutgoingMessage } from '#libs/contracts';
import { isUuid, newId } from '#libs/kernel';
import { batchJson, statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';

/** The form of a message in a JSON batch for the outbox. */
interface OutboxRow {
  readonly message_id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** base64. */
  readonly value: string | null;
  /** The id of the message's owner row, for a statement that inserts owner and messages together. */
  readonly owner?: string;
}

/**
 * Messages as rows for {@link outboxInsert}. The message id is the event's `ce_id`. A notice that is no event gets a new
 * id.
 *
 * @param owner id of the row that is inserted with these messages, when {@link outboxInsert} has to check that insert.
 */
export function outboxRows(messages: readonly OutgoingMessage[], owner?: string): readonly OutboxRow[] {
  return messages.map(({ topic, key, headers, value }) => {
    const eventId = headers['ce_id'];
    // Encoded here, because JSON.stringify would call Buffer.toJSON, which lists every byte as a number.
    const base64 = value === null ? null : value.toString('base64');
    return { message_id: isUuid(eventId) ? eventId : newId(), topic, key, headers, value: base64, ...(owner !== undefined && { owner }) };
  });
}

/** The rows of {@link outboxRows} as one JSON parameter. */
export function outboxRowsJson(messages: readonly OutgoingMessage[], owner?: string): string {
  return batchJson(outboxRows(messages, owner));
}

/**
 * The SQL that writes outbox rows from a JSON parameter, to stand alone or in a WITH of the app's own insert:
 *
 *     WITH stored AS (INSERT INTO referral … ON CONFLICT DO NOTHING RETURNING id),
 *          queued AS (${outboxInsert('$2', 'r.owner IN (SELECT id FROM stored)')})
 *     SELECT id FROM stored
 *
 * Messages get their place in the order of the array.
 *
 * @param parameter the placeholder of the JSON text, such as `$2`.
 * @param condition SQL over the record `r` (its `owner` is a uuid), to leave out rows whose owner was not inserted.
 */
export function outboxInsert(parameter: string, condition = 'true'): string {
  return `INSERT INTO outbox (message_id, topic, key, headers, value)
    SELECT r.message_id, r.topic, r.key, r.headers, decode(r.value, 'base64')
    FROM ROWS FROM (json_to_recordset(${parameter}::json)
      AS (message_id uuid, topic text, key text, headers jsonb, value text, owner uuid))
      WITH ORDINALITY AS r(message_id, topic, key, headers, value, owner, place)
    WHERE ${condition} ORDER BY r.place`;
}

const INSERT = statement('outbox-insert', outboxInsert('$1'));

/** Queues messages in the transaction of the effect that they report. Both become durable together, or neither does. */
export class OutboxWriter {
  /** Queues messages. A message that cannot be stored makes the commit fail. */
  insert(transaction: Pick<Transaction, 'send'>, messages: readonly OutgoingMessage[]): void {
    if (messages.length > 0) transaction.send(INSERT, [outboxRowsJson(messages)]);
  }
}

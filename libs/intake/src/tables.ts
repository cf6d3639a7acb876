import type { Grant } from '#libs/persistence';

/**
 * SQL for a migration: the tables of every consumer. `inbox_message` records the messages that have taken effect.
 * `quarantine` keeps each message that could not be taken, with its bytes, until a person replays or discards it.
 *
 * The digest is part of a quarantined message's identity. When a topic is created again, its offsets begin at 0 again. A
 * new poison message at a known place must not pass for a redelivery and vanish.
 */
export function intakeTables(): string {
  return `
CREATE TABLE inbox_message (
  message_id uuid PRIMARY KEY,
  digest text NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  kafka_offset bigint NOT NULL,
  received_at timestamptz NOT NULL DEFAULT exchange_now()
);
CREATE TABLE quarantine (
  id uuid PRIMARY KEY,
  message_id uuid,
  referral_id uuid,
  correlation_id uuid,
  topic text NOT NULL,
  partition integer NOT NULL,
  kafka_offset bigint NOT NULL,
  stored_at timestamptz(3) NOT NULL,
  key text,
  headers jsonb NOT NULL,
  value bytea,
  digest text NOT NULL,
  bytes integer NOT NULL,
  reason_code text NOT NULL,
  reason text NOT NULL,
  status text NOT NULL DEFAULT 'quarantined' CHECK (status IN ('quarantined', 'replayed', 'discarded')),
  quarantined_at timestamptz NOT NULL DEFAULT exchange_now(),
  replayed_at timestamptz,
  replayed_by text,
  discarded_at timestamptz,
  discarded_by text,
  discard_reason text,
  CONSTRAINT quarantine_place_key UNIQUE (topic, partition, kafka_offset, digest)
);
CREATE INDEX quarantine_message ON quarantine (message_id, digest);
COMMENT ON COLUMN quarantine.stored_at IS 'When the broker stored it: a replay is judged by this time';
COMMENT ON COLUMN quarantine.value IS 'May hold personal data: erased once the message is replayed or discarded';`;
}

/**
 * The rights that an app's role needs for both tables. An inbox row is deleted only with a refused effect, in its own
 * transaction.
 */
export const INTAKE_GRANTS: readonly Grant[] = [
  { table: 'inbox_message', rights: ['SELECT', 'INSERT', 'DELETE'] },
  { table: 'quarantine', rights: ['SELECT', 'INSERT', 'UPDATE'] },
];

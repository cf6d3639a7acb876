import type { Grant } from '../migrations/grants.js';

/**
 * SQL for a migration: the transactional outbox, version 1. A row lives from its transaction's commit to Kafka's
 * acknowledgement, so the table is small and always churning: vacuum by count of dead rows, not by a share of a size
 * that is near zero, and without pauses, since the relay reads past every dead row until vacuum has been.
 */
export function outboxTablesV1(): string {
  return `
CREATE TABLE outbox (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id uuid NOT NULL CONSTRAINT outbox_message_id_key UNIQUE,
  topic text NOT NULL,
  key text NOT NULL,
  headers jsonb NOT NULL,
  value bytea,
  created_at timestamptz NOT NULL DEFAULT now()
) WITH (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000,
  vacuum_truncate = false,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 2000, toast.autovacuum_vacuum_cost_delay = 0,
  toast.vacuum_truncate = false
);
COMMENT ON TABLE outbox IS 'Messages committed with their effect and not yet acknowledged by Kafka';`;
}

/** SQL for the same migration's way back. */
export function dropOutboxTablesV1(): string {
  return 'DROP TABLE outbox;';
}

/**
 * SQL for a migration: version 2. A row lives for milliseconds, so it is not worth compressing (which begins at 2 kB, the
 * size of a referral's view, and costs more than writing it), nor worth an index against a repeated message id: a message
 * that goes out twice is recognised by its receiver, and nothing looks a row up by its id.
 */
export function outboxTablesV2(): string {
  return `
ALTER TABLE outbox SET (toast_tuple_target = 8160);
ALTER TABLE outbox DROP CONSTRAINT outbox_message_id_key;`;
}

/** SQL for the same migration's way back. */
export function revertOutboxTablesV2(): string {
  return `
ALTER TABLE outbox ADD CONSTRAINT outbox_message_id_key UNIQUE (message_id);
ALTER TABLE outbox RESET (toast_tuple_target);`;
}

/** What an app's role needs to write the outbox and to run the relay. */
export const OUTBOX_GRANTS: readonly Grant[] = [{ table: 'outbox', rights: ['SELECT', 'INSERT', 'DELETE'] }];

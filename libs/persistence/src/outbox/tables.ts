import type { Grant } from '../migrations/grants.js';

/**
 * SQL for a migration: the transactional outbox. A row lives from its transaction's commit to Kafka's acknowledgement,
 * which takes milliseconds. The table is therefore small and its rows change all the time. Vacuum starts by the count of
 * dead rows and runs without pauses, because the relay reads past every dead row until vacuum has removed it.
 *
 * A row is not compressed, because compression (from 2 kB, the size of a referral's view) costs more than writing it.
 * There is no index on message_id, because no statement looks a row up by it: the receiver recognises a message that is
 * sent twice.
 */
export function outboxTables(): string {
  return `
CREATE TABLE outbox (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id uuid NOT NULL,
  topic text NOT NULL,
  key text NOT NULL,
  headers jsonb NOT NULL,
  value bytea,
  created_at timestamptz NOT NULL DEFAULT now()
) WITH (
  toast_tuple_target = 8160,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000,
  vacuum_truncate = false,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 2000, toast.autovacuum_vacuum_cost_delay = 0,
  toast.vacuum_truncate = false
);
COMMENT ON TABLE outbox IS 'Messages committed with their effect and not yet acknowledged by Kafka';`;
}

/** The rights of an app's role that writes the outbox and runs the relay. */
export const OUTBOX_GRANTS: readonly Grant[] = [{ table: 'outbox', rights: ['SELECT', 'INSERT', 'DELETE'] }];

import { appendOnly, appendOnlyPartition } from '#libs/persistence';

/**
 * The event log: every fact and every statement of an agency, once, kept without end. No role can change it: a wrong row is corrected by another row.
 * `data` is `json` and not `jsonb`, because `json` keeps the bytes as they were recorded, so that `value_digest` can be checked against
 * the log itself. No row holds personal data, because these topics carry ids, codes, times and digests.
 */
const EVENT = `
CREATE TABLE event (
  event_id        uuid NOT NULL,
  recorded_at     timestamptz NOT NULL,
  message_id      uuid NOT NULL,
  type            text NOT NULL,
  referral_id     uuid,
  agency          text,
  hop             smallint,
  rung            text,
  occurred_at     timestamptz NOT NULL,
  actor           text,
  reason_code     text,
  decision        text,
  feedback        text,
  redirected_to   text,
  force           text,
  correlation_id  uuid,
  envelope_digest text,
  kafka_topic     text NOT NULL,
  kafka_partition integer NOT NULL,
  kafka_offset    bigint NOT NULL,
  value_digest    text NOT NULL,
  data            json NOT NULL,
  code            text,
  change_id       uuid,
  statement_id    uuid,
  entry           smallint,
  stored_at       timestamptz(3),
  PRIMARY KEY (recorded_at, event_id)
) PARTITION BY RANGE (recorded_at);
COMMENT ON TABLE event IS 'Append-only log of every fact and every statement of an agency with any verdict, kept for ever; one partition a month.';
COMMENT ON COLUMN event.code IS 'What happened, in a code: kind of change, milestone, grade, type of incident.';
COMMENT ON COLUMN event.agency IS 'The agency that makes a statement is the one of its topic, also where the payload names another.';
COMMENT ON COLUMN event.statement_id IS 'Of a statement of an agency: its id. With agency, partition, offset and entry it finds the statement and its verdict.';
COMMENT ON COLUMN event.entry IS 'Of a statement of an agency: its position in the batch of a machine, from 0; 0 for the statement of a person.';
COMMENT ON COLUMN event.value_digest IS 'SHA-256 of data: of the value as it was sent, or of one entry of a batch in canonical form.';
COMMENT ON COLUMN event.stored_at IS 'Of a statement of an agency: when the broker stored it, the time by which it is judged.';
COMMENT ON COLUMN event.change_id IS 'The change, decision, conflict or incident that it is about.';`;

/**
 * Each index serves keyset pages with its filter in front. A rung is a filter of its own, because PostgreSQL would otherwise look
 * for the rare ones (rejected, refused) among all the others. A type needs no index: it follows from the rung, except for rare
 * types, whose rung is null. The index on statements leads from a verdict that is not `taken` to its event. No BRIN, because pages need rows in order, which a block range does not give.
 */
const EVENT_INDEXES = `
CREATE INDEX event_by_time ON event (occurred_at, event_id);
CREATE INDEX event_of_agency ON event (agency, occurred_at, event_id);
CREATE INDEX event_of_rung ON event (rung, occurred_at, event_id);
CREATE INDEX event_of_referral ON event (referral_id, occurred_at, event_id);
CREATE INDEX event_of_request ON event (correlation_id);
CREATE INDEX event_of_statement ON event (statement_id) WHERE statement_id IS NOT NULL;`;

/**
 * Makes the partitions of the month and of those that follow. SECURITY DEFINER, so that the recorder may call this and create
 * nothing else. ATTACH lets readers and writers of the log go on, while CREATE … PARTITION OF would queue behind an export, and
 * every recorder behind it. ATTACH still locks the default partition for a moment, hence the short lock_timeout. The advisory lock
 * lets two recorders call it at once. Months are UTC months.
 */
const PARTITIONS = `
CREATE FUNCTION ensure_event_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
  first timestamptz := date_trunc('month', now());
  partition_name text;
  made integer := 0;
BEGIN
  IF months_ahead IS NULL OR months_ahead NOT BETWEEN 0 AND 24 THEN
    RAISE EXCEPTION 'months_ahead must be 0 to 24' USING ERRCODE = '22023';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('exchange/event-partitions/' || current_schema(), 0));
  FOR month IN 0 .. months_ahead LOOP
    partition_name := 'event_' || to_char(first, 'YYYY_MM');
    IF to_regclass(quote_ident(partition_name)) IS NULL THEN
      EXECUTE format('CREATE TABLE %I (LIKE event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name);
      EXECUTE format('ALTER TABLE event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition_name, first, first + interval '1 month');
      EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', partition_name);
      EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_truncate', partition_name);
      made := made + 1;
    END IF;
    first := first + interval '1 month';
  END LOOP;
  RETURN made;
END $$;`;

/** The default partition takes events of a month without a partition, so that recording never stops. Health reports its first use. */
const DEFAULT_PARTITION = 'CREATE TABLE event_default PARTITION OF event DEFAULT';

export const EVENT_LOG: readonly string[] = [
  EVENT, EVENT_INDEXES, appendOnly('event'), DEFAULT_PARTITION, appendOnlyPartition('event_default'), PARTITIONS,
  'SELECT ensure_event_partitions(3)',
];

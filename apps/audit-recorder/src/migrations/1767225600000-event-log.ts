import { dropIntakeTablesV1, intakeTablesV1 } from '#libs/intake';
import { appendOnly, appendOnlyPartition, dropOutboxTablesV1, outboxTablesV1, type MigrationInterface, type QueryRunner } from '#libs/persistence';

/**
 * The event log: every fact and receipt, once, for ever. Nobody can change it, so whatever is wrong with a row is
 * answered by another row.
 *
 * `data` is `json` and not `jsonb`: it keeps the bytes as they were sent, so that `value_digest` can be checked against
 * the log itself. No row holds personal data: these topics carry ids, codes, times and digests.
 */
const EVENT_TABLE = `
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
  PRIMARY KEY (recorded_at, event_id)
) PARTITION BY RANGE (recorded_at);
COMMENT ON TABLE event IS 'Append-only log of every fact and receipt, kept for ever; one partition a month.';`;

/**
 * Each serves keyset pages with its filter in front. A rung is a filter of its own because the rare ones (rejected,
 * refused) would otherwise be looked for among all the others. A type needs none: it follows from the rung, except for
 * rare types, whose rung is null. No BRIN: pages need rows in order, which a block range does not give.
 */
const EVENT_INDEXES = `
CREATE INDEX event_by_time ON event (occurred_at, event_id);
CREATE INDEX event_of_agency ON event (agency, occurred_at, event_id);
CREATE INDEX event_of_rung ON event (rung, occurred_at, event_id);
CREATE INDEX event_of_referral ON event (referral_id, occurred_at, event_id);
CREATE INDEX event_of_request ON event (correlation_id);`;

/**
 * Makes the month's partition and those of the following months. SECURITY DEFINER: the recorder may call this and can
 * create nothing else. ATTACH lets readers and writers of the log go on, where CREATE … PARTITION OF would queue behind
 * an export, with every recorder queueing behind it; the default partition is locked for a moment all the same, hence the
 * short lock_timeout. The advisory lock lets two recorders do it at once. Months are UTC months.
 */
const PARTITION_FUNCTION = `
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

export class EventLog1767225600000 implements MigrationInterface {
  name = 'EventLog1767225600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(outboxTablesV1());
    await queryRunner.query(intakeTablesV1());
    await queryRunner.query(EVENT_TABLE);
    await queryRunner.query(EVENT_INDEXES);
    await queryRunner.query(appendOnly('event'));
    // Catches what no month's partition takes, so that recording never stops; health reports it if it is ever used.
    await queryRunner.query('CREATE TABLE event_default PARTITION OF event DEFAULT');
    await queryRunner.query(appendOnlyPartition('event_default'));
    await queryRunner.query(PARTITION_FUNCTION);
    await queryRunner.query('SELECT ensure_event_partitions(3)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP FUNCTION ensure_event_partitions(integer)');
    await queryRunner.query('DROP TABLE event; DROP FUNCTION refuse_change()');
    await queryRunner.query(dropIntakeTablesV1());
    await queryRunner.query(dropOutboxTablesV1());
  }
}

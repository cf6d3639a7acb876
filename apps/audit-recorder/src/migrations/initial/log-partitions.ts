import { appendOnlyPartition } from '#libs/persistence';

/** The append-only logs, which have one partition a month. */
const LOGS = ['event', 'verdict'];

/**
 * Makes the partitions of the month and of those that follow, for both logs. SECURITY DEFINER, so that the recorder may call this and
 * create nothing else. ATTACH lets readers and writers of the log go on, while CREATE … PARTITION OF would queue behind an export, and
 * every recorder behind it. ATTACH still locks the default partition for a moment, hence the short lock_timeout. The advisory lock
 * lets two recorders call it at once. Months are UTC months.
 */
const ENSURE = `
CREATE FUNCTION ensure_log_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
  first timestamptz := date_trunc('month', exchange_now());
  log text;
  partition_name text;
  made integer := 0;
BEGIN
  IF months_ahead IS NULL OR months_ahead NOT BETWEEN 0 AND 24 THEN
    RAISE EXCEPTION 'months_ahead must be 0 to 24' USING ERRCODE = '22023';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('exchange/log-partitions/' || current_schema(), 0));
  FOR month IN 0 .. months_ahead LOOP
    FOREACH log IN ARRAY ARRAY['${LOGS.join("', '")}'] LOOP
      partition_name := log || '_' || to_char(first, 'YYYY_MM');
      IF to_regclass(quote_ident(partition_name)) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name, log);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', log, partition_name, first, first + interval '1 month');
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', partition_name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_truncate', partition_name);
        made := made + 1;
      END IF;
    END LOOP;
    first := first + interval '1 month';
  END LOOP;
  RETURN made;
END $$;`;

/** A default partition takes the rows of a month without a partition, so that recording never stops. Health reports its first use. */
function defaultPartition(log: string): string {
  return `CREATE TABLE ${log}_default PARTITION OF ${log} DEFAULT; ${appendOnlyPartition(`${log}_default`)}`;
}

export const LOG_PARTITIONS: readonly string[] = [...LOGS.map((log) => defaultPartition(log)), ENSURE, 'SELECT ensure_log_partitions(3)'];

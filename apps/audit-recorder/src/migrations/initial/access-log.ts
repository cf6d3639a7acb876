import { appendOnly } from '#libs/persistence';

/**
 * The log of access: who was given or denied what, at every app. It is apart from `event`, because the law lets such records serve the check of access
 * and its lawfulness, and no measure of work (Data Protection Act 2018, section 62(4)). No partitions, because a record that comes twice is recognised by its id alone.
 */
const ACCESS = `
CREATE TABLE access_log (
  access_id      uuid PRIMARY KEY,
  recorded_at    timestamptz NOT NULL DEFAULT exchange_now(),
  at             timestamptz NOT NULL,
  app            text NOT NULL,
  action         text NOT NULL,
  kind           text NOT NULL,
  outcome        text NOT NULL,
  organisation   text NOT NULL,
  person         text,
  client         text NOT NULL,
  referral_ids   uuid[] NOT NULL,
  correlation_id uuid NOT NULL,
  record         json NOT NULL
);
COMMENT ON TABLE access_log IS 'Append-only log of access, kept for ever. No projection, measure or rebuild reads it.';
CREATE INDEX access_by_time ON access_log (at, access_id);
CREATE INDEX access_of_organisation ON access_log (organisation, at, access_id);
CREATE INDEX access_of_person ON access_log (person, at, access_id) WHERE person IS NOT NULL;
CREATE INDEX access_denied ON access_log (at, access_id) WHERE outcome = 'denied';
CREATE INDEX access_of_referral ON access_log USING gin (referral_ids);`;

/**
 * Adds records that passed their contract. A record that is in the log already changes nothing. SECURITY DEFINER, so that no role has a right to the table itself but that of
 * the portal's reader.
 *
 * @returns the number of records that are new.
 */
const ADD = `
CREATE FUNCTION log_access(records json) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  added integer;
BEGIN
  INSERT INTO access_log (access_id, at, app, action, kind, outcome, organisation, person, client, referral_ids, correlation_id, record)
  SELECT (r ->> 'accessId')::uuid, (r ->> 'at')::timestamptz, r ->> 'app', r ->> 'action', r ->> 'kind', r ->> 'outcome', r ->> 'organisation', r ->> 'person', r ->> 'client',
    ARRAY(SELECT id::uuid FROM json_array_elements_text(coalesce(r -> 'referralIds', '[]')) AS id), (r ->> 'correlationId')::uuid, r
  FROM json_array_elements(records) AS r
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS added = ROW_COUNT;
  RETURN added;
END $$;`;

/**
 * The portal's table is in this schema, so its records need no outbox and no message: they are in the log with the commit that lets the answer go out, also while Kafka is away.
 * The portal's role has no right to the log but to read it.
 */
const COPY_FROM_PORTAL = `
CREATE FUNCTION copy_portal_access() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM log_access((SELECT json_agg(record) FROM added));
  RETURN NULL;
END $$;
CREATE TRIGGER copy_to_log AFTER INSERT ON portal_access_record REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION copy_portal_access();`;

export const ACCESS_LOG: readonly string[] = [ACCESS, appendOnly('access_log'), ADD, COPY_FROM_PORTAL];

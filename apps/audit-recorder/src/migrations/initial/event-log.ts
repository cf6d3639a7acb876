import { appendOnly } from '#libs/persistence';

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
  clock_id        uuid,
  rule            text,
  asserted_by     text,
  PRIMARY KEY (recorded_at, event_id)
) PARTITION BY RANGE (recorded_at);
COMMENT ON TABLE event IS 'Append-only log of every fact and every statement of an agency with any verdict, kept for ever; one partition a month.';
COMMENT ON COLUMN event.code IS 'What happened, in a code: kind of change, milestone, grade, type of incident.';
COMMENT ON COLUMN event.agency IS 'The agency that makes a statement is the one of its topic, also where the payload names another.';
COMMENT ON COLUMN event.statement_id IS 'Of a statement of an agency: its id. With agency, partition, offset and entry it finds the statement and its verdict.';
COMMENT ON COLUMN event.entry IS 'Of a statement of an agency: its position in the batch of a machine, from 0; 0 for the statement of a person.';
COMMENT ON COLUMN event.value_digest IS 'SHA-256 of data: of the value as it was sent, or of one entry of a batch in canonical form.';
COMMENT ON COLUMN event.stored_at IS 'Of a statement of an agency: when the broker stored it, the time by which it is judged.';
COMMENT ON COLUMN event.clock_id IS 'Of an event of the deadline watch: the clock, with its rule.';
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
CREATE INDEX event_of_person ON event (actor, occurred_at, event_id) WHERE actor IS NOT NULL;
CREATE INDEX event_of_rule ON event (rule, occurred_at, event_id) WHERE rule IS NOT NULL;
CREATE INDEX event_of_request ON event (correlation_id);
CREATE INDEX event_of_statement ON event (statement_id) WHERE statement_id IS NOT NULL;`;

export const EVENT_LOG: readonly string[] = [EVENT, EVENT_INDEXES, appendOnly('event')];

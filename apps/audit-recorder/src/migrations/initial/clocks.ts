/**
 * The agency and organisation of a clock, by the latest of its steps, and its end. PostgreSQL compares field by field, so that
 * LEAST and GREATEST choose the same one in any order of recording.
 */
const TYPES = `
CREATE TYPE clock_holder AS (place integer, agency text, organisation text);
CREATE TYPE clock_end AS (at timestamptz, outcome text, by text, stated_at timestamptz);`;

const CLOCK = `
CREATE TABLE clock_projection (
  clock_id     uuid PRIMARY KEY,
  referral_id  uuid NOT NULL,
  rule         text NOT NULL,
  rule_version integer,
  child_id     uuid,
  episode_id   uuid,
  anchor       text NOT NULL,
  anchor_at    timestamptz NOT NULL,
  due_at       timestamptz,
  explanation  text NOT NULL,
  holder       clock_holder NOT NULL,
  first_holder clock_holder NOT NULL,
  breached_at  timestamptz,
  ended        clock_end,
  supersedes   uuid,
  agency       text GENERATED ALWAYS AS ((holder).agency) STORED,
  organisation text GENERATED ALWAYS AS ((holder).organisation) STORED,
  ended_at     timestamptz GENERATED ALWAYS AS ((ended).at) STORED
) WITH (fillfactor = 85);
COMMENT ON TABLE clock_projection IS 'Derived from the event log: one clock of one referral. due_at is null where no due time can be vouched for.';
COMMENT ON COLUMN clock_projection.breached_at IS 'When its breach was due; null while it is not breached. A late answer leaves it, and so does one that was stated late and counts from an earlier time ((ended).stated_at).';
COMMENT ON COLUMN clock_projection.first_holder IS 'The agency that it started against. A redirect passes the clock on to another one.';
COMMENT ON COLUMN clock_projection.anchor IS 'The kind of event that it counts from. It tells the clock of the guidance from that of the census, which have the same rule.';
CREATE INDEX clock_of_referral ON clock_projection (referral_id);
CREATE INDEX clock_open ON clock_projection (due_at, clock_id) WHERE ended_at IS NULL;
CREATE INDEX clock_open_of_agency ON clock_projection (agency, due_at, clock_id) WHERE ended_at IS NULL;
COMMENT ON COLUMN clock_projection.supersedes IS 'The clock that counted from the time before a correction. Measures count the duty once, by the corrected clock.';
CREATE INDEX clock_superseded ON clock_projection (supersedes) WHERE supersedes IS NOT NULL;
CREATE INDEX clock_by_due_time ON clock_projection (due_at, rule);`;

const CALL = `
CREATE TABLE clock_call (
  clock_id     uuid NOT NULL,
  step         integer NOT NULL,
  referral_id  uuid NOT NULL,
  kind         text NOT NULL,
  organisation text NOT NULL,
  role         text NOT NULL,
  due_at       timestamptz NOT NULL,
  raised_at    timestamptz NOT NULL,
  PRIMARY KEY (clock_id, step)
);
COMMENT ON TABLE clock_call IS 'Derived from the event log: the organisations and roles that a clock called, when each call was due and when it was made.';`;

export const CLOCKS: readonly string[] = [TYPES, CLOCK, CALL];

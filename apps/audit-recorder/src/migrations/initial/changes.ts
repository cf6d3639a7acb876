const UPDATE = `
CREATE TABLE update_projection (
  update_id    uuid NOT NULL,
  agency       text NOT NULL,
  referral_id  uuid NOT NULL,
  named        occurrence,
  delivered    occurrence,
  acknowledged occurrence,
  child_ids    uuid[],
  episode_id   uuid,
  awaiting_acknowledgement timestamptz GENERATED ALWAYS AS
    (CASE WHEN (named).code = 'correction' AND (acknowledged).at IS NULL THEN (named).at END) STORED,
  PRIMARY KEY (update_id, agency)
) WITH (fillfactor = 85);
COMMENT ON TABLE update_projection IS 'Derived from the event log: one change of a referral at one agency that was sent it. named.code is the kind of change.';
COMMENT ON COLUMN update_projection.child_ids IS 'The children whose fields the change altered. Null for a change of the referral as a whole, and while the fact of the change has not been recorded.';
CREATE INDEX update_of_referral ON update_projection (referral_id);
CREATE INDEX update_awaiting ON update_projection (awaiting_acknowledgement, referral_id, agency) WHERE awaiting_acknowledgement IS NOT NULL;
CREATE INDEX update_awaiting_of_agency ON update_projection (agency, awaiting_acknowledgement, referral_id) WHERE awaiting_acknowledgement IS NOT NULL;`;

const GRADING = `
CREATE TABLE grading_projection (
  grading_id  uuid PRIMARY KEY,
  referral_id uuid NOT NULL,
  grade       text NOT NULL,
  graded_at   timestamptz NOT NULL,
  reported_at timestamptz
);
COMMENT ON TABLE grading_projection IS 'Derived from the event log: every grading of a risk; the first one bears the id of its referral.';
CREATE INDEX grading_of_referral ON grading_projection (referral_id, graded_at);`;

const INCIDENT = `
CREATE TYPE incident_notice AS (at timestamptz, message_id uuid, force text, reference text, unit text, area text, type text, reported_at timestamptz, due_at timestamptz);
CREATE TYPE incident_referral AS (referred_at timestamptz, referral_id uuid, minutes integer);
CREATE TABLE incident_projection (
  incident_id uuid PRIMARY KEY,
  notified    incident_notice,
  referral    incident_referral,
  force       text GENERATED ALWAYS AS ((notified).force) STORED,
  unit        text GENERATED ALWAYS AS ((notified).unit) STORED,
  area        text GENERATED ALWAYS AS ((notified).area) STORED,
  reported_at timestamptz GENERATED ALWAYS AS ((notified).reported_at) STORED,
  due_at      timestamptz GENERATED ALWAYS AS ((notified).due_at) STORED,
  referred_at timestamptz GENERATED ALWAYS AS ((referral).referred_at) STORED
) WITH (fillfactor = 85);
COMMENT ON TABLE incident_projection IS
  'Derived from the event log. due_at is null where no child was present; referral is the first that was made about the incident.';
CREATE INDEX incident_of_unit ON incident_projection (unit, reported_at, incident_id) WHERE unit IS NOT NULL;
CREATE INDEX incident_without_referral ON incident_projection (reported_at, incident_id) WHERE due_at IS NOT NULL AND referred_at IS NULL;
CREATE INDEX incident_by_report ON incident_projection (reported_at) WHERE due_at IS NOT NULL;
CREATE INDEX incident_with_late_referral ON incident_projection (reported_at, incident_id) WHERE referred_at > due_at;`;

const ETHNICITY_CONFLICT = `
CREATE TABLE ethnicity_conflict_projection (
  conflict_id uuid PRIMARY KEY,
  referral_id uuid NOT NULL,
  child_id    uuid NOT NULL,
  kind        text NOT NULL,
  known_by    text NOT NULL,
  recorded_by text NOT NULL,
  raised_at   timestamptz NOT NULL
);
COMMENT ON TABLE ethnicity_conflict_projection IS 'Derived from the event log: whose records of a child contradict each other. No code of an ethnicity is in it.';
CREATE INDEX ethnicity_conflict_by_time ON ethnicity_conflict_projection (raised_at);
CREATE INDEX ethnicity_conflict_of_child ON ethnicity_conflict_projection (referral_id, child_id);`;

const ETHNICITY_CORRECTION = `
CREATE TABLE ethnicity_correction_projection (
  update_id    uuid NOT NULL,
  child_id     uuid NOT NULL,
  referral_id  uuid NOT NULL,
  corrected_at timestamptz NOT NULL,
  PRIMARY KEY (update_id, child_id)
);
COMMENT ON TABLE ethnicity_correction_projection IS 'Derived from the event log: corrections of what a child or carer stated as ethnicity.';
CREATE INDEX ethnicity_correction_of_child ON ethnicity_correction_projection (referral_id, child_id, corrected_at);`;

/** Changes of referrals, gradings, incidents, and contradictions about ethnicity. */
export const CHANGES: readonly string[] = [UPDATE, GRADING, INCIDENT, ETHNICITY_CONFLICT, ETHNICITY_CORRECTION];

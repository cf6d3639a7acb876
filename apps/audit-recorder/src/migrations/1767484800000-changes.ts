import type { MigrationInterface, QueryRunner } from '#libs/persistence';

const EVENT = `
ALTER TABLE event ADD COLUMN code text, ADD COLUMN change_id uuid;
COMMENT ON COLUMN event.code IS 'What happened, in a code: kind of change, milestone, grade, type of incident.';
COMMENT ON COLUMN event.change_id IS 'The change, decision, conflict or incident that it is about.';`;

/** A generated column cannot be given another expression on every version that is supported, so it is made anew. */
function awaitingSince(expression: string): string {
  return `
ALTER TABLE recipient_projection DROP COLUMN awaiting_since;
ALTER TABLE recipient_projection ADD COLUMN awaiting_since timestamptz GENERATED ALWAYS AS (CASE WHEN ${expression} THEN LEAST((named).at, first_event_at) END) STORED;
CREATE INDEX recipient_awaiting ON recipient_projection (awaiting_since, referral_id, agency) WHERE awaiting_since IS NOT NULL;
CREATE INDEX recipient_awaiting_of_agency ON recipient_projection (agency, awaiting_since, referral_id) WHERE awaiting_since IS NOT NULL;`;
}

const NOT_RESPONDED = 'LEAST((accepted).at, (refused).at, (redirected).at, (decided).at) IS NULL';

const RECIPIENT = `
ALTER TABLE recipient_projection ADD COLUMN withdrawn statement, ADD COLUMN added statement;
${awaitingSince(`${NOT_RESPONDED} AND (withdrawn).at IS NULL`)}
COMMENT ON COLUMN recipient_projection.awaiting_since IS 'Null once the agency has accepted, refused, redirected or decided, and once the referral was withdrawn.';
COMMENT ON COLUMN recipient_projection.added IS 'Why it became a recipient after the publication, other than by a redirect.';`;

const UPDATE = `
CREATE TABLE update_projection (
  update_id    uuid NOT NULL,
  agency       text NOT NULL,
  referral_id  uuid NOT NULL,
  named        statement,
  delivered    statement,
  acknowledged statement,
  awaiting_acknowledgement timestamptz GENERATED ALWAYS AS
    (CASE WHEN (named).code = 'correction' AND (acknowledged).at IS NULL THEN (named).at END) STORED,
  PRIMARY KEY (update_id, agency)
) WITH (fillfactor = 85);
COMMENT ON TABLE update_projection IS 'Derived from the event log: one change of a referral at one agency that was sent it. named.code is the kind of change.';
CREATE INDEX update_of_referral ON update_projection (referral_id);
CREATE INDEX update_awaiting ON update_projection (awaiting_acknowledgement, referral_id, agency) WHERE awaiting_acknowledgement IS NOT NULL;`;

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
CREATE INDEX incident_without_referral ON incident_projection (reported_at, incident_id) WHERE due_at IS NOT NULL AND referred_at IS NULL;
CREATE INDEX incident_with_late_referral ON incident_projection (reported_at, incident_id) WHERE referred_at > due_at;`;

/** What happens after a publication, or without one. All of it can be made again from the event log (`rebuild`). */
export class Changes1767484800000 implements MigrationInterface {
  name = 'Changes1767484800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const sql of [EVENT, RECIPIENT, UPDATE, GRADING, INCIDENT]) await queryRunner.query(sql);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE incident_projection, grading_projection, update_projection; DROP TYPE incident_notice, incident_referral');
    await queryRunner.query(awaitingSince(NOT_RESPONDED));
    await queryRunner.query('ALTER TABLE recipient_projection DROP COLUMN added, DROP COLUMN withdrawn');
    await queryRunner.query('ALTER TABLE event DROP COLUMN change_id, DROP COLUMN code');
  }
}

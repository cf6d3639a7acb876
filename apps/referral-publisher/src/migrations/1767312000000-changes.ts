import type { MigrationInterface, QueryRunner } from '#libs/persistence';

/**
 * What happens to a referral after its publication. Rows are added and never changed, but for the content itself: there is
 * one content, the present one, and of those before it only the digest stays.
 */
const CHANGES = `
COMMENT ON TABLE referral_content IS
  'What the police wrote, as it is now: personal data, held for redirects and corrections, erasable without touching the record.';
CREATE INDEX referral_content_by_incident ON referral_content ((content -> 'incident' ->> 'reference'));
ALTER TABLE recipient ADD COLUMN content_version integer NOT NULL DEFAULT 1, ADD COLUMN added_because text;
COMMENT ON COLUMN recipient.content_version IS 'Under the facts of this version the agency was named: they say what it may see of later ones.';

CREATE TABLE change (
  change_id       uuid PRIMARY KEY,
  organisation    text NOT NULL,
  operation       text NOT NULL,
  idempotency_key text NOT NULL,
  request_digest  text NOT NULL,
  referral_id     uuid REFERENCES referral,
  person          text,
  correlation_id  uuid NOT NULL,
  recorded_at     timestamptz NOT NULL,
  details         jsonb NOT NULL,
  answer          json NOT NULL,
  UNIQUE (organisation, idempotency_key)
);
COMMENT ON COLUMN change.details IS 'Codes, times and places; no values of a referral.';
CREATE INDEX change_of_referral ON change (referral_id, recorded_at);
CREATE UNIQUE INDEX change_withdraws_once ON change (referral_id) WHERE operation = 'withdrawal';

CREATE TABLE content_version (
  referral_id uuid NOT NULL REFERENCES referral,
  version     integer NOT NULL,
  digest      text NOT NULL,
  facts       jsonb NOT NULL,
  replaced_by uuid NOT NULL REFERENCES change DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (referral_id, version)
);
COMMENT ON TABLE content_version IS 'A content that was replaced: its digest, and the facts that routed it (area, concerns, grade, schools). The present one is the next version.';

CREATE TABLE change_recipient (
  change_id       uuid NOT NULL REFERENCES change,
  agency          text NOT NULL,
  message_id      uuid NOT NULL UNIQUE,
  envelope_digest text NOT NULL,
  PRIMARY KEY (change_id, agency)
);
CREATE TABLE change_receipt (
  receipt_id  uuid PRIMARY KEY,
  change_id   uuid NOT NULL REFERENCES change,
  agency      text NOT NULL,
  rung        text NOT NULL,
  actor       text,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX change_receipt_of_change ON change_receipt (change_id, agency);`;

const STATEMENTS = `
CREATE TABLE agency_milestone (
  receipt_id  uuid PRIMARY KEY,
  referral_id uuid NOT NULL REFERENCES referral,
  agency      text NOT NULL,
  kind        text NOT NULL,
  at          timestamptz NOT NULL,
  actor       text NOT NULL,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX agency_milestone_of_referral ON agency_milestone (referral_id, at);
CREATE TABLE recorded_ethnicity (
  receipt_id  uuid PRIMARY KEY,
  referral_id uuid NOT NULL REFERENCES referral,
  agency      text NOT NULL,
  child       text NOT NULL,
  namespace   text NOT NULL,
  code        text NOT NULL,
  actor       text NOT NULL,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX recorded_ethnicity_of_child ON recorded_ethnicity (referral_id, child, agency, occurred_at);
CREATE TABLE ethnicity_conflict (
  conflict_id uuid PRIMARY KEY,
  referral_id uuid NOT NULL REFERENCES referral,
  child       text NOT NULL,
  kind        text NOT NULL,
  known       text NOT NULL,
  recorded    text NOT NULL,
  raised_at   timestamptz NOT NULL,
  UNIQUE (referral_id, child, known, recorded)
);
COMMENT ON COLUMN ethnicity_conflict.known IS 'Organisation, list and code: a conflict is raised once for each pair of records.';
CREATE TABLE feedback_opening (
  receipt_id uuid NOT NULL REFERENCES receipt,
  person     text NOT NULL,
  opened_at  timestamptz NOT NULL,
  PRIMARY KEY (receipt_id, person)
);`;

const INCIDENTS = `
CREATE TABLE incident (
  incident_id     uuid PRIMARY KEY,
  organisation    text NOT NULL,
  reference       text NOT NULL,
  case_key        text NOT NULL,
  reported_at     timestamptz NOT NULL,
  notified_at     timestamptz NOT NULL,
  referral_due_at timestamptz,
  UNIQUE (organisation, reference)
);
CREATE TABLE incident_link (
  incident_id uuid NOT NULL REFERENCES incident,
  referral_id uuid NOT NULL REFERENCES referral,
  linked_at   timestamptz NOT NULL,
  PRIMARY KEY (incident_id, referral_id)
);
CREATE INDEX incident_link_of_referral ON incident_link (referral_id);`;

export class Changes1767312000000 implements MigrationInterface {
  name = 'Changes1767312000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(CHANGES);
    await queryRunner.query(STATEMENTS);
    await queryRunner.query(INCIDENTS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE incident_link, incident, feedback_opening, ethnicity_conflict, recorded_ethnicity, agency_milestone');
    await queryRunner.query('DROP TABLE change_receipt, change_recipient, content_version, change');
    await queryRunner.query('ALTER TABLE recipient DROP COLUMN added_because, DROP COLUMN content_version');
    await queryRunner.query('DROP INDEX referral_content_by_incident');
  }
}

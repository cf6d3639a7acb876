import type { MigrationInterface, QueryRunner } from '#libs/persistence';

/**
 * What the force changed after it shared a referral, and what people here stated beside the ladder. Of a content that was
 * replaced nothing stays but the digest of the message that brought it.
 */
const TABLES = `
ALTER TABLE referral_content ADD COLUMN version integer NOT NULL DEFAULT 1;
CREATE TABLE referral_update (
  update_id       uuid PRIMARY KEY,
  receipt_id      uuid NOT NULL,
  referral_id     uuid NOT NULL REFERENCES referral,
  kind            text NOT NULL,
  code            text,
  fields          text[],
  version         integer,
  message_id      uuid NOT NULL UNIQUE,
  envelope_digest text NOT NULL,
  topic           text NOT NULL,
  partition       integer NOT NULL,
  kafka_offset    bigint NOT NULL,
  correlation_id  uuid NOT NULL,
  issued_at       timestamptz NOT NULL,
  received_at     timestamptz NOT NULL
);
COMMENT ON TABLE referral_update IS 'Codes, places and digests; the values of a correction are in the content and nowhere else.';
CREATE INDEX referral_update_of_referral ON referral_update (referral_id, issued_at);

CREATE TABLE correction_acknowledgement (
  update_id   uuid PRIMARY KEY REFERENCES referral_update,
  receipt_id  uuid NOT NULL UNIQUE,
  person      text NOT NULL,
  occurred_at timestamptz NOT NULL
);
CREATE TABLE recorded_ethnicity (
  receipt_id  uuid PRIMARY KEY,
  referral_id uuid NOT NULL REFERENCES referral,
  child       smallint NOT NULL,
  namespace   text NOT NULL,
  code        text NOT NULL,
  person      text NOT NULL,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX recorded_ethnicity_of_child ON recorded_ethnicity (referral_id, child, occurred_at);
CREATE TABLE milestone (
  receipt_id  uuid PRIMARY KEY,
  referral_id uuid NOT NULL REFERENCES referral,
  kind        text NOT NULL,
  at          timestamptz NOT NULL,
  person      text NOT NULL,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX milestone_of_referral ON milestone (referral_id, kind, occurred_at);`;

/**
 * The one way in which content can become another: by a higher version. SECURITY DEFINER, so that the node's role can
 * replace a content and still rewrite none.
 */
const REPLACE = `
CREATE FUNCTION replace_content(copies json) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  UPDATE referral_content c
  SET version = latest.version, marking = latest.marking, grade = latest.grade, concern_types = latest.concern_types, view = latest.view
  FROM (
    SELECT DISTINCT ON (referral_id) referral_id, version, marking, grade, concern_types, view
    FROM json_to_recordset(copies) AS r (referral_id uuid, version integer, marking text, grade text, concern_types text[], view jsonb)
    ORDER BY referral_id, version DESC
  ) AS latest
  WHERE c.referral_id = latest.referral_id AND c.version < latest.version
$$;`;

export class Updates1767312000000 implements MigrationInterface {
  name = 'Updates1767312000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(TABLES);
    await queryRunner.query(REPLACE);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP FUNCTION replace_content(json)');
    await queryRunner.query('DROP TABLE milestone, recorded_ethnicity, correction_acknowledgement, referral_update');
    await queryRunner.query('ALTER TABLE referral_content DROP COLUMN version');
  }
}

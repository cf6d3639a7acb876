import type { MigrationInterface, QueryRunner } from '#libs/persistence';

/**
 * Which unit a referral came from, and how the ethnicity of its children was recorded: never what was recorded. One value
 * of the publication, compared like the others, so that it costs the recorder no statement of its own.
 */
const ORIGIN = `
CREATE TYPE ethnicity_mark AS (stated text, reason text, perceived text, conflict boolean, defaulted boolean);
CREATE TYPE referral_origin AS (at timestamptz, message_id uuid, unit text, ethnicity ethnicity_mark[]);
ALTER TABLE referral_projection ADD COLUMN origin referral_origin;
ALTER TABLE referral_projection ADD COLUMN unit text GENERATED ALWAYS AS ((origin).unit) STORED;
COMMENT ON COLUMN referral_projection.origin IS 'Of the publication: its unit, where it has a code, and the marks of its children in their order; null before either was said.';`;

const CONFLICT = `
CREATE TABLE ethnicity_conflict_projection (
  conflict_id uuid PRIMARY KEY,
  referral_id uuid NOT NULL,
  child       text NOT NULL,
  kind        text NOT NULL,
  known_by    text NOT NULL,
  recorded_by text NOT NULL,
  raised_at   timestamptz NOT NULL
);
COMMENT ON TABLE ethnicity_conflict_projection IS 'Derived from the event log: whose records of a child contradict each other. No code of an ethnicity is in it.';
CREATE INDEX ethnicity_conflict_by_time ON ethnicity_conflict_projection (raised_at);
CREATE INDEX ethnicity_conflict_of_child ON ethnicity_conflict_projection (referral_id, child);`;

const CORRECTION = `
CREATE TABLE ethnicity_correction_projection (
  update_id    uuid NOT NULL,
  child        text NOT NULL,
  referral_id  uuid NOT NULL,
  corrected_at timestamptz NOT NULL,
  PRIMARY KEY (update_id, child)
);
COMMENT ON TABLE ethnicity_correction_projection IS 'Derived from the event log: corrections of what a child or carer stated as ethnicity.';
CREATE INDEX ethnicity_correction_of_child ON ethnicity_correction_projection (referral_id, child, corrected_at);`;

/** What measures ask for by period. Due times and reports never change, so that nothing is added to later updates of a row. */
const PERIODS = `
CREATE INDEX clock_by_due_time ON clock_projection (due_at, rule);
CREATE INDEX incident_by_report ON incident_projection (reported_at) WHERE due_at IS NOT NULL;`;

/**
 * What measures are counted from, beside what the projections hold already. Rows recorded before have no origin until the
 * projections are made again from the log (`rebuild`).
 */
export class Measures1767571200000 implements MigrationInterface {
  name = 'Measures1767571200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const sql of [ORIGIN, CONFLICT, CORRECTION, PERIODS]) await queryRunner.query(sql);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX incident_by_report, clock_by_due_time');
    await queryRunner.query('DROP TABLE ethnicity_correction_projection, ethnicity_conflict_projection');
    await queryRunner.query('ALTER TABLE referral_projection DROP COLUMN unit, DROP COLUMN origin');
    await queryRunner.query('DROP TYPE referral_origin, ethnicity_mark');
  }
}

import { appendOnly, type MigrationInterface, type QueryRunner } from '#libs/persistence';

/** Who asked for what was not theirs. No reference to referral: it is not held here, and may not exist. */
const TABLE = `
CREATE TABLE refused_access (
  refusal_id   uuid PRIMARY KEY,
  referral_id  uuid,
  organisation text NOT NULL,
  person       text,
  reason       text NOT NULL CHECK (reason IN ('not-held', 'other-organisation')),
  asked_at     timestamptz NOT NULL
);
COMMENT ON TABLE refused_access IS 'Append-only: every question that was answered as if there were nothing. Opaque references, no content.';
CREATE INDEX refused_access_by_time ON refused_access (asked_at, refusal_id);`;

export class RefusedAccess1767484800000 implements MigrationInterface {
  name = 'RefusedAccess1767484800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(TABLE);
    await queryRunner.query(appendOnly('refused_access'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE refused_access; DROP FUNCTION refuse_change()');
  }
}

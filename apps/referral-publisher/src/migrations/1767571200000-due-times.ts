import type { MigrationInterface, QueryRunner } from '#libs/persistence';

/** By when each recipient is to answer, as it was told when it was told: a policy that changes later changes nothing of it. */
export class DueTimes1767571200000 implements MigrationInterface {
  name = 'DueTimes1767571200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE recipient ADD COLUMN due json;
      COMMENT ON COLUMN recipient.due IS 'Clocks that began with the sharing: rule, due time, why. Null for what was shared before they were written down, or started none.';
      ALTER TABLE referral ADD COLUMN counted json;
      COMMENT ON COLUMN referral.counted IS 'What clocks follow from, as it was at publication: grade, concerns, and since when there were grounds. Null for earlier referrals.';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE referral DROP COLUMN counted; ALTER TABLE recipient DROP COLUMN due');
  }
}

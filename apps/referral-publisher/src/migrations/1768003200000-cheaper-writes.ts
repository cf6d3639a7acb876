import { outboxTablesV2, revertOutboxTablesV2, type MigrationInterface, type QueryRunner } from '#libs/persistence';

/**
 * Rows that only ever come in one statement with their referral, or after a look at it, and that the app's role can
 * neither change nor delete: a foreign key would prove for each row what cannot be otherwise, at a third of the cost of
 * writing it. Content is not compressed: it is two to four kilobytes, and compressing it costs more than all of its indexes.
 */
const CHILDREN = ['referral_content', 'recipient', 'receipt'];

export class CheaperWrites1768003200000 implements MigrationInterface {
  name = 'CheaperWrites1768003200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(outboxTablesV2());
    await queryRunner.query('ALTER TABLE referral_content SET (toast_tuple_target = 8160)');
    for (const table of CHILDREN) await queryRunner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_referral_id_fkey`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of CHILDREN) await queryRunner.query(`ALTER TABLE ${table} ADD FOREIGN KEY (referral_id) REFERENCES referral`);
    await queryRunner.query('ALTER TABLE referral_content RESET (toast_tuple_target)');
    await queryRunner.query(revertOutboxTablesV2());
  }
}

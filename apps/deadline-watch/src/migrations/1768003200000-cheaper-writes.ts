import { outboxTablesV2, revertOutboxTablesV2, type MigrationInterface, type QueryRunner } from '#libs/persistence';

export class CheaperWrites1768003200000 implements MigrationInterface {
  name = 'CheaperWrites1768003200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(outboxTablesV2());
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(revertOutboxTablesV2());
  }
}

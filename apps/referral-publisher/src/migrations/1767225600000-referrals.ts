import { intakeTablesV1 } from '#libs/intake';
import { outboxTablesV1, type MigrationInterface, type QueryRunner } from '#libs/persistence';

/** Referrals, who is expected to answer them, and what was answered. Content stands apart, so that it can be erased alone. */
export class Referrals1767225600000 implements MigrationInterface {
  name = 'Referrals1767225600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(outboxTablesV1());
    await queryRunner.query(intakeTablesV1());
    await queryRunner.query(`
      CREATE TABLE referral (
        referral_id     uuid PRIMARY KEY,
        organisation    text NOT NULL,
        idempotency_key text NOT NULL,
        request_digest  text NOT NULL,
        case_key        text NOT NULL,
        correlation_id  uuid NOT NULL,
        accepted_at     timestamptz NOT NULL,
        UNIQUE (organisation, idempotency_key)
      );
      CREATE TABLE referral_content (
        referral_id uuid PRIMARY KEY REFERENCES referral,
        content     jsonb NOT NULL
      );
      COMMENT ON TABLE referral_content IS 'What the police wrote: personal data, held for redirects and erasable without touching the record.';
      CREATE TABLE recipient (
        referral_id       uuid NOT NULL REFERENCES referral,
        agency            text NOT NULL,
        hop               smallint NOT NULL,
        purpose           text NOT NULL,
        agreement_id      text NOT NULL,
        agreement_version integer NOT NULL,
        expectation       text NOT NULL,
        message_id        uuid NOT NULL UNIQUE,
        envelope_digest   text NOT NULL,
        published_at      timestamptz NOT NULL,
        PRIMARY KEY (referral_id, agency)
      );
      CREATE TABLE receipt (
        receipt_id    uuid PRIMARY KEY,
        referral_id   uuid NOT NULL REFERENCES referral,
        agency        text NOT NULL,
        rung          text NOT NULL,
        reason_code   text,
        decision      text,
        redirected_to text,
        feedback      text,
        actor         text,
        occurred_at   timestamptz NOT NULL,
        recorded_at   timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX receipt_of_referral ON receipt (referral_id, agency, occurred_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE receipt, recipient, referral_content, referral, outbox, inbox_message, quarantine');
  }
}

import { dropIntakeTablesV1, intakeTablesV1 } from '#libs/intake';
import { dropOutboxTablesV1, outboxTablesV1, type MigrationInterface, type QueryRunner } from '#libs/persistence';

/** What one agency has received, and every step it has taken. Content stands apart, so that it can be erased alone. */
export class Inbox1767225600000 implements MigrationInterface {
  name = 'Inbox1767225600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(outboxTablesV1());
    await queryRunner.query(intakeTablesV1());
    await queryRunner.query(`
      CREATE TABLE referral (
        referral_id       uuid PRIMARY KEY,
        message_id        uuid NOT NULL,
        case_key          text NOT NULL,
        hop               smallint NOT NULL,
        force             text NOT NULL,
        purpose           text NOT NULL,
        agreement_id      text NOT NULL,
        agreement_version integer NOT NULL,
        expectation       text NOT NULL,
        received_at       timestamptz(3) NOT NULL,
        rung              text NOT NULL DEFAULT 'delivered'
      );
      COMMENT ON COLUMN referral.message_id IS
        'The message whose content is held: the first that came. It is the copy that every receipt is about.';
      COMMENT ON COLUMN referral.rung IS 'Where the agency stands: folded from the steps and written with each of them.';
      COMMENT ON COLUMN referral.received_at IS
        'Milliseconds: it is half of the key of a page, and a page key travels through JavaScript.';
      CREATE INDEX referral_by_rung ON referral (rung, received_at DESC, referral_id DESC);

      CREATE TABLE referral_content (
        referral_id   uuid PRIMARY KEY REFERENCES referral,
        marking       text NOT NULL,
        grade         text,
        concern_types text[],
        view          jsonb NOT NULL
      );
      COMMENT ON TABLE referral_content IS
        'The view of this agency: personal data, erasable without touching the record of who did what and when.';

      CREATE TABLE delivery (
        message_id      uuid PRIMARY KEY,
        receipt_id      uuid NOT NULL,
        referral_id     uuid NOT NULL REFERENCES referral,
        hop             smallint NOT NULL,
        envelope_digest text NOT NULL,
        topic           text NOT NULL,
        partition       integer NOT NULL,
        kafka_offset    bigint NOT NULL,
        correlation_id  uuid NOT NULL,
        issued_at       timestamptz NOT NULL,
        delivered_at    timestamptz NOT NULL
      );
      COMMENT ON TABLE delivery IS
        'One row per message that was delivered: normally one per referral, more when it was sent again as a later hop.';

      CREATE TABLE step (
        referral_id    uuid NOT NULL REFERENCES referral,
        ordinal        integer NOT NULL,
        receipt_id     uuid NOT NULL UNIQUE,
        rung           text NOT NULL,
        person         text NOT NULL,
        reason_code    text,
        decision       text,
        redirected_to  text,
        feedback       text,
        occurred_at    timestamptz NOT NULL,
        correlation_id uuid,
        PRIMARY KEY (referral_id, ordinal)
      );
      COMMENT ON COLUMN step.ordinal IS
        '1, 2, 3 … per referral: two steps that were decided on the same standing cannot both be written.';

      CREATE TABLE rung_count (
        rung      text PRIMARY KEY,
        referrals bigint NOT NULL CHECK (referrals >= 0)
      );
      COMMENT ON TABLE rung_count IS
        'Kept with each change of referral.rung, because counting an inbox of years takes seconds.';
      INSERT INTO rung_count (rung, referrals)
      SELECT rung, 0 FROM unnest(ARRAY['delivered', 'opened', 'accepted', 'refused', 'redirected', 'decided', 'fed_back']) AS rung;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE rung_count, step, delivery, referral_content, referral');
    await queryRunner.query(dropIntakeTablesV1());
    await queryRunner.query(dropOutboxTablesV1());
  }
}

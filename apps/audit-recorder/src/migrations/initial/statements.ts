import { knownFactTables, statementTable } from '#libs/judgement';
import { appendOnly } from '#libs/persistence';

/** A row to lock: facts and statements of one referral take turns, so that each verdict sees everything that was recorded before it. */
const JUDGED_REFERRAL = `
CREATE TABLE judged_referral (
  referral_id uuid PRIMARY KEY
);
COMMENT ON TABLE judged_referral IS 'One row to lock for each referral with facts or statements.';`;

/** `verdict_id` gives the order of the verdicts on one statement, because they are added under the lock of its referral. One partition a month, like the events. */
const VERDICT = `
CREATE TABLE verdict (
  verdict_id   bigint GENERATED ALWAYS AS IDENTITY,
  judged_at    timestamptz NOT NULL DEFAULT exchange_now(),
  agency       text NOT NULL,
  partition    integer NOT NULL,
  kafka_offset bigint NOT NULL,
  entry        smallint NOT NULL,
  statement_id uuid NOT NULL,
  digest       text NOT NULL,
  message_id   uuid NOT NULL,
  referral_id  uuid,
  verdict      text NOT NULL,
  effect       text,
  code         text,
  counts_at    timestamptz(3),
  work_at      timestamptz(3),
  marks        text[] NOT NULL,
  PRIMARY KEY (judged_at, verdict_id)
) PARTITION BY RANGE (judged_at);
COMMENT ON TABLE verdict IS 'Append-only log of every verdict on a statement of an agency, the first one and each change, kept for ever; one partition a month.';
COMMENT ON COLUMN verdict.judged_at IS 'By the clock of the exchange.';
CREATE INDEX verdict_of_referral ON verdict (referral_id, verdict_id);`;

/** The statements of agencies, the copies that they are about, and their verdicts. */
export const STATEMENTS: readonly string[] = [statementTable(), knownFactTables(), JUDGED_REFERRAL, VERDICT, appendOnly('verdict')];

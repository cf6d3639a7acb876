import { accessRecordTables, seenProofTable } from '#libs/app-wiring';
import { intakeTables } from '#libs/intake';
import { knownFactTables, statementTable } from '#libs/judgement';
import { outboxTables, type Migration } from '#libs/persistence';

/** One row per referral. Its lock covers all clocks of the referral, and `next_at` is the time of the next notice. */
const REFERRAL = `
CREATE TABLE referral (
  referral_id uuid PRIMARY KEY,
  next_at     timestamptz
) WITH (fillfactor = 80);
CREATE INDEX referral_due ON referral (next_at, referral_id) WHERE next_at IS NOT NULL;`;

/** The part of each message from which clocks are worked out, in any order of the messages. */
const FACT = `
CREATE TABLE fact (
  referral_id uuid NOT NULL,
  message_id  uuid NOT NULL,
  content     jsonb NOT NULL,
  PRIMARY KEY (referral_id, message_id)
);`;

const CLOCK = `
CREATE TABLE clock (
  clock_id         uuid PRIMARY KEY,
  referral_id      uuid NOT NULL,
  rule_id          text NOT NULL,
  rule_version     integer NOT NULL,
  anchor           text NOT NULL,
  anchor_at        timestamptz NOT NULL,
  because          uuid NOT NULL,
  agency           text NOT NULL,
  child_id         uuid,
  episode_id       uuid,
  calendar_id      text,
  calendar_version text,
  due_at           timestamptz,
  explanation      text NOT NULL,
  refusal          text,
  steps            jsonb NOT NULL,
  against          text NOT NULL,
  owner            text NOT NULL,
  outcome          text CHECK (outcome IN ('met', 'cancelled', 'superseded')),
  ended_by         text,
  ended_at         timestamptz,
  stated_at        timestamptz,
  supersedes       uuid,
  CHECK ((due_at IS NULL) = (refusal IS NOT NULL)),
  CHECK ((outcome IS NULL) = (ended_at IS NULL))
) WITH (fillfactor = 80);
COMMENT ON TABLE clock IS 'Worked out from fact and the rules. Warned or breached is a question of the time and is not kept.';
COMMENT ON COLUMN clock.stated_at IS 'When the broker stored the statement of an end in time, if that was after the due time. A breach then remains.';
COMMENT ON COLUMN clock.episode_id IS 'The missing episode of the child, of a clock about one: each return has its own.';
COMMENT ON COLUMN clock.agency IS 'Against which it began; against is the one that has it now.';
COMMENT ON COLUMN clock.supersedes IS 'The clock that counted from the time before a correction. It ended as superseded, unless it had ended before.';
CREATE INDEX clock_of_referral ON clock (referral_id);
CREATE INDEX clock_open ON clock (coalesce(due_at, '-infinity'::timestamptz), clock_id) WHERE outcome IS NULL;
CREATE INDEX clock_refused ON clock (referral_id) WHERE refusal IS NOT NULL;`;

/** The notices that were sent. Each is sent once and never deleted. */
const NOTICE = `
CREATE TABLE notice (
  clock_id    uuid NOT NULL,
  name        text NOT NULL,
  referral_id uuid NOT NULL,
  agency      text NOT NULL,
  message_id  uuid NOT NULL,
  raised_at   timestamptz NOT NULL,
  PRIMARY KEY (clock_id, name)
);
COMMENT ON COLUMN notice.agency IS 'The agency that it went to. A breach and the end of the clock go to each agency of its earlier notices as well.';
CREATE INDEX notice_of_referral ON notice (referral_id);`;

/** During a rebuild the watch makes no call, because the facts of the answers may not be there yet. */
const REBUILD = `
CREATE TABLE rebuild (
  only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  running    boolean NOT NULL
);
INSERT INTO rebuild (running) VALUES (false);`;

/** The schema of the deadline watch. Edited in place until 1.0. */
export const INITIAL: Migration = {
  name: 'Initial1767225600000',
  statements: [outboxTables(), intakeTables(), seenProofTable(), accessRecordTables(), knownFactTables(), statementTable(), REFERRAL, FACT, CLOCK, NOTICE, REBUILD],
};

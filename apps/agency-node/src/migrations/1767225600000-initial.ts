import { accessRecordTables, seenProofTable } from '#libs/app-wiring';
import { intakeTables } from '#libs/intake';
import { outboxTables, type Migration } from '#libs/persistence';

/**
 * The referrals of one agency and every step it has taken. Content has a table of its own, so that it can be erased alone.
 * `referral_content` and `delivery` have no foreign key. Their rows are written in one statement with their referral or after a
 * look at it, and the app's role can neither change nor delete them. A key would prove a fact that is already certain, at a third
 * of the cost of writing the row. Content is two to four kilobytes and is not compressed, because compression would cost more than
 * all of its indexes.
 */
const REFERRAL = `
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
COMMENT ON COLUMN referral.message_id IS 'The message whose content is held: the first that came. Every receipt is about this copy.';
COMMENT ON COLUMN referral.rung IS 'The highest rung that the agency has reached: folded from the steps and written with each of them.';
COMMENT ON COLUMN referral.received_at IS 'Milliseconds: it is half of the key of a page, and a page key travels through JavaScript.';
CREATE INDEX referral_by_rung ON referral (rung, received_at DESC, referral_id DESC);

CREATE TABLE referral_content (
  referral_id   uuid PRIMARY KEY,
  marking       text NOT NULL,
  grade         text,
  concern_types text[],
  view          jsonb NOT NULL,
  version       integer NOT NULL DEFAULT 1
) WITH (toast_tuple_target = 8160);
COMMENT ON TABLE referral_content IS
  'The view of this agency: personal data, erasable without touching the record of who did what and when.';

CREATE TABLE delivery (
  message_id      uuid PRIMARY KEY,
  receipt_id      uuid NOT NULL,
  referral_id     uuid NOT NULL,
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
  asserted_by    text,
  reason_code    text,
  decision       text,
  redirected_to  text,
  feedback       text,
  duplicate_of   uuid,
  is_repeat      boolean NOT NULL,
  occurred_at    timestamptz NOT NULL,
  correlation_id uuid,
  PRIMARY KEY (referral_id, ordinal)
);
COMMENT ON COLUMN step.asserted_by IS 'The system of the agency that named the person. Null for a person whom the issuer of tokens has verified.';
COMMENT ON COLUMN step.ordinal IS
  '1, 2, 3 … per referral: two steps that were decided on the same state cannot both be written.';
COMMENT ON COLUMN step.is_repeat IS 'A colleague gave the answer on record again. The answer stays the first one.';

CREATE TABLE rung_count (
  rung      text PRIMARY KEY,
  referrals bigint NOT NULL CHECK (referrals >= 0)
);
COMMENT ON TABLE rung_count IS 'Kept with each change of referral.rung, because counting an inbox of years takes seconds.';
INSERT INTO rung_count (rung, referrals)
SELECT rung, 0 FROM unnest(ARRAY['delivered', 'opened', 'accepted', 'refused', 'redirected', 'decided', 'fed_back']) AS rung;`;

/**
 * The changes that the force made after it shared a referral, and the statements of people here beside the ladder. Of a replaced
 * content, the table keeps only the digest of the message that brought it.
 */
const UPDATES = `
CREATE TABLE referral_update (
  update_id       uuid PRIMARY KEY,
  receipt_id      uuid NOT NULL,
  referral_id     uuid NOT NULL REFERENCES referral,
  kind            text NOT NULL,
  code            text,
  previous_grade  text,
  child_id        uuid,
  episode_id      uuid,
  happened_at     timestamptz,
  risk_level      text,
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
  child_id    uuid NOT NULL,
  namespace   text NOT NULL,
  code        text NOT NULL,
  salt        text NOT NULL,
  person      text NOT NULL,
  occurred_at timestamptz NOT NULL
);
COMMENT ON TABLE recorded_ethnicity IS 'Content: the codes, and the salts of their digests. The statement of each record holds the digest alone.';
CREATE INDEX recorded_ethnicity_of_child ON recorded_ethnicity (referral_id, child_id, occurred_at);
CREATE TABLE milestone (
  receipt_id  uuid PRIMARY KEY,
  referral_id uuid NOT NULL REFERENCES referral,
  kind        text NOT NULL,
  at          timestamptz NOT NULL,
  person      text NOT NULL,
  occurred_at timestamptz NOT NULL,
  child_id    uuid NOT NULL,
  episode_id  uuid
);
COMMENT ON COLUMN milestone.episode_id IS 'Of a return interview. Null for a step about the child.';
CREATE INDEX milestone_of_referral ON milestone (referral_id, kind, occurred_at);`;

/**
 * The one way to replace a content: by a higher version. SECURITY DEFINER, so that the node's role can replace a content and
 * rewrite none.
 */
const REPLACE_CONTENT = `
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

/**
 * What persons here stated, as it was sent, and the notices of the exchange. Notices may be about a referral that has not arrived yet,
 * so they have no foreign key.
 */
const NOTICES = `
CREATE TABLE own_statement (
  place       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  receipt_id  uuid NOT NULL UNIQUE,
  referral_id uuid NOT NULL REFERENCES referral,
  partition   integer NOT NULL,
  digest      text NOT NULL,
  rung        text,
  kind        text,
  person      text NOT NULL,
  stated_at   timestamptz(3) NOT NULL,
  topic       text NOT NULL,
  key         text NOT NULL,
  headers     jsonb NOT NULL,
  value       bytea NOT NULL
);
COMMENT ON TABLE own_statement IS 'The message of each statement of a person, so that it can be sent again byte for byte. Ids, codes, times and digests.';
CREATE INDEX own_statement_of_referral ON own_statement (referral_id, place);

CREATE TABLE judged_statement (
  partition     integer NOT NULL,
  receipt_id    uuid NOT NULL,
  digest        text NOT NULL,
  referral_id   uuid,
  rung          text,
  kind          text,
  at            timestamptz(3) NOT NULL,
  actor         text,
  verdict       text NOT NULL CHECK (verdict IN ('taken', 'waiting', 'refused')),
  code          text,
  notice_offset bigint NOT NULL,
  PRIMARY KEY (receipt_id, digest, partition)
);
COMMENT ON TABLE judged_statement IS
  'The exchange''s verdicts on statements from the topic of this agency: those made here, and those that another client made.';
CREATE INDEX judged_statement_of_referral ON judged_statement (referral_id, notice_offset);

CREATE TABLE clock (
  clock_id     uuid PRIMARY KEY,
  referral_id  uuid NOT NULL,
  rule         text NOT NULL,
  anchor       text NOT NULL,
  child_id     uuid,
  episode_id   uuid,
  organisation text,
  due_at       timestamptz(3),
  explanation  text NOT NULL,
  breached_at  timestamptz(3),
  ended_at     timestamptz(3),
  ended_by     text,
  outcome      text CHECK (outcome IN ('met', 'met-late', 'cancelled', 'superseded')),
  supersedes   uuid
);
COMMENT ON COLUMN clock.supersedes IS 'Of a clock that counts from a corrected time: the clock that counted from the time before.';
COMMENT ON COLUMN clock.due_at IS 'Null where a calendar is missing, so that the exchange cannot calculate it.';
CREATE INDEX clock_of_referral ON clock (referral_id, due_at);
CREATE TABLE clock_call (
  clock_id     uuid NOT NULL,
  step         smallint NOT NULL,
  kind         text NOT NULL,
  organisation text NOT NULL,
  role         text NOT NULL,
  contact      text,
  due_at       timestamptz(3) NOT NULL,
  raised_at    timestamptz(3) NOT NULL,
  PRIMARY KEY (clock_id, step)
);

CREATE TABLE notified_withdrawal (
  referral_id  uuid PRIMARY KEY,
  reason       text NOT NULL,
  withdrawn_at timestamptz(3) NOT NULL
);
CREATE TABLE declined_redirect (
  receipt_id  uuid PRIMARY KEY,
  referral_id uuid NOT NULL,
  from_agency text NOT NULL,
  to_agency   text NOT NULL,
  reason      text NOT NULL,
  successor   text,
  declined_at timestamptz(3) NOT NULL
);
COMMENT ON TABLE declined_redirect IS 'Redirects that were not followed: those of this agency, and those of others that name it although it has the referral.';
CREATE INDEX declined_redirect_of_referral ON declined_redirect (referral_id);
CREATE TABLE omitted_statements (
  notice_id  uuid PRIMARY KEY,
  statements integer NOT NULL,
  judged_at  timestamptz(3) NOT NULL
);
COMMENT ON TABLE omitted_statements IS 'How many statements that do not count a notice left out, because they were too many at once.';
CREATE TABLE notified_holder (
  referral_id   uuid PRIMARY KEY,
  state         text NOT NULL CHECK (state IN ('held', 'awaiting', 'no-holder')),
  since         timestamptz(3) NOT NULL,
  agencies      text[] NOT NULL,
  children      jsonb,
  changed_at    timestamptz(3) NOT NULL
);
COMMENT ON TABLE notified_holder IS 'Who has the child, by the latest notice of the exchange.';`;

/** The schema of one agency's node. Edited in place until 1.0. */
export const INITIAL: Migration = {
  name: 'Initial1767225600000',
  statements: [outboxTables(), intakeTables(), seenProofTable(), accessRecordTables(), REFERRAL, UPDATES, NOTICES, REPLACE_CONTENT],
};

import { accessRecordTables, seenProofTable } from '#libs/app-wiring';
import { intakeTables } from '#libs/intake';
import { copyTable, statementTable } from '#libs/judgement';
import { outboxTables, type Migration } from '#libs/persistence';

import { LAST_CHANGE } from './initial/last-change.js';

/**
 * Referrals, and the agencies that are expected to answer them. Content has a table of its own, so that it can be erased alone.
 * `referral_content` and `recipient` have no foreign key. Their rows are written in one statement with their referral or after a look
 * at it, and the app's role can neither change nor delete them. A key would prove a fact that is already certain, at a third of the
 * cost of writing the row. Content is two to four kilobytes and is not compressed, because compression would cost more than all of
 * its indexes.
 */
const REFERRAL = `
CREATE TABLE referral (
  referral_id     uuid PRIMARY KEY,
  organisation    text NOT NULL,
  idempotency_key text NOT NULL,
  request_digest  text NOT NULL,
  case_key        text NOT NULL,
  correlation_id  uuid NOT NULL,
  accepted_at     timestamptz NOT NULL,
  counted         json,
  children        json NOT NULL,
  UNIQUE (organisation, idempotency_key)
);
COMMENT ON COLUMN referral.children IS 'The ids that the children and their missing episodes were given at publication, in the order of the request, so that a repeat gets the same answer.';
COMMENT ON COLUMN referral.counted IS 'The facts that clocks follow from, as they were at publication: grade, concerns, and since when there were grounds.';
CREATE TABLE referral_content (
  referral_id            uuid PRIMARY KEY,
  content                jsonb NOT NULL,
  incident_reference_key text NOT NULL
) WITH (toast_tuple_target = 8160);
COMMENT ON TABLE referral_content IS
  'The text of the police, as it is now: personal data, held for redirects and corrections, erasable without touching the record.';
COMMENT ON COLUMN referral_content.incident_reference_key IS 'The incident reference in the form in which references are compared.';
CREATE INDEX referral_content_by_incident ON referral_content (incident_reference_key);
CREATE TABLE recipient (
  referral_id       uuid NOT NULL,
  agency            text NOT NULL,
  hop               smallint NOT NULL,
  purpose           text NOT NULL,
  agreement_id      text NOT NULL,
  agreement_version integer NOT NULL,
  expectation       text NOT NULL,
  message_id        uuid NOT NULL UNIQUE,
  envelope_digest   text NOT NULL,
  partition         integer NOT NULL,
  published_at      timestamptz NOT NULL,
  content_version   integer NOT NULL DEFAULT 1,
  added_because     text,
  from_agency       text,
  children          jsonb,
  due               json,
  PRIMARY KEY (referral_id, agency)
);
COMMENT ON COLUMN recipient.content_version IS 'The version whose facts named the agency. They decide which part of later versions it may see.';
COMMENT ON COLUMN recipient.from_agency IS 'The agency whose redirect, or whose end, brought the referral to this one. Null for every other recipient.';
COMMENT ON COLUMN recipient.children IS 'The ids of the children that its copy shows, where it shows some of them only. Null where it shows all. corrected_children has the state since a correction.';
COMMENT ON COLUMN recipient.due IS
  'Clocks that began with the sharing, as they were written down then: rule, due time, why. Null where none did. A later policy changes none of it.';`;

/**
 * The changes of a referral after its publication. Rows are added and never changed, except for the content itself: the table holds
 * the present content, and of each replaced content only the digest.
 */
const CHANGES = `
CREATE TABLE change (
  change_id       uuid PRIMARY KEY,
  organisation    text NOT NULL,
  operation       text NOT NULL,
  idempotency_key text NOT NULL,
  request_digest  text NOT NULL,
  referral_id     uuid REFERENCES referral,
  person          text,
  asserted_by     text,
  correlation_id  uuid NOT NULL,
  recorded_at     timestamptz NOT NULL,
  details         jsonb NOT NULL,
  answer          json NOT NULL,
  UNIQUE (organisation, idempotency_key)
);
COMMENT ON COLUMN change.asserted_by IS 'The system of the force that named the person. Null for a person whom the issuer of tokens has verified.';
COMMENT ON COLUMN change.details IS 'Codes, times and places; no values of a referral.';
CREATE INDEX change_of_referral ON change (referral_id, recorded_at);
CREATE UNIQUE INDEX change_withdraws_once ON change (referral_id) WHERE operation = 'withdrawal';

CREATE TABLE content_version (
  referral_id uuid NOT NULL REFERENCES referral,
  version     integer NOT NULL,
  digest      text NOT NULL,
  facts       jsonb NOT NULL,
  replaced_by uuid NOT NULL REFERENCES change DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (referral_id, version)
);
COMMENT ON TABLE content_version IS 'A content that was replaced: its digest, and the facts that routed it (area, concerns, grade, schools). The present one is the next version.';

CREATE TABLE corrected_children (
  change_id   uuid PRIMARY KEY,
  referral_id uuid NOT NULL,
  recorded_at timestamptz(3) NOT NULL,
  children    jsonb NOT NULL,
  shown       jsonb
);
COMMENT ON TABLE corrected_children IS 'The ids of the children since a correction, and the agencies whose copy shows some of them only. Who has each child is worked out from it.';
CREATE INDEX corrected_children_of_referral ON corrected_children (referral_id, recorded_at);

CREATE TABLE change_recipient (
  change_id       uuid NOT NULL REFERENCES change,
  agency          text NOT NULL,
  message_id      uuid NOT NULL UNIQUE,
  envelope_digest text NOT NULL,
  partition       integer NOT NULL,
  data            jsonb NOT NULL,
  PRIMARY KEY (change_id, agency)
);
COMMENT ON COLUMN change_recipient.data IS 'The message without its view, so that it can be sent again with the present view: codes, ids, places and times.';

${copyTable('resent_copy', 'resend_id uuid NOT NULL REFERENCES change DEFERRABLE INITIALLY DEFERRED')}
COMMENT ON TABLE resent_copy IS 'Copies that were sent once more, each beside the first one of the referral or of the change.';`;

/**
 * The copies that statements are judged against, the statements' effects, and the readings of feedback. The copies are a view, because
 * the publisher sent them and has its own record of each.
 */
const STATEMENTS = `
${copyTable('restored_copy')}
COMMENT ON TABLE restored_copy IS 'Copies that a backup lacked, from the facts of the lifecycle topic. Empty in a publisher that was never restored.';
CREATE TABLE lost_change (
  change_id   uuid PRIMARY KEY,
  referral_id uuid NOT NULL,
  operation   text NOT NULL,
  version     integer NOT NULL,
  recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE lost_change IS 'Changes that a backup lacked, from their facts, without the content. Agencies may hold their versions, so the next change has a higher one.';
CREATE INDEX lost_change_of_referral ON lost_change (referral_id, version);
CREATE VIEW sent_copy (referral_id, agency, message_id, envelope_digest, hop, partition, sent_at, update_id) AS
  SELECT referral_id, agency, message_id, envelope_digest, hop, partition, published_at, NULL::uuid FROM recipient
  UNION ALL
  SELECT h.referral_id, c.agency, c.message_id, c.envelope_digest, n.hop, c.partition, h.recorded_at, c.change_id
  FROM change h JOIN change_recipient c USING (change_id) JOIN recipient n ON n.referral_id = h.referral_id AND n.agency = c.agency
  UNION ALL
  SELECT referral_id, agency, message_id, envelope_digest, hop, partition, sent_at, update_id FROM resent_copy
  UNION ALL
  SELECT referral_id, agency, message_id, envelope_digest, hop, partition, sent_at, update_id FROM restored_copy;
CREATE TABLE redirect_outcome (
  referral_id  uuid NOT NULL,
  agency       text NOT NULL,
  statement_id uuid NOT NULL,
  outcome      text NOT NULL,
  decided_at   timestamptz(3) NOT NULL,
  PRIMARY KEY (referral_id, agency, statement_id)
);
COMMENT ON TABLE redirect_outcome IS 'What became of each redirect: forwarded, or the reason why it was declined.';
CREATE VIEW declined_redirect AS SELECT referral_id, agency, statement_id FROM redirect_outcome WHERE outcome <> 'forwarded';
CREATE TABLE notified_holder (
  referral_id uuid PRIMARY KEY,
  holder      jsonb NOT NULL
);
CREATE TABLE recipient_end (
  referral_id uuid NOT NULL,
  agency      text NOT NULL,
  ended_at    timestamptz,
  recorded_at timestamptz(3) NOT NULL,
  fact_id     uuid NOT NULL,
  PRIMARY KEY (referral_id, agency)
);
COMMENT ON TABLE recipient_end IS 'The end of an agency that was sent a referral, as it was published last. ended_at is null where it was taken back.';
CREATE INDEX recipient_end_in_force ON recipient_end (agency) WHERE ended_at IS NOT NULL;
COMMENT ON TABLE notified_holder IS 'Who has the child, as the agencies were notified last. Has no row while they were not.';
CREATE TABLE statement_effect (
  agency       text NOT NULL,
  partition    integer NOT NULL,
  statement_id uuid NOT NULL,
  digest       text NOT NULL,
  child_id     uuid,
  PRIMARY KEY (agency, partition, statement_id, digest)
);
COMMENT ON TABLE statement_effect IS
  'The redirects that were followed and the ethnicity records that were compared. A verdict may change and change back; the effect happens once.';
COMMENT ON COLUMN statement_effect.child_id IS 'Of an ethnicity record: the child.';
CREATE TABLE ethnicity_conflict (
  conflict_id uuid PRIMARY KEY,
  referral_id uuid NOT NULL REFERENCES referral,
  child_id    uuid NOT NULL,
  kind        text NOT NULL,
  known       jsonb NOT NULL,
  recorded    jsonb NOT NULL,
  raised_at   timestamptz NOT NULL,
  UNIQUE (referral_id, child_id, known, recorded)
);
COMMENT ON TABLE ethnicity_conflict IS
  'Content, because it holds codes: organisation, list and code of both records. A conflict is raised once for each pair. The fact of it holds no code.';
CREATE TABLE ethnicity_code (
  agency      text NOT NULL,
  receipt_id  uuid NOT NULL,
  digest      text NOT NULL,
  referral_id uuid NOT NULL,
  namespace   text NOT NULL,
  code        text NOT NULL,
  claimed_at  timestamptz NOT NULL,
  stored_at   timestamptz NOT NULL DEFAULT exchange_now(),
  PRIMARY KEY (agency, receipt_id, digest)
);
COMMENT ON TABLE ethnicity_code IS
  'Content: the codes that agencies recorded. A code is used where a statement of the agency that is taken names its digest. Either may arrive first.';
COMMENT ON COLUMN ethnicity_code.digest IS 'Computed here from the code and its salt, which is not kept.';
CREATE INDEX ethnicity_code_of_referral ON ethnicity_code (referral_id);
CREATE TABLE feedback_opening (
  referral_id  uuid NOT NULL REFERENCES referral,
  agency       text NOT NULL,
  statement_id uuid NOT NULL,
  person       text NOT NULL,
  person_key   text NOT NULL,
  opened_at    timestamptz NOT NULL,
  PRIMARY KEY (referral_id, agency, statement_id, person_key)
);
COMMENT ON COLUMN feedback_opening.person_key IS 'The staff reference in the form in which references are compared.';`;

const INCIDENTS = `
CREATE TABLE incident (
  incident_id     uuid PRIMARY KEY,
  organisation    text NOT NULL,
  reference       text NOT NULL,
  reference_key   text NOT NULL,
  case_key        text NOT NULL,
  reported_at     timestamptz NOT NULL,
  notified_at     timestamptz NOT NULL,
  referral_due_at timestamptz,
  UNIQUE (organisation, reference_key)
);
COMMENT ON COLUMN incident.reference_key IS 'The reference in the form in which references are compared. The reference itself is kept as written.';
CREATE TABLE incident_link (
  incident_id uuid NOT NULL REFERENCES incident,
  referral_id uuid NOT NULL REFERENCES referral,
  linked_at   timestamptz NOT NULL,
  PRIMARY KEY (incident_id, referral_id)
);
CREATE INDEX incident_link_of_referral ON incident_link (referral_id);`;

/** The schema of the publisher. Edited in place until 1.0. */
export const INITIAL: Migration = {
  name: 'Initial1767225600000',
  statements: [outboxTables(), intakeTables(), seenProofTable(), accessRecordTables(), statementTable(), REFERRAL, CHANGES, STATEMENTS, INCIDENTS, LAST_CHANGE],
};

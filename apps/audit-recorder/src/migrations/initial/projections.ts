/**
 * When something happened, by one message. The fields are compared in order, the time first and the message id next, so that LEAST
 * and GREATEST choose the same occurrence in any order of recording, because Kafka keeps no order across topics. `code` is a reason,
 * a decision or an outcome; `detail` is the agency that a redirect names.
 */
const TYPES = `
CREATE TYPE occurrence AS (at timestamptz, message_id uuid, code text, detail text);
CREATE TYPE publication AS (at timestamptz, message_id uuid, force text, area text, grade text, correlation_id uuid);
CREATE TYPE expectation AS (at timestamptz, message_id uuid, hop smallint, expects text, forwarded_by text, children uuid[]);
CREATE TYPE agency_end AS (at timestamptz, message_id uuid, ended_at timestamptz, successor text);
CREATE TYPE ethnicity_mark AS (child_id uuid, stated text, reason text, perceived text, conflict boolean, defaulted boolean);
CREATE TYPE referral_origin AS (at timestamptz, message_id uuid, unit text, ethnicity ethnicity_mark[], case_key text);`;

const REFERRAL = `
CREATE TABLE referral_projection (
  referral_id    uuid PRIMARY KEY,
  published      publication,
  origin         referral_origin,
  first_event_at timestamptz NOT NULL,
  last_event_at  timestamptz NOT NULL,
  published_at   timestamptz GENERATED ALWAYS AS ((published).at) STORED,
  force          text GENERATED ALWAYS AS ((published).force) STORED,
  area           text GENERATED ALWAYS AS ((published).area) STORED,
  grade          text GENERATED ALWAYS AS ((published).grade) STORED,
  correlation_id uuid GENERATED ALWAYS AS ((published).correlation_id) STORED,
  unit           text GENERATED ALWAYS AS ((origin).unit) STORED,
  case_key       text GENERATED ALWAYS AS ((origin).case_key) STORED
) WITH (fillfactor = 85);
COMMENT ON TABLE referral_projection IS 'Derived from the facts in the event log. published is null while only later facts of the referral have been recorded.';
COMMENT ON COLUMN referral_projection.origin IS 'Of the publication: its unit, where it has a code, how the ethnicity of each child was recorded, without its code, and the opaque key of its case.';
CREATE INDEX referral_by_publication ON referral_projection (published_at, referral_id);
CREATE INDEX referral_of_unit ON referral_projection (unit, published_at, referral_id) WHERE unit IS NOT NULL;
CREATE INDEX referral_of_case ON referral_projection (case_key) WHERE case_key IS NOT NULL;`;

/** The present answer, as in libs/safeguarding: an acceptance may correct a refusal or a redirect, and a refusal may follow a declined redirect. */
const VALID_ANSWER = `
  CASE WHEN (accepted).at IS NOT NULL THEN 'accepted' WHEN (refused).at IS NOT NULL THEN 'refused' WHEN (redirected).at IS NOT NULL THEN 'redirected' END`;

/** The same fold as \`foldRungs\` of libs/safeguarding; a test compares the two. */
const HIGHEST_RUNG = `
  CASE WHEN (fed_back).at IS NOT NULL THEN 'fed_back' WHEN (decided).at IS NOT NULL THEN 'decided'
       WHEN COALESCE((accepted).at, (refused).at, (redirected).at) IS NOT NULL THEN ${VALID_ANSWER}
       WHEN (opened).at IS NOT NULL THEN 'opened' WHEN (delivered).at IS NOT NULL THEN 'delivered'
       WHEN (rejected).at IS NOT NULL THEN 'rejected' WHEN (named).at IS NOT NULL THEN 'published' END`;

const RESPONDED = 'LEAST((accepted).at, (refused).at, (redirected).at, (decided).at)';

/** An agency that has ended answers no more. Until its successor has the referral, a person of the force must act. */
const AWAITS_HANDOVER = '(ended).successor IS NOT NULL AND (onward).at IS NULL';

const RECIPIENT = `
CREATE TABLE recipient_projection (
  referral_id     uuid NOT NULL,
  agency          text NOT NULL,
  named           expectation,
  delivered       occurrence,
  rejected        occurrence,
  opened          occurrence,
  accepted        occurrence,
  refused         occurrence,
  redirected      occurrence,
  decided         occurrence,
  latest_decision occurrence,
  fed_back        occurrence,
  latest_feedback occurrence,
  ended           agency_end,
  onward          occurrence,
  withdrawn       occurrence,
  added           occurrence,
  no_holder_since timestamptz,
  no_holder_children uuid[],
  first_event_at  timestamptz,
  last_stated_at  timestamptz,
  published_at    timestamptz GENERATED ALWAYS AS ((named).at) STORED,
  hop             smallint GENERATED ALWAYS AS ((named).hop) STORED,
  expectation     text GENERATED ALWAYS AS ((named).expects) STORED,
  delivered_at    timestamptz GENERATED ALWAYS AS ((delivered).at) STORED,
  rejected_at     timestamptz GENERATED ALWAYS AS ((rejected).at) STORED,
  opened_at       timestamptz GENERATED ALWAYS AS ((opened).at) STORED,
  accepted_at     timestamptz GENERATED ALWAYS AS ((accepted).at) STORED,
  refused_at      timestamptz GENERATED ALWAYS AS ((refused).at) STORED,
  redirected_at   timestamptz GENERATED ALWAYS AS ((redirected).at) STORED,
  decided_at      timestamptz GENERATED ALWAYS AS ((decided).at) STORED,
  fed_back_at     timestamptz GENERATED ALWAYS AS ((fed_back).at) STORED,
  highest_rung    text GENERATED ALWAYS AS (${HIGHEST_RUNG}) STORED,
  answered        boolean NOT NULL GENERATED ALWAYS AS
                    ((decided).at IS NOT NULL OR COALESCE(${VALID_ANSWER} = 'accepted', false)) STORED,
  responded_at    timestamptz GENERATED ALWAYS AS (${RESPONDED}) STORED,
  awaiting_since  timestamptz GENERATED ALWAYS AS (CASE
                    WHEN (withdrawn).at IS NOT NULL THEN NULL WHEN no_holder_since IS NOT NULL OR ${RESPONDED} IS NOT NULL THEN no_holder_since
                    WHEN (ended).ended_at IS NULL THEN LEAST((named).at, first_event_at) WHEN ${AWAITS_HANDOVER} THEN (ended).ended_at END) STORED,
  PRIMARY KEY (referral_id, agency)
) WITH (fillfactor = 80);
COMMENT ON TABLE recipient_projection IS 'Derived from the event log: one recipient of one referral, and the first time it reached each rung by the statements that count.';
COMMENT ON COLUMN recipient_projection.first_event_at IS 'The earliest fact about it; null while only its own statements count.';
COMMENT ON COLUMN recipient_projection.last_stated_at IS 'The latest statement of the agency that counts.';
COMMENT ON COLUMN recipient_projection.onward IS 'What became of this agency''s redirect: forwarded to detail, or declined with reason code. handed-over to the successor, of an agency that has ended.';
COMMENT ON COLUMN recipient_projection.ended IS 'The end of the agency, by its latest record, and its successor. ended_at is null where the end was taken back.';
COMMENT ON COLUMN recipient_projection.answered IS 'Accepted or decided: what answers a referral. A refusal or redirect responds and does not answer it.';
COMMENT ON COLUMN recipient_projection.no_holder_since IS 'Since when no agency has the child, where this agency is one of those that must answer.';
COMMENT ON COLUMN recipient_projection.no_holder_children IS 'The children whom no agency has, where agencies that must answer were sent different children. Null where no_holder_since is about all of them.';
COMMENT ON COLUMN recipient_projection.awaiting_since IS
  'Null once the agency has accepted, refused, redirected, decided or ended while an agency has or may take the child, and once the referral was withdrawn.';
COMMENT ON COLUMN recipient_projection.added IS 'Why it became a recipient after the publication, other than by a redirect.';
CREATE INDEX recipient_awaiting ON recipient_projection (awaiting_since, referral_id, agency) WHERE awaiting_since IS NOT NULL;
CREATE INDEX recipient_awaiting_of_agency ON recipient_projection (agency, awaiting_since, referral_id) WHERE awaiting_since IS NOT NULL;`;

const CHILDREN = `
CREATE TABLE children_projection (
  message_id  uuid PRIMARY KEY,
  referral_id uuid NOT NULL,
  at          timestamptz NOT NULL,
  children    uuid[] NOT NULL,
  shown       jsonb
);
COMMENT ON TABLE children_projection IS 'Derived: the children of a referral since a correction, and the agencies whose copy shows some of them only.';
CREATE INDEX children_of_referral ON children_projection (referral_id, at);`;

const MEASURES = ['published', 'delivered', 'rejected', 'opened', 'accepted', 'refused', 'redirected', 'decided', 'fed_back'];

/** One row for each recipient and each rung that it has reached, with a weight. */
function weighed(rows: string, weight: 1 | -1): string {
  const values = MEASURES.map((rung) => `('${rung}', r.${rung}_at)`).join(', ');
  return `SELECT r.agency, m.measure, ${weight} AS weight FROM ${rows} r
          CROSS JOIN LATERAL (VALUES ${values}, ('awaiting', r.awaiting_since)) AS m (measure, at) WHERE m.at IS NOT NULL`;
}

function addToTally(counted: string): string {
  return `INSERT INTO agency_tally AS t (agency, measure, recipients)
          SELECT agency, measure, sum(weight) FROM (${counted}) AS c GROUP BY agency, measure HAVING sum(weight) <> 0 ORDER BY agency, measure
          ON CONFLICT (agency, measure) DO UPDATE SET recipients = t.recipients + EXCLUDED.recipients;`;
}

/**
 * A trigger on the counted table keeps the counts, once per statement. So no writer of a recipient can forget them, and no query
 * counts the log. Rows are taken in one order, so that two recorders wait for each other but never in a circle.
 */
const TALLY = `
CREATE TABLE agency_tally (
  agency     text NOT NULL,
  measure    text NOT NULL,
  recipients bigint NOT NULL,
  PRIMARY KEY (agency, measure)
) WITH (fillfactor = 50);
COMMENT ON TABLE agency_tally IS 'Derived: recipients of each agency that have reached a rung, and those awaiting a response.';
CREATE FUNCTION keep_agency_tally() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    ${addToTally(weighed('added', 1))}
  ELSE
    ${addToTally(`${weighed('after_change', 1)} UNION ALL ${weighed('before_change', -1)}`)}
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tally_added AFTER INSERT ON recipient_projection REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION keep_agency_tally();
CREATE TRIGGER tally_changed AFTER UPDATE ON recipient_projection REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change
  FOR EACH STATEMENT EXECUTE FUNCTION keep_agency_tally();`;

/** Referrals and their recipients, with the counts of each agency. */
export const PROJECTIONS: readonly string[] = [TYPES, REFERRAL, RECIPIENT, CHILDREN, TALLY];

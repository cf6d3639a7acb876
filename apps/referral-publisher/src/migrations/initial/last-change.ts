/** The tables whose rows change the status of a referral. All have a `referral_id`. */
const ADDED_TO = [
  'referral', 'recipient', 'change', 'statement', 'redirect_outcome', 'recipient_end', 'feedback_opening', 'ethnicity_conflict', 'ethnicity_code',
];
const UPDATED = ['statement', 'recipient_end'];

/**
 * The last change of each referral, by the transaction that made it. Triggers write it, so that no writer can forget it, and the app's role
 * can only read it. A transaction writes one row for each referral, however many statements it has.
 *
 * A reader goes on from the last transaction that it has seen, and reads only below `pg_snapshot_xmin`: every transaction below it has ended. A
 * transaction that commits late therefore lies after the position of every reader. A time or a sequence could not do this, because both
 * are taken before the commit.
 */
export const LAST_CHANGE = `
CREATE TABLE last_change (
  referral_id  uuid PRIMARY KEY,
  organisation text NOT NULL,
  changed_in   xid8 NOT NULL,
  changed_at   timestamptz(3) NOT NULL
);
COMMENT ON COLUMN last_change.changed_in IS 'The transaction. Its number orders changes within one run of the database server: see list_epoch.';
CREATE INDEX last_change_of_force ON last_change (organisation, changed_in, referral_id);
CREATE INDEX referral_of_case ON referral (case_key);

CREATE TABLE list_epoch (epoch uuid NOT NULL);
COMMENT ON TABLE list_epoch IS
  'One row. A restored database may give the numbers of lost transactions again, so each restore begins another epoch, and a cursor of an earlier one is refused.';
INSERT INTO list_epoch VALUES (gen_random_uuid());

CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO last_change (referral_id, organisation, changed_in, changed_at)
  SELECT r.referral_id, r.organisation, pg_current_xact_id(), exchange_now()
  FROM referral r
  WHERE r.referral_id IN (SELECT referral_id FROM changed)
    AND NOT EXISTS (SELECT FROM last_change l WHERE l.referral_id = r.referral_id AND l.changed_in = pg_current_xact_id())
  ORDER BY r.referral_id
  ON CONFLICT (referral_id) DO UPDATE SET changed_in = EXCLUDED.changed_in, changed_at = EXCLUDED.changed_at;
  RETURN NULL;
END $$;
${[...ADDED_TO.map((table) => trigger(table, 'INSERT')), ...UPDATED.map((table) => trigger(table, 'UPDATE'))].join('\n')}

CREATE FUNCTION begin_list_epoch() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  UPDATE list_epoch SET epoch = gen_random_uuid();
  UPDATE last_change SET changed_in = pg_current_xact_id();
$$;`;

function trigger(table: string, cause: 'INSERT' | 'UPDATE'): string {
  return `CREATE TRIGGER note_${cause.toLowerCase()} AFTER ${cause} ON ${table} REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_change();`;
}

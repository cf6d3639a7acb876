import { quoteIdentifier } from '../database/connection.js';

/** SQLSTATE 42501 refuses the change as a matter of rights. A code for bad data would make an intake halve its batch. */
const REFUSE = `
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on append-only table % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;`;

/**
 * SQL for a migration: no role, including the owner, can update, delete or truncate this table afterwards. Grants stop
 * only the app's role; the triggers also stop the owner's mistakes. An owner can still drop a trigger deliberately. Only
 * copies held elsewhere prove that no owner did.
 *
 * Row triggers apply to partitions made later, but the TRUNCATE trigger does not, so a partition needs {@link
 * appendOnlyPartition} as well. ENABLE ALWAYS also applies to sessions that claim to be a replica.
 */
export function appendOnly(table: string): string {
  const name = quoteIdentifier(table);
  return `${REFUSE}
CREATE TRIGGER refuse_row_change BEFORE UPDATE OR DELETE ON ${name} FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON ${name} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ${name} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE ${name} ENABLE ALWAYS TRIGGER refuse_row_change;
ALTER TABLE ${name} ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ${name} ENABLE ALWAYS TRIGGER refuse_truncate;`;
}

/** SQL for a new partition of a table under {@link appendOnly}. */
export function appendOnlyPartition(partition: string): string {
  const name = quoteIdentifier(partition);
  return `
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ${name} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE ${name} ENABLE ALWAYS TRIGGER refuse_truncate;`;
}

import { quoteIdentifier } from '../database/connection.js';

/** 42501: the change is refused as a matter of rights, and not as bad data that a batch would be split for. */
const REFUSE = `
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on append-only table % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;`;

/**
 * SQL for a migration: from then on nobody, the owner included, can update, delete or truncate this table. Grants stop
 * only the app's role; the triggers also stop the owner's mistakes. (An owner who means it can drop a trigger: only
 * copies held elsewhere prove its absence.)
 *
 * Row triggers pass on to partitions made later; TRUNCATE's does not, so a partition needs
 * {@link appendOnlyPartition} as well. ENABLE ALWAYS holds for sessions that claim to be a replica, too.
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

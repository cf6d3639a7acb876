import { appendOnly, quoteIdentifier, type Grant } from '#libs/persistence';

/** An app that owns its schema, or the portal, which is a guest in the recorder's schema and has tables of its own there. */
export type AccessOwner = 'app' | 'portal';

/** The names of the tables of an owner. */
export function accessTables(owner: AccessOwner): { readonly records: string; readonly unknown: string } {
  const prefix = owner === 'portal' ? 'portal_' : '';
  return { records: `${prefix}access_record`, unknown: `${prefix}unknown_caller` };
}

/**
 * SQL for a migration: the records of access of one app, and the numbers of requests whose caller was not identified.
 * The outbox of the app takes the records to the recorder. The portal needs none, because its table is in the recorder's schema.
 */
export function accessRecordTables(owner: AccessOwner = 'app'): string {
  const names = accessTables(owner);
  const [records, unknown] = [quoteIdentifier(names.records), quoteIdentifier(names.unknown)];
  return `
CREATE TABLE ${records} (
  access_id uuid PRIMARY KEY,
  at        timestamptz NOT NULL,
  record    json NOT NULL
);
COMMENT ON TABLE ${records} IS 'Append-only: which known caller was given or denied what. A row is written before the answer goes out.';
${appendOnly(names.records)}
CREATE TABLE ${unknown} (
  minute   timestamptz NOT NULL,
  source   text NOT NULL,
  problem  text NOT NULL,
  requests bigint NOT NULL,
  PRIMARY KEY (minute, source, problem)
);
COMMENT ON TABLE ${unknown} IS 'Requests whose caller was not identified, counted by minute, network of the caller and problem code; kept for 90 days';`;
}

/** The rights of the app's role: it adds records, and can read and change none. It counts, and deletes old counts. */
export function accessRecordGrants(owner: AccessOwner = 'app'): readonly Grant[] {
  const { records, unknown } = accessTables(owner);
  return [
    { table: records, rights: ['INSERT'] },
    { table: unknown, rights: ['SELECT', 'INSERT', 'DELETE'] },
    { table: unknown, rights: ['UPDATE'], columns: ['requests'] },
  ];
}

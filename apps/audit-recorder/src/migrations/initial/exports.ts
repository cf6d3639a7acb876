import { appendOnly } from '#libs/persistence';

/** The portal's role may add here, and nowhere else. A manifest is written once, when the last byte of its export has been made. */
const EXPORT_MANIFEST = `
CREATE TABLE export_manifest (
  export_id    uuid PRIMARY KEY,
  organisation text NOT NULL,
  recorded_at  timestamptz NOT NULL DEFAULT exchange_now(),
  manifest     json NOT NULL
);
COMMENT ON TABLE export_manifest IS 'Append-only: who exported which part of the log when, with the digest of the file. An export that was interrupted has no row.';
COMMENT ON COLUMN export_manifest.organisation IS 'The organisation that asked for the export, and may read its manifest beside the auditors.';`;

export const EXPORTS: readonly string[] = [EXPORT_MANIFEST, appendOnly('export_manifest')];

import type { Grant } from '#libs/persistence';

import { VERDICT_COLUMNS } from './rows.js';

/**
 * SQL for a migration: the statements of agencies, each with its present verdict.
 *
 * The key has no offset, because a repeat of the same bytes under the same id is no second statement. `referral_id` is null for a
 * rejection of a message that names no referral.
 */
export function statementTable(): string {
  return `
CREATE TABLE statement (
  agency         text NOT NULL,
  partition      integer NOT NULL,
  statement_id   uuid NOT NULL,
  digest         text NOT NULL,
  kafka_offset   bigint NOT NULL,
  entry          smallint NOT NULL,
  referral_id    uuid,
  message_id     uuid NOT NULL,
  correlation_id uuid NOT NULL,
  type           text NOT NULL,
  stored_at      timestamptz(3) NOT NULL,
  data           json NOT NULL,
  verdict        text NOT NULL CHECK (verdict IN ('taken', 'unattached', 'waiting', 'refused')),
  effect         text CHECK (effect IN ('new', 'repeat')),
  code           text,
  counts_at      timestamptz(3),
  work_at        timestamptz(3),
  marks          text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (agency, partition, statement_id, digest),
  CHECK ((verdict = 'taken') = (counts_at IS NOT NULL) AND (verdict = 'taken') = (effect IS NOT NULL))
) WITH (fillfactor = 90);
COMMENT ON COLUMN statement.agency IS 'The agency of the topic. The statement may name another one, and is then refused.';
COMMENT ON COLUMN statement.stored_at IS 'When the broker stored it.';
COMMENT ON COLUMN statement.code IS 'What a waiting statement waits for, or why a statement is refused.';
COMMENT ON COLUMN statement.counts_at IS 'The time that counts for clocks and measures: the claimed one, or the broker''s where the claim is impossible.';
CREATE INDEX statement_of_referral ON statement (referral_id, agency);
CREATE INDEX statement_not_taken ON statement (stored_at) WHERE verdict IN ('waiting', 'refused');`;
}

/** SQL for a migration: the facts that statements are judged by, for an app that learns them from the lifecycle topic. */
export function knownFactTables(): string {
  return copyTable('sent_copy') + declinedRedirectTable();
}

/**
 * SQL for a migration: a table of copies under another name.
 *
 * @param more a further column.
 */
export function copyTable(name: string, more?: string): string {
  return `
CREATE TABLE ${name} (
  referral_id     uuid NOT NULL,
  agency          text NOT NULL,
  message_id      uuid NOT NULL,
  envelope_digest text NOT NULL,
  hop             smallint NOT NULL,
  partition       integer NOT NULL,
  sent_at         timestamptz(3) NOT NULL,
  update_id       uuid,${more === undefined ? '' : `\n  ${more},`}
  PRIMARY KEY (referral_id, agency, message_id)
);`;
}

function declinedRedirectTable(): string {
  return `
CREATE TABLE declined_redirect (
  referral_id  uuid NOT NULL,
  agency       text NOT NULL,
  statement_id uuid NOT NULL,
  PRIMARY KEY (referral_id, agency, statement_id)
);`;
}

/** A verdict may change when a fact or an earlier statement becomes known. Nothing else of a statement ever changes. */
export const STATEMENT_GRANTS: readonly Grant[] = [
  { table: 'statement', rights: ['SELECT', 'INSERT'] },
  { table: 'statement', rights: ['UPDATE'], columns: VERDICT_COLUMNS },
];
export const KNOWN_FACT_GRANTS: readonly Grant[] = [
  { table: 'sent_copy', rights: ['SELECT', 'INSERT'] }, { table: 'declined_redirect', rights: ['SELECT', 'INSERT'] },
];

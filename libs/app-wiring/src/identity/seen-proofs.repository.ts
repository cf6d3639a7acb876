import { SeenProofs } from '#libs/access';
import { SharedCommit } from '#libs/kernel';
import { batchJson, Database, quoteIdentifier, statement, type Grant, type Statement, type StatementRunner } from '#libs/persistence';

/** The table of an app that owns its schema, and that of the portal, which is a guest in the recorder's schema. */
export type SeenProofTable = 'seen_proof' | 'portal_seen_proof';

/**
 * SQL for a migration: the proofs of possession that an app has seen, by digest, so that no copy of the app takes one twice. A row lives for two
 * minutes, because an older proof is refused for its age.
 */
export function seenProofTable(table: SeenProofTable = 'seen_proof'): string {
  const name = quoteIdentifier(table);
  return `
CREATE TABLE ${name} (
  digest     bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
) WITH (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0, vacuum_truncate = false
);
CREATE INDEX ${quoteIdentifier(`${table}_expiry`)} ON ${name} (expires_at);
COMMENT ON TABLE ${name} IS 'Digests of the proofs of possession (DPoP) of the last two minutes';`;
}

/** The rights of the app's role: it adds rows and deletes expired ones, and changes none. */
export function seenProofGrants(table: SeenProofTable = 'seen_proof'): readonly Grant[] {
  return [{ table, rights: ['SELECT', 'INSERT', 'DELETE'] }];
}

/** The portal's transactions are read-only by default. */
const READ_WRITE = statement('seen-proofs-read-write', 'SET TRANSACTION READ WRITE');
const DELETE_EVERY_MS = 60_000;
const MOST_WAITING = 10_000;
const MOST_AT_ONCE = 500;

interface Proof {
  readonly digest: string;
  readonly expiresAt: number;
}

/** Remembers proofs in PostgreSQL. Requests that come together share a statement. */
export class SeenProofsInDatabase extends SeenProofs {
  private readonly commits: SharedCommit<Proof, boolean>;
  private readonly timer: NodeJS.Timeout;
  private readonly insertion: Statement;
  private readonly deletion: Statement;

  /** @param onFailure gets the error of a deletion that failed; the next one catches up. */
  constructor(private readonly database: Database, table: SeenProofTable, onFailure: (error: unknown) => void) {
    super();
    const name = quoteIdentifier(table);
    // The row need not be on disk before the answer: after a crash of the database, a proof of its last moment could count once more, within a minute.
    this.insertion = statement(`${table}-add`, `
      WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
      INSERT INTO ${name} (digest, expires_at)
      SELECT decode(p.digest, 'hex'), to_timestamp(p.expires_at / 1000.0)
      FROM quick, json_to_recordset($1::json) AS p(digest text, expires_at bigint) ORDER BY p.digest
      ON CONFLICT DO NOTHING RETURNING encode(digest, 'hex') AS digest`);
    this.deletion = statement(`${table}-delete`, `DELETE FROM ${name} WHERE expires_at < to_timestamp($1::bigint / 1000.0)`);
    this.commits = new SharedCommit({ commit: (proofs) => this.insert(proofs), isEntryAtFault: () => false, queueLimit: MOST_WAITING, batchLimit: MOST_AT_ONCE });
    this.timer = setInterval(() => void this.deleteExpired(Date.now()).catch(onFailure), DELETE_EVERY_MS);
    this.timer.unref();
  }

  /** @throws Error where more proofs wait than can be checked; the request is refused as unavailable. */
  async add(digest: string, expiresAt: number): Promise<boolean> {
    const added = await this.commits.add({ digest, expiresAt });
    if (!added.ok) throw new ProofsNotChecked();
    return added.value;
  }

  /** @param now milliseconds since 1970. */
  async deleteExpired(now: number): Promise<void> {
    await this.writing((runner) => runner.run(this.deletion, [now]));
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.commits.drained();
  }

  private async insert(proofs: readonly Proof[]): Promise<readonly boolean[]> {
    const rows = batchJson(proofs.map(({ digest, expiresAt }) => ({ digest, expires_at: expiresAt })));
    const added = await this.writing(async (runner) => (await runner.run<{ digest: string }>(this.insertion, [rows])).rows);
    // Of two requests with one proof in the same batch, the first one has it.
    const isNew = new Set(added.map(({ digest }) => digest));
    return proofs.map(({ digest }) => isNew.delete(digest));
  }

  private async writing<Result>(work: (runner: StatementRunner) => Promise<Result>): Promise<Result> {
    if (!this.database.isReadOnly) return work(this.database);
    return this.database.transaction(async (transaction) => {
      await transaction.run(READ_WRITE);
      return work(transaction);
    });
  }
}

/** More requests wait than the database takes. */
class ProofsNotChecked extends Error {
  readonly temporary = true;
}

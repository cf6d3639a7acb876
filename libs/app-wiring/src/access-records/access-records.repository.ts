import { AccessRecordedContract, encodeEvent, type AccessRecorded, type OutgoingMessage } from '#libs/contracts';
import { SharedCommit } from '#libs/kernel';
import { batchJson, Database, isDataError, outboxInsert, outboxRows, quoteIdentifier, statement, type Statement } from '#libs/persistence';

import { accessTables } from './tables.js';

/** The portal's transactions are read-only by default. */
const READ_WRITE = statement('access-read-write', 'SET TRANSACTION READ WRITE');
const MOST_WAITING = 5_000;
const MOST_AT_ONCE = 500;

interface Entry {
  readonly record: AccessRecorded;
  readonly messages: readonly OutgoingMessage[];
}

interface Sending {
  /** The topic of the records of access. */
  readonly topic: string;
  /** CloudEvents `source`: the app. */
  readonly source: string;
}

/** Writes records of access, with their messages in the outbox of the app. Answers that are ready at one time share a commit. */
export class AccessRecordsInDatabase {
  private readonly commits: SharedCommit<Entry, true>;
  private readonly insertion: Statement;

  /** @param sending absent for the portal: a trigger copies its records into the log of access. */
  constructor(private readonly database: Database, private readonly sending?: Sending) {
    const table = accessTables(sending === undefined ? 'portal' : 'app').records;
    const stored = `INSERT INTO ${quoteIdentifier(table)} (access_id, at, record) SELECT r.access_id, r.at, r.record
      FROM json_to_recordset($1::json) AS r(access_id uuid, at timestamptz, record json)`;
    this.insertion = statement(`${table}-add`, sending === undefined ? stored : `WITH stored AS (${stored}) ${outboxInsert('$2')}`);
    this.commits = new SharedCommit({ commit: (entries) => this.insert(entries), isEntryAtFault: isDataError, queueLimit: MOST_WAITING, batchLimit: MOST_AT_ONCE });
  }

  /**
   * Resolves when the record is on disk.
   *
   * @throws DatabaseUnavailable or StatementError where it cannot be written; Error with `temporary` where more records wait than can be written;
   * TypeError for a record that breaks its contract, because that is a bug.
   */
  async add(record: AccessRecorded): Promise<void> {
    const added = await this.commits.add({ record, messages: this.messagesOf(record) });
    if (!added.ok) throw new RecordsNotWritten();
  }

  async close(): Promise<void> {
    await this.commits.drained();
  }

  private messagesOf(record: AccessRecorded): readonly OutgoingMessage[] {
    if (this.sending === undefined) {
      const checked = AccessRecordedContract.validator.validate(record);
      if (!checked.ok) throw new TypeError(`a record of access breaks its contract at ${checked.error.map(({ pointer }) => pointer).join(', ')}`);
      return [];
    }
    const { accessId: id, organisation: key, at: time, correlationId } = record;
    return [encodeEvent(AccessRecordedContract, { ...this.sending, key, id, time, correlationId, data: record })];
  }

  private async insert(entries: readonly Entry[]): Promise<readonly true[]> {
    const rows = batchJson(entries.map(({ record }) => ({ access_id: record.accessId, at: record.at, record })));
    if (this.sending === undefined) {
      await this.database.transaction(async (transaction) => {
        await transaction.run(READ_WRITE);
        await transaction.run(this.insertion, [rows]);
      });
    } else {
      await this.database.run(this.insertion, [rows, batchJson(outboxRows(entries.flatMap(({ messages }) => messages)))]);
    }
    return entries.map(() => true as const);
  }
}

/** More records wait than the database takes. */
class RecordsNotWritten extends Error {
  readonly temporary = true;
}

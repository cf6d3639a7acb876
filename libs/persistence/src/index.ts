export { quoteIdentifier } from './database/connection.js';
export { Database, type DatabaseSettings } from './database/database.js';
export {
  DatabaseUnavailable,
  isConnectionFailure,
  isDataError,
  StatementError,
} from './database/errors.js';
export { exchangeNow } from './database/exchange-now.js';
export { preparedQuery, whereEqual, type BoundStatement, type SelectQuery } from './database/select-query.js';
export { ONE_MOMENT } from './database/one-moment.js';
export { onlyOne } from './database/only-one.js';
export {
  batchJson,
  statement,
  type Statement,
  type StatementRunner,
  type StatementValue,
} from './database/statement.js';
export type { Transaction } from './database/transaction.js';
export { appendOnly, appendOnlyPartition } from './migrations/append-only.js';
export type { Grant } from './migrations/grants.js';
export type { Migration } from './migrations/migration.js';
export { OtherSchemaVersion } from './migrations/schema-version.js';
export { migrateSchema, type SchemaDefinition } from './migrations/migrate.js';
export { OutboxRelay } from './outbox/relay.js';
export { OUTBOX_GRANTS, outboxTables } from './outbox/tables.js';
export { outboxInsert, outboxRows, OutboxWriter } from './outbox/writer.js';

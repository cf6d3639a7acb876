import type { ClientBase } from 'pg';
import { describeFailure } from './errors.js';
import { runOn } from './transaction.js';
import type { Statement, StatementValue } from './statement.js';

/**
 * Milliseconds. An idle transaction may last longer here, because the reader sets the pace (a browser may pause a
 * download).
 */
const IDLE_READER_MS = 120_000;

/**
 * Reads batches of rows through a server-side cursor. Memory stays that of one batch, and all batches see one snapshot.
 * The caller owns `client`, which is outside any transaction again when the iteration has ended.
 */
export async function* cursorBatches<Row>(
  client: ClientBase,
  { name, text }: Statement,
  values: readonly StatementValue[],
  batchSize: number,
): AsyncGenerator<readonly Row[], void, undefined> {
  let open = false;
  try {
    await client.query('BEGIN READ ONLY');
    open = true;
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = ${IDLE_READER_MS}`);
    // Unnamed, because DECLARE cannot be prepared: only its query is parsed with these values.
    await client.query(`DECLARE stream_cursor NO SCROLL CURSOR FOR ${text}`, [...values]);
    const fetch = { name: `stream-fetch-${batchSize}`, text: `FETCH FORWARD ${batchSize} FROM stream_cursor` };
    for (;;) {
      const { rows } = await runOn<Row>(client, fetch);
      if (rows.length > 0) yield rows;
      if (rows.length < batchSize) return;
    }
  } catch (error) {
    throw describeFailure(error, name);
  } finally {
    if (open) await client.query('ROLLBACK');
  }
}

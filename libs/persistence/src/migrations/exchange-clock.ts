import type { ClientBase } from 'pg';
import { CLOCK_OFFSET_SETTING } from '../database/connection.js';
import type { Grant } from './grants.js';

/**
 * The exchange's clock, in every schema: `exchange_now()` is the database's time, to the millisecond. What decides whether
 * something is due reads it and nothing else, so that no process's own clock has a say.
 *
 * For production it reads the time and no setting at all, so that nothing that a session, a role or a database is set to
 * can move it. Only a schema that was migrated in a test configuration adds what the connection says. Each run of the
 * migrate program makes the function again: a test database that is taken into production loses the ability.
 */
export async function installExchangeClock(client: ClientBase, movable: boolean): Promise<void> {
  const moved = `+ coalesce(nullif(current_setting('${CLOCK_OFFSET_SETTING}', true), '')::interval, interval '0')`;
  await client.query(`
    CREATE OR REPLACE FUNCTION exchange_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
    AS $$ SELECT date_trunc('milliseconds', clock_timestamp() ${movable ? moved : ''}) $$`);
}

/** Whoever may use the schema at all may ask what time it is. */
export const EXCHANGE_CLOCK_GRANT: Grant = { function: 'exchange_now()', rights: ['EXECUTE'] };
